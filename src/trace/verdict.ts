import { certificatesWithheld } from './certificates-withheld.js';
import type { Bilingual } from '../platform/errors.js';
import { signWords } from './looks/sign-words.js';
import type { CopySign } from './looks/copy-rules.js';

export type VerdictCode =
  | 'valid'
  | 'not-released'
  | 'rejected'
  | 'held'
  | 'recalled'
  | 'voided'
  | 'unbound'
  | 'suspect-copy'
  | 'label-not-verified';

/** stop: do not use; wait: not yet, or look closer; good: nothing stands against it. */
export type Tone = 'good' | 'wait' | 'stop';

export interface Verdict {
  code: VerdictCode;
  tone: Tone;
  sentence: Bilingual;
  advice: Bilingual;
}

/** What the database says of a code at this moment. */
export interface Standing {
  /** False for a batch that was looked up by its number: nobody showed a label. */
  byCode: boolean;
  /** A label that is bound one to one (rolls) and is not bound yet: there is no batch behind it. */
  unbound: boolean;
  voided: boolean;
  /** Void because another label took its place. */
  replaced?: boolean;
  quality: 'pending' | 'released' | 'rejected';
  /** Covered by a recall, or by any other hold that stands. */
  recalled: boolean;
  held: boolean;
  /** Signs that the label was copied (looks/copy-rules.ts), gravest first. */
  signs: readonly CopySign[];
}

const VERDICTS: Record<VerdictCode, Verdict> = {
  unbound: {
    code: 'unbound',
    tone: 'wait',
    sentence: { zh: '该标签尚未绑定产品', en: 'This label is not bound to a product yet' },
    advice: {
      zh: '标签真实，但还没有用在任何一件产品上。如已贴在产品上，请联系供货单位。',
      en: 'The label is genuine but belongs to no package yet. If it is on a product, ask the supplier.',
    },
  },
  recalled: {
    code: 'recalled',
    tone: 'stop',
    sentence: { zh: '该批次已召回，请停止使用', en: 'This batch is recalled: stop using it' },
    advice: {
      zh: '请停止使用、单独存放，并联系供货单位退回。',
      en: 'Stop using it, set it apart and return it to the supplier.',
    },
  },
  rejected: {
    code: 'rejected',
    tone: 'stop',
    sentence: { zh: '该批次检验不合格，不得使用', en: 'This batch was rejected: it must not be used' },
    advice: {
      zh: '该批次未被放行，不应在市场上出现。如您已买到，请停止使用并投诉举报。',
      en: 'It was never released and should not be on sale. If you bought it, do not use it and report it.',
    },
  },
  held: {
    code: 'held',
    tone: 'stop',
    sentence: { zh: '该批次已冻结，正在核查', en: 'This batch is on hold and under examination' },
    advice: { zh: '核查结束前请勿使用或销售。', en: 'Do not use or sell it until the examination has ended.' },
  },
  voided: {
    code: 'voided',
    tone: 'stop',
    sentence: { zh: '该追溯码已作废', en: 'This trace code is void' },
    advice: {
      zh: '该标签已被停用，贴有此码的包装不可信，请联系供货单位。',
      en: 'The label was withdrawn. Do not trust a package that carries it; ask the supplier.',
    },
  },
  'not-released': {
    code: 'not-released',
    tone: 'wait',
    sentence: { zh: '待检未放行', en: 'Not released: tests or release are still due' },
    advice: {
      zh: '该批次尚未检验放行，不得销售和使用。以下为已有的生产记录。',
      en: 'The batch must not be sold or used before its release. Below are its production records so far.',
    },
  },
  'suspect-copy': {
    code: 'suspect-copy',
    tone: 'wait',
    sentence: { zh: '该码真实，但标签可能被复制', en: 'The code is genuine, but its label may have been copied' },
    advice: {
      zh: '请核对批号、净重和封口；有一项不符，请勿使用，并联系供货单位或投诉举报。',
      en: 'Compare batch number, weight and seal. If anything differs, do not use it; ask the supplier or complain.',
    },
  },
  'label-not-verified': {
    code: 'label-not-verified',
    tone: 'wait',
    sentence: { zh: '仅按批号查询，未核对标签', en: 'Found by number only: no label was verified' },
    advice: {
      zh: '批号任何人都可以印。要核对手中的包装，请扫描包装上的二维码。',
      en: 'Anybody can print a batch number. To check a package in hand, scan the code on it.',
    },
  },
  valid: {
    code: 'valid',
    tone: 'good',
    sentence: { zh: '该追溯码有效', en: 'This trace code is valid' },
    advice: {
      zh: '该批次已检验放行。请核对包装与下列信息是否一致。',
      en: 'The batch was tested and released. Check that the package agrees with the facts below.',
    },
  },
};

