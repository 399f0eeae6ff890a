import { Injectable } from '@nestjs/common';
import { mayDo } from '../identity/access.guard.js';
import { PermissionMissing } from '../identity/identity.errors.js';
import type { Outcome } from '../platform/acts/bulk-acts.service.js';
import { SyncActs, type SyncKind } from '../platform/acts/sync-acts.service.js';
import type { Actor } from '../platform/http/actor.js';
import { validationPipe } from '../platform/http/validation.js';
import { UnknownKind } from './sync.errors.js';
import type { OfflineActDto } from './sync.dto.js';

interface Checked {
  kind: SyncKind;
  body: { id: string };
}

/**
 * Takes what a device recorded offline. Each act is checked, permitted, performed and answered as if it had come alone
 * to its own route; the failure of one undoes no other. Acts are performed in the order sent, and neighbours of one
 * kind together where that kind has a way for many.
 */
@Injectable()
export class SyncService {
  /** The very pipe of the routes, so that nothing passes here that would not pass there. */
  private readonly pipe = validationPipe();

  constructor(private readonly kinds: SyncActs) {}

  async perform(actor: Actor, acts: readonly OfflineActDto[]): Promise<Outcome[]> {
    const checked = await Promise.all(acts.map((act) => this.check(actor, act)));
    const outcomes: Outcome[] = [];
    while (outcomes.length < checked.length) {
      const next = checked[outcomes.length]!;
      if ('failed' in next) outcomes.push(next);
      else outcomes.push(...(await performGroup(actor, neighbours(next, checked.slice(outcomes.length + 1)))));
    }
    return outcomes;
  }

  private async check(actor: Actor, act: OfflineActDto): Promise<Checked | { failed: unknown }> {
    try {
      const kind = this.kinds.of(act.kind);
      if (kind === undefined) throw new UnknownKind(act.kind, this.kinds.names());
      if (!mayDo(actor, kind.permission)) throw new PermissionMissing(kind.permission);
      const body = (await this.pipe.transform(act.body, { type: 'body', metatype: kind.dto })) as { id: string };
      return { kind, body };
    } catch (error) {
      return { failed: error };
    }
  }
}

/** The first and those right after it that can be performed with it. */
function neighbours(first: Checked, others: readonly (Checked | { failed: unknown })[]): Checked[] {
  if (first.kind.performMany === undefined) return [first];
  const end = others.findIndex((other) => 'failed' in other || other.kind !== first.kind);
  return [first, ...((end < 0 ? others : others.slice(0, end)) as Checked[])];
}

async function performGroup(actor: Actor, group: readonly Checked[]): Promise<Outcome[]> {
  const { kind, body } = group[0]!;
  if (kind.performMany !== undefined)
    return kind.performMany(
      actor,
      group.map((act) => act.body),
    );
  try {
    return [await kind.perform(actor, body)];
  } catch (error) {
    return [{ failed: error }];
  }
}
