import Big from 'big.js';
import type { Bilingual } from '../platform/errors.js';
import { notesOn } from './fact-notes.js';
import { CHAPTER_TITLES, type ChapterKind, type Directory } from './chapters/teller.js';
import { TELLERS } from './chapters/tellers.js';
import { massPathOf, type MassPath } from './mass-path.js';
import { placeName } from '../identity/place-name.js';
import { relevantFacts } from './relevant-facts.js';
import { standingReports, type Report } from './report.js';
import { decimalAt, listAt, numberAt, textAt, type ToldFact } from './told-fact.js';
import { tradeWord } from './trade-words.js';
import { free } from './words.js';

/**
 * Days between event and record after which a record is called late. Growers without a signal send a harvest the evening they come
 * down or at the next market day, so within the week; GAP 2022 asks for records made in time (及时), and later is worth telling.
 */
export const LATE_AFTER_DAYS = 7;

/** A public organisation, as the directory knows it. */
export interface Company {
  id: string;
  name: string;
  kind: string;
  creditCode: string | null;
  demonstration: boolean;
}

/** A herb's names. */
export interface HerbNames {
  code: string;
  nameZh: string;
  pinyin: string;
  latinName: string;
}

/** All a story is told from. `growers` is only a number: who they are is sealed. */
export interface StorySource {
  lot: string;
  /** The batch and every lot it was made of, at any depth. */
  lots: ReadonlySet<string>;
  /** Candidates; what belongs to other batches is left out. */
  facts: readonly ToldFact[];
  companies: readonly Company[];
  herbs: readonly HerbNames[];
  growers: number;
  /** Where the batch's own fact stands in the ledger; nulls until it is sealed. */
  sealed: { leafIndex: number; treeSize: number } | null;
}

export interface StoryFact {
  factId: string;
  type: string;
  at: string;
  recordedAt: string;
  late: boolean;
  /** Who recorded it. */
  company: string | null;
  text: Bilingual;
  /** Disclosed beside it: how it was entered, and warnings on it that somebody took on or cured. Left out when there is none. */
  notes?: Bilingual[];
}

export interface Chapter {
  kind: ChapterKind;
  title: Bilingual;
  /** First and last event. */
  at: string;
  until: string;
  /** Newest record. */
  recordedAt: string;
  late: boolean;
  place: Bilingual | null;
  companies: string[];
  summary: Bilingual | null;
  facts: StoryFact[];
}

/** Where the batch grew: no event of its record, but what the record stands on. */
export interface Base {
  factId: string;
  id: string;
  name: Bilingual;
  place: Bilingual | null;
  cultivationMode: Bilingual | null;
  organisationForm: Bilingual | null;
  plots: number;
  /** The plots' areas together, exactly, as a decimal string. */
  areaMu: string;
  /** The newest photo; sanitised before it was stored. */
  photo: { sha256: string; width: number; height: number } | null;
  /** How the base and its plots were registered. */
  facts: StoryFact[];
}

export interface Batch {
  id: string;
  number: string;
  herb: string;
  names: HerbNames | null;
  variant: string | null;
  grams: number;
  producer: { id: string; name: string } | null;
  origin: Bilingual | null;
  species: string[];
  harvested: { from: string; until: string } | null;
  packed: { count: number; gramsEach: number | null; at: string } | null;
  /** What one package weighs, packing by packing. */
  packageGrams: { gramsEach: number; firstSerial: number; lastSerial: number }[];
}

export interface Story {
  demonstration: boolean;
  batch: Batch;
  bases: Base[];
  chapters: Chapter[];
  sources: { plots: number; growers: number; harvests: number };
  /** From field to batch by weight; null when no act says what the batch was made of. */
  massPath: MassPath | null;
  reports: Report[];
  companies: (Company & { roles: Bilingual[] })[];
  proof: { factId: string; leafIndex: number | null; treeSize: number | null };
}

/**
 * The public story of one batch, or undefined when the facts hold no such batch. Only public facts, and of them only what a teller
 * names, are told.
 */
export function storyOf(source: StorySource): Story | undefined {
  const facts = source.facts
    .filter(({ visibility }) => visibility === 'public')
    .sort((a, b) => compare(time(a.occurredAt), time(b.occurredAt)) || compare(a.id, b.id));
  const made = facts.find(({ type, open }) => type === 'batches.batch-made' && open['lot'] === source.lot);
  if (!made) return undefined;
  const about = relevantFacts(facts, source.lot, source.lots);
  const chapters = chaptersOf(about, source);
  const batch = batchOf(made, about, source);
  const companies = companiesOf(about, source);
  return {
    demonstration: companies.some(({ demonstration }) => demonstration),
    batch,
    bases: basesOf(about, source),
    chapters,
    sources: {
      plots: plotsOf(about).size,
      growers: source.growers,
      harvests: about.filter(({ type }) => type === 'planting.harvested').length,
    },
    massPath: massPathOf(about, source.lot) ?? null,
    reports: standingReports(about, source.lot),
    companies,
    proof: {
      factId: made.id,
      leafIndex: source.sealed?.leafIndex ?? null,
      treeSize: source.sealed?.treeSize ?? null,
    },
  };
}

