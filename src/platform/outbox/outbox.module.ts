import { Global, Module } from '@nestjs/common';
import { BullModule } from '@nestjs/bullmq';
import { Outbox } from './outbox.service.js';
import { OutboxSchedule } from './outbox-schedule.service.js';
import { RelayBell } from './relay-bell.js';
import { Relay } from './relay.service.js';
import { SWEEP_OUTBOX, SweepOutboxJob } from './sweep-outbox.job.js';

/** The outbox for everybody, and the relay that empties it in the worker. */
@Global()
@Module({
  imports: [BullModule.registerQueue({ name: SWEEP_OUTBOX })],
  providers: [Outbox, OutboxSchedule, RelayBell, Relay, SweepOutboxJob],
  exports: [Outbox, OutboxSchedule, Relay, RelayBell],
})
export class OutboxModule {}
