import { Logger } from '@nestjs/common';

/** The longest pause after repeated failures. */
const MAX_BACKOFF_MS = 5_000;

/**
 * Repeats one piece of work, never twice at the same time, in this process. A failure is logged once per spell and
 * followed by a growing pause; stop() tells the round that is running, by its signal, and waits for it. Work that goes on
 * until nothing is left asks the signal between two portions: a backlog must not hold up a stop.
 */
export class Loop {
  private readonly logger: Logger;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private stopped = true;
  private failures = 0;
  private again = false;
  private stopping = new AbortController();

  constructor(
    name: string,
    private readonly periodMs: number,
    private readonly work: (stopping: AbortSignal) => Promise<unknown>,
  ) {
    this.logger = new Logger(name);
  }

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.stopping = new AbortController();
    this.schedule(0);
  }

  /** Runs a round shortly, or once more after the running one. */
  wakeSoon(): void {
    if (this.stopped) return;
    if (this.running) this.again = true;
    else if (this.failures === 0) this.schedule(5);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.stopping.abort();
    clearTimeout(this.timer);
    await this.running;
  }

  private schedule(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.running = this.round().finally(() => {
        this.running = undefined;
        if (this.stopped) return;
        const pause = this.failures > 0 ? Math.min(MAX_BACKOFF_MS, this.periodMs * 2 ** this.failures) : this.periodMs;
        this.schedule(this.again && this.failures === 0 ? 0 : pause);
        this.again = false;
      });
    }, ms);
  }

  private async round(): Promise<void> {
    try {
      await this.work(this.stopping.signal);
      if (this.failures > 0) this.logger.log('working again');
      this.failures = 0;
    } catch (error) {
      // What a stop broke off is no failure.
      if (this.stopped) return;
      this.failures += 1;
      if (this.failures === 1) this.logger.error(error instanceof Error ? error.message : String(error));
    }
  }
}