function chaptersOf(facts: readonly ToldFact[], source: StorySource): Chapter[] {
  const directory = directoryOf(source);
  const groups = new Map<string, { kind: ChapterKind; place: string | undefined; told: [ToldFact, StoryFact][] }>();
  for (const fact of facts) {
    const teller = TELLERS[fact.type];
    // Bases stand before the record, whenever they were registered.
    const text = teller && teller.chapter !== 'base' && teller.tell(fact, directory);
    if (!teller || !text) continue;
    // Told to the county only, so that the parts of one county are one chapter.
    const place = teller.place?.(fact)?.slice(0, 6);
    const key = `${teller.chapter} ${place ?? ''}`;
    const group = groups.get(key) ?? { kind: teller.chapter, place, told: [] };
    group.place ??= place;
    group.told.push([fact, storyFact(fact, text, source.companies, facts)]);
    groups.set(key, group);
  }
  return [...groups.values()]
    .map(({ kind, place, told }) => chapterOf(kind, place, told, source))
    .sort((a, b) => compare(time(a.at), time(b.at)) || compare(ORDER.indexOf(a.kind), ORDER.indexOf(b.kind)));
}

const ORDER = Object.keys(CHAPTER_TITLES) as ChapterKind[];

function chapterOf(
  kind: ChapterKind,
  place: string | undefined,
  told: readonly [ToldFact, StoryFact][],
  source: StorySource,
): Chapter {
  const facts = told.map(([, fact]) => fact);
  const recorded = facts.map(({ recordedAt }) => recordedAt).sort((a, b) => compare(time(a), time(b)));
  const sum = told.map(([{ type }]) => TELLERS[type]?.sum).find((candidate) => candidate !== undefined);
  const ids = new Set(told.map(([{ organisation }]) => organisation));
  return {
    kind,
    title: CHAPTER_TITLES[kind],
    at: facts[0]!.at,
    until: facts.at(-1)!.at,
    recordedAt: recorded.at(-1)!,
    late: facts.some(({ late }) => late),
    place: (place !== undefined && placeName(place)) || null,
    companies: source.companies.filter(({ id }) => ids.has(id)).map(({ name }) => name),
    summary: (facts.length > 1 && sum?.(told.map(([fact]) => fact))) || null,
    facts,
  };
}

function storyFact(
  fact: ToldFact,
  text: Bilingual,
  companies: readonly Company[],
  others: readonly ToldFact[],
): StoryFact {
  const { id, type, occurredAt, recordedAt, organisation } = fact;
  const company = companies.find((each) => each.id === organisation)?.name ?? null;
  const late = isLate(occurredAt, recordedAt);
  const notes = notesOn(fact, late, others);
  return {
    ...{ factId: id, type, at: occurredAt, recordedAt, late, company, text },
    ...(notes.length > 0 && { notes }),
  };
}

/** Whether a record was made long after the event. */
export function isLate(occurredAt: string, recordedAt: string): boolean {
  return time(recordedAt) - time(occurredAt) > LATE_AFTER_DAYS * 86_400_000;
}

function batchOf(made: ToldFact, facts: readonly ToldFact[], source: StorySource): Batch {
  const { open } = made;
  const herb = textAt(open, 'herb') ?? '';
  const harvests = facts.filter(({ type }) => type === 'planting.harvested');
  const packed = facts.find(({ type }) => type === 'batches.packed');
  const producer = source.companies.find(({ id }) => id === made.organisation);
  const counties = new Set(harvests.flatMap((fact) => textAt(fact.open, 'divisionCode')?.slice(0, 6) ?? []));
  const single = counties.size === 1 ? [...counties][0] : textAt(open, 'divisionCode');
  const origins = counties.size > 1 ? [...counties].flatMap((code) => placeName(code) ?? []) : [];
  return {
    id: source.lot,
    number: textAt(open, 'number') ?? '',
    herb,
    names: source.herbs.find(({ code }) => code === herb) ?? null,
    variant: free(textAt(open, 'variant'))?.zh ?? null,
    grams: numberAt(open, 'grams') ?? 0,
    producer: producer ? { id: producer.id, name: producer.name } : null,
    origin:
      origins.length > 0
        ? { zh: origins.map(({ zh }) => zh).join('、'), en: origins.map(({ en }) => en).join('; ') }
        : (single !== undefined && placeName(single)) || null,
    species: [
      ...new Set(
        facts.flatMap((fact) => (fact.type === 'planting.planted' ? (textAt(fact.open, 'species') ?? []) : [])),
      ),
    ],
    harvested: harvests.length > 0 ? { from: harvests[0]!.occurredAt, until: harvests.at(-1)!.occurredAt } : null,
    packed: packed
      ? {
          count: numberAt(packed.open, 'count') ?? 0,
          gramsEach: numberAt(packed.open, 'gramsEach') ?? null,
          at: textAt(packed.open, 'packedAt') ?? packed.occurredAt,
        }
      : null,
    packageGrams: facts.flatMap(({ type, open: told }) => {
      const [gramsEach, firstSerial, lastSerial] = ['gramsEach', 'firstSerial', 'lastSerial'].map((key) =>
        numberAt(told, key),
      );
      if (type !== 'batches.packed' || gramsEach === undefined) return [];
      return [{ gramsEach, firstSerial: firstSerial ?? 1, lastSerial: lastSerial ?? 1 }];
    }),
  };
}

