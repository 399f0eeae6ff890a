import pg from 'pg';

/** The login of the product; it has no rights of its own and takes one of the three roles when it connects. */
export const LOGIN = 'bencao';
export const DATABASE = 'bencao';

/**
 * Makes the roles, the login and the database where they are missing; called at every start, so a kill between two
 * steps of the first one does no harm. Without INHERIT a forgotten `role=` gives a connection that may do nothing.
 */
export async function bootstrapRoles(superUrl: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: superUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    for (const role of ['bencao_owner', 'bencao_app', 'bencao_system']) {
      await createUnlessExists(client, 'pg_roles', 'rolname', role, `create role ${role} nologin`);
    }
    await createUnlessExists(client, 'pg_roles', 'rolname', LOGIN, `create role ${LOGIN} login noinherit`);
    await client.query(`alter role ${LOGIN} password ${client.escapeLiteral(password)}`);
    await client.query(
      `grant bencao_owner, bencao_app, bencao_system to ${LOGIN} with admin false, inherit false, set true`,
    );
    await createUnlessExists(
      client,
      'pg_database',
      'datname',
      DATABASE,
      `create database ${DATABASE} owner bencao_owner`,
    );
    await client.query(`revoke all on database ${DATABASE} from public`);
    await client.query(`grant connect, temporary on database ${DATABASE} to ${LOGIN}`);
  } finally {
    await client.end();
  }
}

async function createUnlessExists(
  client: pg.Client,
  catalog: 'pg_roles' | 'pg_database',
  column: 'rolname' | 'datname',
  name: string,
  statement: string,
): Promise<void> {
  const { rowCount } = await client.query(`select from ${catalog} where ${column} = $1`, [name]);
  if (rowCount === 0) await client.query(statement);
}
