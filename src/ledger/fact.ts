/** A fact: one thing that happened, recorded for ever. Its exact bytes are a leaf of the ledger. */
import { refusePersonalNumbers } from './personal-numbers.js';
import { canonicalBytes, type Json } from '../platform/canonical-json.js';
import { isUuid } from '../platform/ids.js';
import { FactRefused } from './ledger.errors.js';

export type Visibility = 'public' | 'party';

/** What a room hands to the ledger. */
export interface NewFact {
  /** Made before the rows of the act that name it (`newId()`); without it the ledger makes one. */
  readonly id?: string | undefined;
  /** Past tense, by room: `planting.harvested`, `quality.lot-released`. */
  readonly type: string;
  /** public: anyone may have the bytes; party: the organisation that recorded it, and the parties named. */
  readonly visibility: Visibility;
  /** When it happened, ISO 8601 with zone, as the person said it. */
  readonly occurredAt: string;
  /** UUIDs of what the fact is about: lots, batches, plots, samples … Their order carries no meaning. */
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

const TYPE = /^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/;
const TIME_WITH_ZONE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/;

/** The envelope of a new fact. Throws {@link FactRefused}. */
export function envelopeOf(
  fact: NewFact,
  recorded: { id: string; at: string; organisation: string; sealed: Readonly<Record<string, string>> },
): Fact {
  refuseUnfit(fact);
  if (fact.visibility === 'public') refusePersonalNumbers(fact.open);
  return {
    id: recorded.id,
    type: fact.type,
    visibility: fact.visibility,
    occurredAt: fact.occurredAt,
    recordedAt: recorded.at,
    organisation: recorded.organisation,
    subjects: [...new Set(fact.subjects.map((id) => id.toLowerCase()))].sort(),
    open: fact.open,
    sealed: recorded.sealed,
  };
}

/** The exact bytes of a fact by RFC 8785: what is stored, hashed and handed out. Throws {@link FactRefused}. */
export function factBytes(fact: Fact): Buffer {
  const bytes = Buffer.from(jsonText(fact.type, fact), 'utf8');
  if (bytes.length > MAX_FACT_BYTES)
    throw new FactRefused(fact.type, `${bytes.length} bytes are more than the ${MAX_FACT_BYTES} a leaf may have`);
  return bytes;
}

/** Canonical JSON that PostgreSQL's jsonb can hold too, for a value in a fact of this type. Throws {@link FactRefused}. */
export function jsonText(type: string, value: unknown): string {
  let text: string;
  try {
    text = canonicalBytes(value).toString('utf8');
  } catch (error) {
    throw new FactRefused(type, error instanceof Error ? error.message : String(error));
  }
  // jsonb cannot hold U+0000, and the copy to search in must say what the bytes say.
  if (text.includes('\\u0000')) refuseNul(type, value as Json);
  return text;
}

function refuseUnfit(fact: NewFact): void {
  const refuse = (why: string): never => {
    throw new FactRefused(fact.type, why);
  };
  if (!TYPE.test(fact.type)) refuse('its type is not of the form room.what-happened');
  if (!TIME_WITH_ZONE.test(fact.occurredAt) || !isRealTime(fact.occurredAt))
    refuse(`occurredAt "${fact.occurredAt}" is not an ISO 8601 time with zone`);
  if (fact.subjects.length === 0) refuse('it is about nothing: subjects is empty');
  for (const subject of fact.subjects) if (!isUuid(subject)) refuse(`subject "${subject}" is not a UUID`);
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
