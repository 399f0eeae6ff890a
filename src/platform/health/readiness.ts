import { Injectable } from '@nestjs/common';

/** A reason why this process should get no traffic, or undefined. */
export type Check = () => Promise<string | undefined> | string | undefined;

/** What must be true for /readyz; rooms add their own checks (the ledger: sealing is not refused). */
@Injectable()
export class Readiness {
  private readonly checks = new Map<string, Check>();
  private stopping = false;

  add(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  /** Turns readiness red before the server stops accepting, so that a proxy sends its next request elsewhere. */
  beginStopping(): void {
    this.stopping = true;
  }

  /** Name → what is wrong; empty when ready. */
  async faults(): Promise<Record<string, string>> {
    const faults: Record<string, string> = this.stopping ? { process: 'stopping' } : {};
    for (const [name, check] of this.checks) {
      try {
        const fault = await check();
        if (fault !== undefined) faults[name] = fault;
      } catch (error) {
        faults[name] = error instanceof Error ? error.message : String(error);
      }
    }
    return faults;
  }
}
