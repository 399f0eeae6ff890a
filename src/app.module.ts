import { Module, type DynamicModule } from '@nestjs/common';
import { LedgerModule } from './ledger/ledger.module.js';
import { Config } from './platform/config/config.js';
import { ConfigModule } from './platform/config/config.module.js';
import { ActsModule } from './platform/acts/acts.module.js';
import { DatabaseModule } from './platform/db/database.module.js';
import { DocsModule } from './platform/docs/docs.module.js';
import { HealthModule } from './platform/health/health.module.js';
import { OutboxModule } from './platform/outbox/outbox.module.js';
import { QueueModule } from './platform/queue/queue.module.js';
import { StorageModule } from './platform/storage/storage.module.js';
import { HerbsModule } from './herbs/herbs.module.js';
import { LotsModule } from './lots/lots.module.js';
import { CodesModule } from './codes/codes.module.js';
import { RulesModule } from './rules/rules.module.js';
import { IdentityModule } from './identity/identity.module.js';
import { QualityModule } from './quality/quality.module.js';
import { PlantingModule } from './planting/planting.module.js';
import { ProcessingModule } from './processing/processing.module.js';
import { BatchesModule } from './batches/batches.module.js';
import { StoresModule } from './custody/storage/storage.module.js';
import { CustodyModule } from './custody/custody.module.js';
import { ExchangeModule } from './exchange/exchange.module.js';
import { TraceModule } from './trace/trace.module.js';
import { OversightModule } from './oversight/oversight.module.js';
import { entities } from './data-source.js';

/** The list of rooms; web and worker are the same tree, started by main.ts with a role. */
@Module({})
export class AppModule {
  static forConfig(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.of(config),
        DatabaseModule.forConfig(config, entities),
        QueueModule.forConfig(config),
        ActsModule,
        OutboxModule,
        StorageModule,
        DocsModule,
        HealthModule,
        // Rooms, floor by floor.
        IdentityModule,
        LedgerModule,
        HerbsModule,
        RulesModule,
        LotsModule,
        QualityModule,
        PlantingModule,
        ProcessingModule,
        BatchesModule,
        StoresModule,
        CustodyModule,
        ExchangeModule,
        CodesModule,
        TraceModule,
        OversightModule,
      ],
    };
  }
}