/** A void label in whose place another one is. Its code is `voided` like any other: programs know those codes that http.md names. */
const REPLACED: Verdict = {
  ...VERDICTS.voided,
  sentence: { zh: '该标签已更换，旧码作废', en: 'This label was replaced, and its code is void' },
  advice: {
    zh: '货物已换贴新标签，请扫描新标签。只贴有此旧码的包装不可信，请联系供货单位。',
    en: 'The goods carry a new label: scan that one. Do not trust a package that carries this old code alone; ask the supplier.',
  },
};

/**
 * Which verdict wins when several are true, gravest first. What stops use of the goods comes before what is wrong with the label,
 * and both before what merely asks for a second look.
 */
const PRECEDENCE: readonly [VerdictCode, (standing: Standing) => boolean][] = [
  ['unbound', (s) => s.unbound && !s.voided],
  ['recalled', (s) => s.recalled],
  ['rejected', (s) => s.quality === 'rejected'],
  ['held', (s) => s.held],
  ['voided', (s) => s.voided],
  ['not-released', (s) => s.quality === 'pending'],
  ['label-not-verified', (s) => !s.byCode],
  ['suspect-copy', (s) => s.signs.some(({ level }) => level === 'suspect')],
  ['valid', () => true],
];

/** The one verdict of a standing. A suspicion is explained: its sentence tells what was seen. */
export function verdictOf(standing: Standing): Verdict {
  const verdict = VERDICTS[PRECEDENCE.find(([, applies]) => applies(standing))![0]];
  if (verdict.code === 'voided' && standing.replaced) return REPLACED;
  const [sign] = standing.signs;
  if (verdict.code !== 'suspect-copy' || !sign) return verdict;
  return { ...verdict, sentence: suspicion(sign) };
}

/**
 * What the reader is told besides the verdict: that no label was looked at, where a graver verdict does not say it, and the signs
 * of a copy. A batch that is not released can have copied labels too, and they are then the likelier reason for meeting one.
 */
export function cautionsOf(standing: Standing): Bilingual[] {
  const { code } = verdictOf(standing);
  const told = code === 'suspect-copy' ? standing.signs.slice(1) : standing.signs;
  return [
    ...(standing.byCode || code === 'label-not-verified' ? [] : [VERDICTS['label-not-verified'].sentence]),
    ...told.map((sign) => (sign.level === 'suspect' && code !== 'suspect-copy' ? suspicion(sign) : signWords(sign))),
  ];
}

/** A sign and what it says of the label. */
function suspicion(sign: CopySign): Bilingual {
  const seen = signWords(sign);
  return { zh: `${seen.zh}，标签可能被复制`, en: `${seen.en}: its label may have been copied` };
}

/** A verdict by its code. */
export function verdictByCode(code: VerdictCode): Verdict {
  return VERDICTS[code];
}

/** R-28, asked of the standing and not of the verdict: a held batch that was never released shows none. */
export function reportsAreShown(standing: Standing): boolean {
  return !standing.unbound && certificatesWithheld(standing) === undefined;
}
