import 'reflect-metadata';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { batchesTables } from './batches/replay-batches.js';
import { AliasesReplayer } from './codes/aliases/replay-aliases.queries.js';
import { CodeHistoryReplayer } from './codes/replay-code-history.queries.js';
import { LabelsReplayer } from './codes/labels/replay-labels.queries.js';
import { CodesReplayer } from './codes/replay-codes.queries.js';
import { climateTables } from './custody/storage/climate/replay-climate.js';
import { ClimateReplayer } from './custody/storage/climate/replay-days.queries.js';
import { StockReplayer } from './custody/storage/replay-stock.queries.js';
import { storageTables } from './custody/storage/replay-storage.js';
import { custodyTables } from './custody/replay-shipping.js';
import { IdentityReplayer } from './identity/replay-identity.queries.js';
import { ActRowsReplayer } from './ledger/verify/act-rows.queries.js';
import { readOutside } from './ledger/verify/outside.service.js';
import type { LedgerReplayer } from './ledger/verify/replayer.js';
import { verifyLedger, type Report } from './ledger/verify/verify-ledger.queries.js';
import { CustodyReplayer } from './lots/replay-custody.queries.js';
import { LotsReplayer } from './lots/replay.queries.js';
import { oversightTables, RecallScopeReplayer } from './oversight/replay-oversight.queries.js';
import { InputStockReplayer } from './planting/replay-input-stock.queries.js';
import { GrowersReplayer } from './planting/replay-growers.queries.js';
import { plantingTables } from './planting/replay-planting.js';
import type { Config } from './platform/config/config.js';
import { dataSourceOptions } from './platform/db/database.module.js';
import { EmbeddedPostgres } from './platform/embedded/embedded-postgres.js';
import { runningClusterUrl } from './platform/embedded/running-cluster.js';
import { SingleInstance } from './platform/lifecycle/single-instance.js';
import { processingTables } from './processing/replay-processing.js';
import { qualityTables } from './quality/replay-quality.js';
import { rulesTables } from './rules/replay-rules.js';
import { FindingsReplayer } from './rules/replay-findings.queries.js';

/** Every room that can replay facts against its rows. Up here because it must see them all. */
export function replayers(): LedgerReplayer[] {
  return [
    new IdentityReplayer(),
    new FindingsReplayer(),
    new ActRowsReplayer('planting', plantingTables),
    new InputStockReplayer(),
    new GrowersReplayer(),
    new ActRowsReplayer('processing', processingTables),
    new ActRowsReplayer('batches', batchesTables),
    new ActRowsReplayer('quality', qualityTables),
    new ActRowsReplayer('storage', [...storageTables, ...climateTables]),
    new ClimateReplayer(),
    new StockReplayer(),
    new ActRowsReplayer('custody', custodyTables),
    new ActRowsReplayer('rules', rulesTables),
    new CodesReplayer(),
    new AliasesReplayer(),
    new CodeHistoryReplayer(),
    new LabelsReplayer(),
    new LotsReplayer(),
    new CustodyReplayer(),
    new ActRowsReplayer('oversight', oversightTables),
    new RecallScopeReplayer(),
  ];
}

/**
 * Checks the whole ledger, while the product runs or not. `checkpoints` are files in which others have kept one.
 * @throws NothingToCompareWith when key or checkpoint outside the database are missing
 */
export async function verifyProduct(config: Config, checkpoints: readonly string[] = []): Promise<Report> {
  // Read before the snapshot is taken: a running sequencer may only have made the database newer than this.
  const outside = await readOutside(config, checkpoints);
  return withDatabase(config, (db) => verifyLedger(db, { ...outside, replayers: replayers() }));
}

/** The configured database; the embedded one as it runs, or started for this check when it does not. */
export async function withDatabase<T>(config: Config, work: (db: DataSource) => Promise<T>): Promise<T> {
  if (!config.embeddedDatabase) return onDatabase(config, work);
  const directory = join(config.dataDir, 'database');
  const url = runningClusterUrl(directory);
  if (url !== undefined) return onDatabase(config.withDatabase(url), work);
  const guard = SingleInstance.acquire(config.dataDir);
  const database = await EmbeddedPostgres.start({ directory });
  try {
    return await onDatabase(config.withDatabase(database.url), work);
  } finally {
    await database.stop();
    guard.release();
  }
}

async function onDatabase<T>(config: Config, work: (db: DataSource) => Promise<T>): Promise<T> {
  const db = await new DataSource(dataSourceOptions(config, 'bencao_system', [])).initialize();
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}
