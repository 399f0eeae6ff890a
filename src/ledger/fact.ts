/** A fact: one thing that happened, recorded for ever. Its exact bytes are a leaf of the ledger. */
import { canonicalBytes, type Json } from '../platform/canonical-json.js';

export type Visibility = 'public' | 'party';

/** What a room hands to the ledger. */
export interface NewFact {
  /** Past tense, by room: `planting.harvested`, `quality.lot-released`. */
  readonly type: string;
  /** public: anyone may have the bytes; party: the organisation that recorded it, and the parties named. */
  readonly visibility: Visibility;
  /** When it happened, ISO 8601 with zone, as the person said it. */
  readonly occurredAt: string;
  /** Ids of what the fact is about: lots, batches, plots, samples … Each once; their order carries no meaning. */
  readonly subjects: readonly string[];
  /** What may be read by everyone entitled to the fact. */
  readonly open: Readonly<Record<string, Json>>;
  /** What only its salt opens: persons, prices, counterparties. */
  readonly sealed?: Readonly<Record<string, Json>>;
  /** Organisations that may read a fact of visibility party. Not hashed: being a party is itself confidential. */
  readonly parties?: readonly string[];
}

/** What is hashed. */
export interface Fact {
  readonly id: string;
  readonly type: string;
  readonly visibility: Visibility;
  readonly occurredAt: string;
  /** The database's clock at the start of the transaction, ISO 8601 in UTC with milliseconds. */
  readonly recordedAt: string;
  readonly organisation: string;
  /** In ascending order. */
  readonly subjects: readonly string[];
  readonly open: Readonly<Record<string, Json>>;
  /** name → commitment (see sealed-value.ts). */
  readonly sealed: Readonly<Record<string, string>>;
}

/** One entry of a tile of entries holds at most 2^16 − 1 bytes (C2SP tlog-tiles), so a fact does too. */
export const MAX_FACT_BYTES = 65_535;

/** The name under which the person acting is sealed in every fact. */
export const ACTOR = 'actor';

/** The fact cannot be recorded as it is; a fault of the room that made it, or of a text nobody checked before. */
export class FactRefused extends Error {
  constructor(
    readonly factType: string,
    readonly why: string,
  ) {
    super(`a fact of type "${factType}" is refused: ${why}`);
    this.name = 'FactRefused';
  }
}

const TYPE = /^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/;
const TIME_WITH_ZONE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/;

/** The envelope of a new fact. Throws {@link FactRefused}. */
export function envelopeOf(
  fact: NewFact,
  recorded: { id: string; at: Date; organisation: string; sealed: Readonly<Record<string, string>> },
): Fact {
  refuseUnfit(fact);
  return {
    id: recorded.id,
    type: fact.type,
    visibility: fact.visibility,
    occurredAt: fact.occurredAt,
    recordedAt: recorded.at.toISOString(),
    organisation: recorded.organisation,
    subjects: [...new Set(fact.subjects)].sort(),
    open: fact.open,
    sealed: recorded.sealed,
  };
}

/** The exact bytes of a fact by RFC 8785: what is stored, hashed and handed out. Throws {@link FactRefused}. */
export function factBytes(fact: Fact): Buffer {
  let bytes: Buffer;
  try {
    bytes = canonicalBytes(fact);
  } catch (error) {
    throw new FactRefused(fact.type, error instanceof Error ? error.message : String(error));
  }
  if (bytes.length > MAX_FACT_BYTES)
    throw new FactRefused(fact.type, `${bytes.length} bytes are more than the ${MAX_FACT_BYTES} a leaf may have`);
  // PostgreSQL's jsonb cannot hold U+0000, and the copy to search in must say what the bytes say.
  if (bytes.includes('\\u0000')) refuseNul(fact.type, fact);
  return bytes;
}

function refuseUnfit(fact: NewFact): void {
  const refuse = (why: string): never => {
    throw new FactRefused(fact.type, why);
  };
  if (!TYPE.test(fact.type)) refuse('its type is not of the form room.what-happened');
  if (!TIME_WITH_ZONE.test(fact.occurredAt) || !isRealTime(fact.occurredAt))
    refuse(`occurredAt "${fact.occurredAt}" is not an ISO 8601 time with zone`);
  if (fact.subjects.length === 0) refuse('it is about nothing: subjects is empty');
  if (ACTOR in (fact.sealed ?? {})) refuse(`"${ACTOR}" is sealed by the ledger itself`);
}

/** Date.parse rolls 2026-02-30 over into March; the day must be the one that was written. */
function isRealTime(text: string): boolean {
  if (Number.isNaN(Date.parse(text))) return false;
  const day = text.slice(0, 10);
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().slice(0, 10) === day;
}

function refuseNul(type: string, value: Json | object): void {
  if (typeof value === 'string' && value.includes('\0')) throw new FactRefused(type, 'a text in it holds U+0000');
  if (typeof value !== 'object' || value === null) return;
  for (const [key, field] of Object.entries(value) as [string, Json][]) {
    if (key.includes('\0')) throw new FactRefused(type, 'a key in it holds U+0000');
    refuseNul(type, field);
  }
}
