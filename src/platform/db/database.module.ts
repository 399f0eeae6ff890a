import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSourceOptions } from 'typeorm';
import type { Config } from '../config/config.js';
import { connectionOptions, type DatabaseRole } from './connection-options.js';
import { PreparingClient } from './preparing-client.js';

type Entities = NonNullable<DataSourceOptions['entities']>;

/**
 * Two data sources: the default one serves requests as `bencao_app` under forced row-level security; `system` serves
 * the relay, the sequencer, the projections and authentication as `bencao_system`.
 */
@Module({})
export class DatabaseModule {
  static forConfig(config: Config, entities: Entities): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRoot(dataSourceOptions(config, 'bencao_app', entities)),
        TypeOrmModule.forRoot({ name: 'system', ...dataSourceOptions(config, 'bencao_system', entities) }),
      ],
    };
  }
}

/** TypeORM options of one role; never synchronises: the schema is the migrations' and nobody else's. */
export function dataSourceOptions(config: Config, role: DatabaseRole, entities: Entities): DataSourceOptions {
  const url = {
    bencao_app: config.databaseUrl,
    bencao_system: config.databaseSystemUrl,
    bencao_owner: config.databaseOwnerUrl,
  }[role];
  if (url === undefined) throw new Error(`no database address for ${role}: the embedded database was not started`);
  const max = role === 'bencao_app' ? config.databasePool : role === 'bencao_system' ? config.databaseSystemPool : 2;
  const { connectionString, ...extra } = connectionOptions(url, role, max, {
    connectMs: config.databaseConnectTimeoutMs,
    // Migrations and repairs may take longer than any request.
    statementMs: role === 'bencao_owner' ? 600_000 : config.databaseStatementTimeoutMs,
    lockMs: config.databaseLockTimeoutMs,
    idleTxMs: config.databaseIdleTxTimeoutMs,
  });
  return {
    type: 'postgres',
    url: connectionString,
    entities,
    synchronize: false,
    migrationsRun: false,
    // Statements given at once go out at once, in order, each answered for itself.
    extra: { ...extra, Client: PreparingClient, pipeline: true },
    poolSize: max,
    // A lost idle connection is replaced by the pool; without a listener it would end the process.
    poolErrorHandler: () => undefined,
    logging: false,
  };
}
