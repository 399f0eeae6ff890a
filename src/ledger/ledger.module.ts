import { Module } from '@nestjs/common';
import { Ledger } from './ledger.service.js';

/** Facts and the tree over them; knows no word of the trade. */
@Module({ providers: [Ledger], exports: [Ledger] })
export class LedgerModule {}
