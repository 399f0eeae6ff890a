import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { HerbsModule } from '../herbs/herbs.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { LotsModule } from '../lots/lots.module.js';
import { RulesModule } from '../rules/rules.module.js';
import { CustodyController } from './custody.controller.js';
import { CustodyDesk } from './custody-desk.service.js';
import { DeliveryNotes } from './delivery-note.service.js';
import { ErpResultsJob } from './erp-results.job.js';
import { ERP_RESULTS, ErpResults } from './erp-results.service.js';
import { ExpectedDeliveries } from './expected-delivery.service.js';
import { JourneyService } from './journey.service.js';
import { PartnersService } from './partners.service.js';
import { ReceiptChecks } from './receipt-checks.service.js';
import { ReceiptsController } from './receipts.controller.js';
import { ReceiptsService } from './receipts.service.js';
import { ShipmentsService } from './shipments.service.js';

/** Shipments, receiving, and who holds what. Needs lots/coded-things fulfilled by whoever is composed beside it (codes/). */
@Module({
  imports: [LedgerModule, HerbsModule, LotsModule, RulesModule, BullModule.registerQueue({ name: ERP_RESULTS })],
  controllers: [CustodyController, ReceiptsController],
  providers: [
    ShipmentsService,
    JourneyService,
    ExpectedDeliveries,
    ReceiptsService,
    ReceiptChecks,
    PartnersService,
    ErpResults,
    ErpResultsJob,
    CustodyDesk,
    DeliveryNotes,
  ],
})
export class CustodyModule {}
