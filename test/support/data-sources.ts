import { DataSource } from 'typeorm';
import { loadConfig } from '../../src/platform/config/config.js';
import type { DatabaseRole } from '../../src/platform/db/connection-options.js';
import { dataSourceOptions } from '../../src/platform/db/database.module.js';
import type { Actor } from '../../src/platform/http/actor.js';
import { newId } from '../../src/platform/ids.js';

/** A data source under one role, for tests of a service without the whole application. */
export async function connectAs(url: string, role: DatabaseRole): Promise<DataSource> {
  const config = loadConfig({ NODE_ENV: 'test', DATABASE_URL: url });
  return new DataSource(dataSourceOptions(config, role, [])).initialize();
}

/** A data source that may do anything, for tests that tamper: give it the database's superUrl. */
export async function connectAsSuperuser(superUrl: string): Promise<DataSource> {
  return new DataSource({ type: 'postgres', url: superUrl, poolSize: 2 }).initialize();
}

/** A person of a new organisation. */
export function newActor(name = '张三'): Actor {
  const organisation = { id: newId(), name: '安泽县和川镇连翘专业合作社', kind: 'cooperative' };
  return { personId: newId(), login: 'coop', name, role: 'clerk', organisation };
}