function plotsOf(facts: readonly ToldFact[]): Set<string> {
  const harvests = facts.filter(({ type }) => type === 'planting.harvested');
  return new Set(harvests.flatMap(({ open }) => listAt(open, 'plots').flatMap((line) => textAt(line, 'plot') ?? [])));
}

function basesOf(facts: readonly ToldFact[], source: StorySource): Base[] {
  const directory = directoryOf(source);
  const used = plotsOf(facts);
  const plots = facts.filter(
    ({ type, open }) => type === 'planting.plot-registered' && used.has(textAt(open, 'plot') ?? ''),
  );
  return facts
    .filter(({ type }) => type === 'planting.base-registered')
    .map((fact) => {
      const own = plots.filter(({ open }) => open['base'] === fact.open['base']);
      const area = own.reduce((sum, { open }) => sum.plus(decimalAt(open, 'areaMu') ?? '0'), new Big(0));
      return {
        factId: fact.id,
        id: textAt(fact.open, 'base') ?? '',
        name: free(textAt(fact.open, 'name')) ?? { zh: '', en: '' },
        place: placeName(textAt(fact.open, 'divisionCode') ?? '') ?? null,
        cultivationMode: tradeWord(textAt(fact.open, 'cultivationMode')) ?? null,
        organisationForm: tradeWord(textAt(fact.open, 'organisationForm')) ?? null,
        plots: own.length,
        areaMu: area.toFixed(),
        photo: photoOf(facts, textAt(fact.open, 'base')),
        facts: [fact, ...own, ...aboutGround(facts, textAt(fact.open, 'base'))].flatMap((each) => {
          const text = TELLERS[each.type]?.tell(each, directory);
          return text ? [storyFact(each, text, source.companies, facts)] : [];
        }),
      };
    });
}

/** Tests of the base's soil, water and air, and whether it is on trial. */
function aboutGround(facts: readonly ToldFact[], base: string | undefined): ToldFact[] {
  return facts.filter(({ type, open }) => GROUND.has(type) && open['base'] === base);
}

const GROUND = new Set(['planting.environment-tested', 'planting.base-qualified']);

function photoOf(facts: readonly ToldFact[], base: string | undefined): Base['photo'] {
  const newest = facts.findLast(({ type, open }) => type === 'planting.base-photographed' && open['base'] === base);
  const sha256 = newest && textAt(newest.open, 'photo');
  if (!newest || !sha256) return null;
  return { sha256, width: numberAt(newest.open, 'width') ?? 960, height: numberAt(newest.open, 'height') ?? 720 };
}

/** What each company did, by the chapters it wrote. */
function companiesOf(facts: readonly ToldFact[], source: StorySource): Story['companies'] {
  return source.companies.flatMap((company) => {
    const kinds = new Set(
      facts.flatMap(({ organisation, type }) => (organisation === company.id ? (TELLERS[type]?.chapter ?? []) : [])),
    );
    if (kinds.size === 0) return [];
    return [{ ...company, roles: ORDER.filter((kind) => kinds.has(kind)).map((kind) => CHAPTER_TITLES[kind]) }];
  });
}

function directoryOf({ companies, herbs }: StorySource): Directory {
  return {
    organisation: (id) => {
      const name = companies.find((company) => company.id === id)?.name;
      return name === undefined ? undefined : { zh: name, en: name };
    },
    herb: (code) => {
      const herb = herbs.find((candidate) => candidate.code === code);
      return herb ? { zh: herb.nameZh, en: herb.pinyin } : free(code);
    },
  };
}

function time(iso: string): number {
  return Date.parse(iso) || 0;
}

function compare(a: number | string, b: number | string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
