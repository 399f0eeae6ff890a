import { DomainError, NotFound } from '../platform/errors.js';
import { ruleOf } from '../rules/catalogue.js';

/** What was asked about does not exist, or nothing of it may be seen by this caller: the two are never told apart. */
export class NothingToSee extends NotFound {
  override readonly code = 'oversight/nothing-to-see';
  constructor(asked: string) {
    super({ zh: '可查看的批次，查询对象', en: 'anything to see of' }, asked);
  }
}

/** A regulator looks into what belongs to others under a case, which says why. */
export class CaseNeeded extends DomainError {
  readonly code = 'oversight/case-needed';
  readonly kind = 'forbidden';
  constructor() {
    super({
      zh: '查看他人数据须写明事由：请先立案，再以 case 参数带上案号',
      en: 'looking into what belongs to others needs a reason: open a case and name it as `case`',
    });
  }
}

/** A case that is not there, or another office's. */
export class NoSuchCase extends NotFound {
  override readonly code = 'oversight/no-such-case';
  constructor(id: string) {
    super({ zh: '案件', en: 'case' }, id);
  }
}

/** A recall that is not there, or not for this caller. */
export class NoSuchRecall extends NotFound {
  override readonly code = 'oversight/no-such-recall';
  constructor(id: string) {
    super({ zh: '召回', en: 'recall' }, id);
  }
}

/** The recall is in a state in which this cannot be done. */
export class RecallNotInState extends DomainError {
  readonly code = 'oversight/recall-not-in-state';
  readonly kind = 'conflict';
  override readonly extra: Record<string, unknown>;
  constructor(state: string, event: string) {
    super({ zh: `召回处于「${state}」，不能执行「${event}」`, en: `the recall is ${state}: ${event} cannot follow` });
    this.extra = { state, event };
  }
}

/** Who opened a recall does not publish it. */
export class SecondPersonNeeded extends DomainError {
  readonly code = 'oversight/second-person-needed';
  readonly kind = 'forbidden';
  constructor() {
    super({
      zh: '召回须由发起人以外的第二人复核后发布',
      en: 'a recall is published by another person than the one who opened it',
    });
  }
}

/** Only the opener steers a recall; only those it was sent to answer it. */
export class RecallNotYours extends DomainError {
  readonly code = 'oversight/recall-not-yours';
  readonly kind = 'forbidden';
  constructor() {
    super({
      zh: '该召回由他人发起，只有发起方可以执行此操作',
      en: 'this recall was opened by others, and only they may do this',
    });
  }
}

/** More was reported than the holder had when the recall was published. */
export class MoreThanHeld extends DomainError {
  readonly code = 'oversight/more-than-held';
  readonly kind = 'conflict';
  override readonly extra: Record<string, unknown>;
  constructor(lot: string, heldGrams: number, reportedGrams: number, askedGrams: number) {
    super({
      zh: `批次 ${lot} 发布召回时持有 ${heldGrams} 克，已报告 ${reportedGrams} 克，本次 ${askedGrams} 克超出余量`,
      en: `lot ${lot}: ${heldGrams} g were held at publication, ${reportedGrams} g are reported, ${askedGrams} g more do not fit`,
    });
    this.extra = { lot, heldGrams, reportedGrams, askedGrams };
  }
}

/** a recall is closed when its quantities balance, or the rest is explained. */
export class RecallUnbalanced extends DomainError {
  readonly code = 'oversight/recall-unbalanced';
  readonly kind = 'conflict';
  override readonly ruleId = 'R-26';
  override readonly citation = ruleOf('R-26').citation;
  override readonly extra: Record<string, unknown>;
  constructor(openGrams: number, missingGrams: number) {
    super({
      zh: `召回数量未平衡：尚有 ${openGrams} 克未报告、${missingGrams} 克缺失，须说明原因方可结束`,
      en: `the recall does not balance: ${openGrams} g are not reported, ${missingGrams} g are missing; explain them to close it`,
    });
    this.extra = { openGrams, missingGrams };
  }
}
