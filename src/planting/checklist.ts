import type { Bilingual } from '../platform/errors.js';
import type { SopScope } from './sop-state.js';

/** A checklist of the reference data (checklists.json). */
export interface ChecklistFile {
  lists: {
    code: string;
    titleZh: string;
    titleEn: string;
    citation: string;
    lines: { code: string; zh: string; en: string; evidence: string[] }[];
  }[];
}

export type EvidenceState = 'fulfilled' | 'partly' | 'missing';

/** So many of so many records show it. */
export interface Counted {
  done: number;
  of: number;
}

/** What the records of a base show of a season, by kind of evidence; `sops` names the version in force by scope. */
export interface SeasonRecords {
  counts: Readonly<Record<string, Counted>>;
  sops: Readonly<Partial<Record<SopScope, string>>>;
}

/** What was attached by hand to a line; the newest decides. */
export interface ChecklistMark {
  id: string;
  factId: string;
  list: string;
  line: string;
  met: boolean;
  documentSha256: string | null;
  note: string;
  recordedAt: string;
}

export interface EvidenceLine {
  kind: string;
  text: Bilingual;
  state: EvidenceState;
  done?: number;
  of?: number;
  /** The procedure in force. */
  sop?: string;
  marks?: ChecklistMark[];
}

export interface ChecklistLine {
  code: string;
  text: Bilingual;
  state: EvidenceState;
  evidence: EvidenceLine[];
}

const WORDS: Readonly<Record<string, Bilingual>> = {
  plots: { zh: '登记了边界的在用地块', en: 'plots in use with a boundary' },
  soil: { zh: '有有效土壤检测且未超管制的地块', en: 'plots with a valid soil test, none under strict control' },
  'seed-lots': { zh: '写明种苗批的种植', en: 'plantings that name their seed lot' },
  'inputs-stocked': { zh: '从台账领用投入品的农事', en: 'uses of inputs taken from the stock ledger' },
  'work-cites-sop': { zh: '有现行规程可依的农事', en: 'field work under a procedure in force' },
  'harvests-cite-sop': { zh: '有现行规程可依的采收', en: 'harvests under a procedure in force' },
  'harvests-planned': { zh: '按采收计划进行的采收', en: 'harvests that followed a plan' },
  'weighed-in': { zh: '有过磅单的采收', en: 'harvests that were weighed in' },
  training: { zh: '当季培训', en: 'trainings of the season' },
  'plot-growers': { zh: '写明农户的地块', en: 'plots with their grower' },
  document: { zh: '附证明材料', en: 'documents attached' },
};

/** The kinds of evidence a checklist may ask for, besides `sop:` and a scope. */
export const EVIDENCE_KINDS: readonly string[] = Object.keys(WORDS);

/** A list with each line's state and what shows it. Of a kind of which there was nothing to show, nothing is fulfilled. */
export function fillChecklist(
  { code, lines }: ChecklistFile['lists'][number],
  records: SeasonRecords,
  marks: readonly ChecklistMark[],
): { state: EvidenceState; lines: ChecklistLine[] } {
  const filled = lines.map((line): ChecklistLine => {
    const own = marks.filter((mark) => mark.list === code && mark.line === line.code);
    const kinds =
      own.length > 0 && !line.evidence.includes('document') ? [...line.evidence, 'document'] : line.evidence;
    const evidence = kinds.map((kind) => evidenceLine(kind, records, own));
    return {
      ...{ code: line.code, text: { zh: line.zh, en: line.en }, evidence },
      state: together(evidence.map(({ state }) => state)),
    };
  });
  return { state: together(filled.map(({ state }) => state)), lines: filled };
}

function evidenceLine(kind: string, { counts, sops }: SeasonRecords, marks: readonly ChecklistMark[]): EvidenceLine {
  if (kind.startsWith('sop:')) {
    const scope = kind.slice('sop:'.length) as SopScope;
    const sop = sops[scope];
    return {
      ...{ kind, text: { zh: `现行${scope}规程`, en: `procedure of ${scope} in force` } },
      ...(sop === undefined ? { state: 'missing' as const } : { state: 'fulfilled' as const, sop }),
    };
  }
  const text = WORDS[kind] ?? { zh: kind, en: kind };
  if (kind === 'document') {
    const met = marks.at(-1)?.met === true;
    return { kind, text, state: met ? 'fulfilled' : 'missing', marks: [...marks] };
  }
  const { done, of } = counts[kind] ?? { done: 0, of: 0 };
  return { kind, text, done, of, state: done === 0 ? 'missing' : done < of ? 'partly' : 'fulfilled' };
}

function together(states: readonly EvidenceState[]): EvidenceState {
  if (states.length > 0 && states.every((state) => state === 'fulfilled')) return 'fulfilled';
  return states.some((state) => state !== 'missing') ? 'partly' : 'missing';
}
