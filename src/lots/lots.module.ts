import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { LotsController } from './lots.controller.js';
import { LotsService } from './lots.service.js';

@Module({ imports: [LedgerModule], controllers: [LotsController], providers: [LotsService], exports: [LotsService] })
export class LotsModule {}
