import type { Bilingual } from '../platform/errors.js';
import type { Json } from '../platform/canonical-json.js';
import { free, same } from './words.js';
import { listAt, numberAt, objectAt, textAt, type ToldFact } from './told-fact.js';

type Open = Readonly<Record<string, Json>>;

/** One line of a report: what was tested, the limit, the result, and the judgement in words. */
export interface ReportLine {
  item: string;
  name: Bilingual;
  limit: Bilingual;
  result: Bilingual;
  method: string | null;
  verdict: 'pass' | 'fail' | 'not-tested' | 'not-judged' | 'no-limit';
  judgement: Bilingual;
}

/** A test report as the public reads it. */
export interface Report {
  factId: string;
  number: string;
  laboratory: string | null;
  testedOn: string | null;
  edition: string | null;
  judgement: 'pass' | 'fail' | 'incomplete';
  items: ReportLine[];
  /** The printed reports that were filed: by hash, and whether the public may open them. */
  originals: { sha256: string; bytes: number; shown: boolean }[];
}

const NONE: Bilingual = same('—');

/** The reports on this lot that stand; that one was withdrawn, and why, is told in its chapter. */
export function standingReports(facts: readonly ToldFact[], lot: string): Report[] {
  const withdrawn = new Set(
    facts.flatMap(({ type, open }) => (type === 'quality.report-withdrawn' ? (textAt(open, 'report') ?? []) : [])),
  );
  return facts
    .filter(({ type, open }) => type === 'quality.report-issued' && open['lot'] === lot)
    .filter(({ open }) => !withdrawn.has(textAt(open, 'report') ?? ''))
    .map((fact) => reportOf(fact, facts));
}

/** The report of a quality.report-issued fact; person names are sealed in it and never here. */
export function reportOf(fact: ToldFact, facts: readonly ToldFact[] = []): Report {
  const { open } = fact;
  const judgement = textAt(open, 'judgement');
  return {
    factId: fact.id,
    number: textAt(open, 'number') ?? '',
    laboratory: free(textAt(objectAt(open, 'laboratory') ?? {}, 'name'))?.zh ?? null,
    testedOn: textAt(open, 'testedOn') ?? null,
    edition: textAt(open, 'edition') ?? null,
    judgement: judgement === 'pass' || judgement === 'fail' ? judgement : 'incomplete',
    items: listAt(open, 'items').map(lineOf),
    originals: originalsOf(textAt(open, 'report'), facts),
  };
}

function originalsOf(report: string | undefined, facts: readonly ToldFact[]): Report['originals'] {
  return facts.flatMap(({ type, open }) => {
    const sha256 = textAt(open, 'sha256');
    if (type !== 'quality.original-filed' || !report || open['report'] !== report || !sha256) return [];
    return [{ sha256, bytes: numberAt(open, 'bytes') ?? 0, shown: open['shown'] === true }];
  });
}

function lineOf(item: Open): ReportLine {
  const verdict = VERDICTS.find((word) => word === item['verdict']) ?? 'not-judged';
  const bound = boundOf(item);
  return {
    item: textAt(item, 'item') ?? '',
    name: nameOf(item),
    limit: limitText(item, bound) ?? NONE,
    result: resultText(item),
    method: free(textAt(item, 'method'))?.zh ?? null,
    verdict,
    judgement: verdict === 'fail' ? FAILURES[bound] : JUDGEMENTS[verdict],
  };
}

const VERDICTS = ['pass', 'fail', 'not-tested', 'not-judged', 'no-limit'] as const;

const JUDGEMENTS: Record<Exclude<ReportLine['verdict'], 'fail'>, Bilingual> = {
  pass: { zh: '合格', en: 'pass' },
  'not-tested': { zh: '未检', en: 'not tested' },
  'not-judged': { zh: '未判定', en: 'not judged' },
  'no-limit': { zh: '无限量', en: 'no limit' },
};

