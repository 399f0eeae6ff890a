import { Injectable } from '@nestjs/common';

/**
 * Wakes the relay of this very process early. Only a hint: it rings before commit and never crosses processes; what is
 * owed stands in the outbox, and the relay looks there anyway.
 */
@Injectable()
export class RelayBell {
  private listener: (() => void) | undefined;

  ring(): void {
    this.listener?.();
  }

  onRing(listener: () => void): void {
    this.listener = listener;
  }
}
