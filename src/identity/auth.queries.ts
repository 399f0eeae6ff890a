import type { DataSource } from 'typeorm';
import type { Actor } from '../platform/http/actor.js';
import type { OrganisationKind, Role } from './permissions.js';

/**
 * What authentication asks before there is a tenant, as bencao_system. Every function takes the system data source; no
 * other file of this room reads across tenants.
 */
export interface Credentials {
  organisationId: string;
  organisationKind: OrganisationKind;
  organisationName: string;
  personId: string;
  login: string;
  name: string;
  role: Role;
  region: string | null;
  demonstration: boolean;
  disabled: boolean;
  passwordHash: string;
}

const PERSON = `
  p.organisation_id as "organisationId", o.kind as "organisationKind", o.name as "organisationName", p.id as "personId",
  p.login, p.name, p.role, p.region, p.demonstration, p.disabled_at is not null as disabled`;

export async function credentialsByLogin(db: DataSource, login: string): Promise<Credentials | undefined> {
  const rows: Credentials[] = await db.query(
    `select ${PERSON}, p.password_hash as "passwordHash"
     from person p join organisation o on o.id = p.organisation_id where p.login = $1`,
    [login],
  );
  return rows[0];
}

export async function passwordHashOf(
  db: DataSource,
  organisationId: string,
  personId: string,
): Promise<string | undefined> {
  const rows: { passwordHash: string }[] = await db.query(
    `select password_hash as "passwordHash" from person
     where organisation_id = $1 and id = $2 and disabled_at is null`,
    [organisationId, personId],
  );
  return rows[0]?.passwordHash;
}

export interface NewSession {
  organisationId: string;
  id: string;
  personId: string;
  tokenHash: Buffer;
  network: string;
  idleSeconds: number;
  absoluteSeconds: number;
}

/** Sessions of one person beyond this many end, the oldest first: a program that signs in again and again fills nothing. */
const SESSIONS_PER_PERSON = 50;

export async function insertSession(db: DataSource, session: NewSession): Promise<void> {
  const { organisationId, id, personId, tokenHash, network, idleSeconds, absoluteSeconds } = session;
  await db.query(
    `insert into session (organisation_id, id, person_id, token_hash, network, idle_seconds, expires_at)
     values ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7))`,
    [organisationId, id, personId, tokenHash, network, idleSeconds, absoluteSeconds],
  );
  await db.query(
    `delete from session where organisation_id = $1 and id in (select id from session
       where organisation_id = $1 and person_id = $2 order by created_at desc, id desc offset $3)`,
    [organisationId, personId, SESSIONS_PER_PERSON],
  );
}

export async function deleteSession(db: DataSource, tokenHash: Buffer): Promise<void> {
  await db.query(`delete from session where token_hash = $1`, [tokenHash]);
}

interface SessionRow extends Omit<Credentials, 'passwordHash' | 'disabled'> {
  sessionId: string;
  stale: boolean;
}

/** The person behind a session token that is alive, with the role of this moment; `production` shuts out the demonstration. */
export async function actorOfSession(
  db: DataSource,
  tokenHash: Buffer,
  production: boolean,
): Promise<Actor | undefined> {
  const rows: SessionRow[] = await db.query(
    `select ${PERSON}, s.id as "sessionId", s.seen_at < now() - interval '1 minute' as stale
     from session s join person p on p.organisation_id = s.organisation_id and p.id = s.person_id
       join organisation o on o.id = p.organisation_id
     where s.token_hash = $1 and s.expires_at > now() and s.seen_at + make_interval(secs => s.idle_seconds) > now()
       and p.disabled_at is null and not (p.demonstration and $2)`,
    [tokenHash, production],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  // A minute's grain: most requests of a busy person write nothing.
  if (row.stale) await db.query(`update session set seen_at = now() where token_hash = $1`, [tokenHash]);
  return { ...toActor(row), sessionId: row.sessionId };
}

interface KeyRow extends Omit<Credentials, 'passwordHash' | 'disabled'> {
  scopes: string[];
  stale: boolean;
}

/** The person behind an API key that is alive, with the key's scopes. */
export async function actorOfApiKey(db: DataSource, keyHash: Buffer, production: boolean): Promise<Actor | undefined> {
  const rows: KeyRow[] = await db.query(
    `select ${PERSON}, k.scopes, coalesce(k.last_used_at < now() - interval '1 minute', true) as stale
     from api_key k join person p on p.organisation_id = k.organisation_id and p.id = k.person_id
       join organisation o on o.id = p.organisation_id
     where k.key_hash = $1 and k.expires_at > now() and k.revoked_at is null
       and p.disabled_at is null and not (p.demonstration and $2)`,
    [keyHash, production],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  if (row.stale) await db.query(`update api_key set last_used_at = now() where key_hash = $1`, [keyHash]);
  return { ...toActor(row), scopes: row.scopes };
}

export function toActor(row: Omit<Credentials, 'passwordHash' | 'disabled'>): Actor {
  return {
    personId: row.personId,
    login: row.login,
    name: row.name,
    role: row.role,
    organisation: { id: row.organisationId, name: row.organisationName, kind: row.organisationKind },
    ...(row.region === null ? {} : { region: row.region }),
  };
}
