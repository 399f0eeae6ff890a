import { Injectable } from '@nestjs/common';
import type { Actor } from '../http/actor.js';
import type { Outcome } from './bulk-acts.service.js';
import type { Recorded } from './recorded.js';

/** A kind of act that a device may have recorded offline. */
export interface SyncKind<B extends { id: string } = { id: string }> {
  /** Its name in POST /api/sync, e.g. `field-work`. */
  kind: string;
  /** What the act's own route requires; sync asks for the same. */
  permission: string;
  /** The DTO of the act's own route. */
  dto: new () => B;
  perform(actor: Actor, body: B): Promise<Recorded<object>>;
  /** Present where the kind has a way for many at once. */
  performMany?(actor: Actor, bodies: readonly B[]): Promise<Outcome[]>;
}

/** The acts a device may send in bulk. Rooms register theirs at start; whoever serves the route knows no room. */
@Injectable()
export class SyncActs {
  private readonly kinds = new Map<string, SyncKind>();

  register<B extends { id: string }>(kind: SyncKind<B>): void {
    if (this.kinds.has(kind.kind)) throw new Error(`the act ${kind.kind} is registered twice`);
    this.kinds.set(kind.kind, kind as unknown as SyncKind);
  }

  of(kind: string): SyncKind | undefined {
    return this.kinds.get(kind);
  }

  names(): string[] {
    return [...this.kinds.keys()].sort();
  }
}
