import { Global, Module } from '@nestjs/common';
import { Outbox } from './outbox.service.js';
import { RelayBell } from './relay-bell.js';
import { Relay } from './relay.service.js';

@Global()
@Module({ providers: [Outbox, RelayBell, Relay], exports: [Outbox, Relay] })
export class OutboxModule {}