type Bound = 'max' | 'min' | 'absent' | 'qualitative' | 'unknown';

/** What a failure is called depends on the side on which it lies. */
const FAILURES: Record<Bound, Bilingual> = {
  max: { zh: '超标', en: 'over the limit' },
  min: { zh: '低于标准', en: 'below the minimum' },
  absent: { zh: '超标（检出）', en: 'over the limit (detected)' },
  qualitative: { zh: '不符合规定', en: 'does not conform' },
  unknown: { zh: '不合格', en: 'fail' },
};

function boundOf(item: Open): Bound {
  const kind = textAt(objectAt(item, 'limit') ?? {}, 'kind') ?? textAt(item, 'kind');
  if (kind === 'max' || kind === 'min' || kind === 'absent' || kind === 'qualitative') return kind;
  const text = textAt(item, 'limitText') ?? textAt(item, 'limit') ?? '';
  if (/≤|<|不得过|不得超过|not more/i.test(text)) return 'max';
  if (/≥|>|不得少于|不少于|not less/i.test(text)) return 'min';
  if (/不得检出|not detected/i.test(text)) return 'absent';
  return 'unknown';
}

function nameOf(item: Open): Bilingual {
  const name = objectAt(item, 'name');
  if (name) {
    const zh = textAt(name, 'zh') ?? textAt(name, 'en');
    if (zh) return { zh, en: textAt(name, 'en') ?? zh };
  }
  const code = textAt(item, 'item') ?? '';
  const words = code.replaceAll('_', ' ');
  return { zh: textAt(item, 'name') ?? words, en: words === '' ? (textAt(item, 'name') ?? '') : words };
}

function limitText(item: Open, bound: Bound): Bilingual | undefined {
  const written = objectAt(item, 'limitText');
  if (written) {
    const zh = textAt(written, 'zh') ?? textAt(written, 'en');
    if (zh) return { zh, en: textAt(written, 'en') ?? zh };
  }
  const limit = objectAt(item, 'limit');
  const value = limit ? textAt(limit, 'value') : textAt(item, 'limit');
  const unit = unitText((limit && textAt(limit, 'unit')) ?? textAt(item, 'unit'));
  if (bound === 'max' && value && !/^[≤<]/.test(value)) return same(`≤ ${value}${unit}`);
  if (bound === 'min' && value && !/^[≥>]/.test(value)) return same(`≥ ${value}${unit}`);
  if (bound === 'absent') return { zh: '不得检出', en: 'not detected' };
  if (bound === 'qualitative') return { zh: '应符合规定', en: 'conforms' };
  const text = textAt(item, 'limitText') ?? value;
  return text === undefined ? undefined : same(text);
}

const QUALITATIVE: Readonly<Record<string, Bilingual>> = {
  conforms: { zh: '符合规定', en: 'conforms' },
  'does-not-conform': { zh: '不符合规定', en: 'does not conform' },
  'not-detected': { zh: '未检出', en: 'not detected' },
  detected: { zh: '检出', en: 'detected' },
};

function resultText(item: Open): Bilingual {
  const value = textAt(item, 'value') ?? numberAt(item, 'value')?.toString();
  const unit = unitText(textAt(item, 'unit'));
  if (item['belowLoq'] === true) {
    return value === undefined
      ? { zh: '低于定量限', en: 'below the limit of quantification' }
      : { zh: `低于定量限 ${value}${unit}`, en: `below the limit of quantification, ${value}${unit}` };
  }
  if (value !== undefined) return same(`${value}${unit}`);
  const word = textAt(item, 'qualitative');
  return (word !== undefined && Object.hasOwn(QUALITATIVE, word) ? QUALITATIVE[word] : free(word)) ?? NONE;
}

function unitText(unit: string | undefined): string {
  if (unit === undefined) return '';
  return unit.startsWith('%') ? unit : ` ${unit}`;
}
