import { DomainError, InvalidInput, NotFound, type Bilingual } from '../../platform/errors.js';
import { nameOf, type Named } from '../codes.errors.js';
import type { Thing } from './thing.js';

/** No order of rolls, cartons or pallets, or another organisation's. */
export class NoSuchLooseCodes extends NotFound {
  override readonly code = 'codes/no-such-loose-codes';
  constructor(issue: string) {
    super({ zh: '卷标、箱标或托盘标的申请', en: 'order of loose codes' }, issue);
  }
}

/** Only labels of a roll are bound; every other code says from its birth what it stands on. */
export class NotARollLabel extends DomainError {
  readonly code = 'codes/not-a-roll-label';
  readonly kind = 'invalid';
  constructor() {
    super({ zh: '只有预印卷标可以绑定，此码不是', en: 'only labels of a roll are bound, and this is none' });
    this.errors.push({ path: 'code', message: this.text });
  }
}

/** A void code is used for nothing. */
export class CodeIsVoid extends DomainError {
  readonly code = 'codes/void';
  readonly kind = 'conflict';
  constructor(path: string, value: string) {
    super({ zh: '该溯源码已作废', en: 'this trace code is void' });
    this.errors.push({ path, value, message: this.text });
  }
}

/** What stands in one field does not go with what stands in another. */
export const unfitBinding = (path: string, value: unknown, message: Bilingual) =>
  new InvalidInput([{ path, value, message }]);

/** The thing has a live label; two would be two identities. */
export class ThingIsLabelled extends DomainError {
  readonly code = 'codes/thing-is-labelled';
  readonly kind = 'conflict';
  constructor(lot: Named, serial: number | undefined) {
    const name = nameOf(lot);
    const thing: Bilingual =
      serial === undefined
        ? { zh: `批次 ${name}`, en: `lot ${name}` }
        : { zh: `批次 ${name} 的第 ${serial} 件`, en: `package ${serial} of lot ${name}` };
    super({
      zh: `${thing.zh}已有有效溯源码；要换标签请用更换`,
      en: `${thing.en} has a live code; to change its label, replace it`,
    });
    Object.assign(this.extra, { lot: lot.id, ...(serial === undefined ? {} : { serial }) });
  }
}

/**
 * The label was bound before, to something else. The first stands; this claim is kept beside it with a finding, because one
 * of two sacks in the field carries a wrong story and somebody must look.
 */
export class AlreadyBound extends DomainError {
  readonly code = 'codes/already-bound';
  readonly kind = 'conflict';
  constructor(contest: {
    id: string;
    factId: string;
    findings: unknown;
    boundTo: { lot: string; thing: Thing; at: string };
    boundToName?: string;
  }) {
    const { at } = contest.boundTo;
    const lot = contest.boundToName ?? contest.boundTo.lot;
    super({
      zh: `该标签已于 ${at} 绑定到批次 ${lot}；本次扫描已另存，请现场核对`,
      en: `this label was bound to lot ${lot} at ${at}; this scan is kept beside it, please check on the spot`,
    });
    const { id, factId, findings, boundTo } = contest;
    Object.assign(this.extra, { contest: id, factId, findings, boundTo });
  }
}
