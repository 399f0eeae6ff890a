import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { TxScope } from '../db/tx.js';

/** What a person may be (DESIGN §6b; permissions per role are in identity/permissions.ts). */
export type Role =
  | 'grower'
  | 'clerk'
  | 'processor'
  | 'quality-head'
  | 'laboratory'
  | 'receiver'
  | 'trader'
  | 'carrier'
  | 'regulator'
  | 'administrator';

/** Who is calling: a person in an organisation, by session or by API key. */
export interface Actor {
  personId: string;
  login: string;
  name: string;
  role: Role;
  organisation: { id: string; name: string; kind: string };
  /** Division-code prefix; regulators only. */
  region?: string;
  /** Permissions of an API key; absent for sessions, which have all of the role's. */
  scopes?: string[];
  /** The session; absent for API keys. Acts that need a person who types a password ask for it. */
  sessionId?: string;
}

/** The request as our guards leave it. */
export interface RequestWithActor {
  actor?: Actor;
}

/** The transaction scope of an actor. */
export function scopeOf(actor: Actor): TxScope {
  return { organisationId: actor.organisation.id, personId: actor.personId, region: actor.region };
}

/** The calling actor; on a @Public route it may be undefined. */
export const CurrentActor = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<RequestWithActor>().actor,
);
