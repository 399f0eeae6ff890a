import { DomainError, NotFound, type Bilingual } from '../platform/errors.js';
import { ruleOf, type RuleId } from './catalogue.js';

/** A finding that is not there, or not this organisation's to decide on. */
export class NoSuchFinding extends NotFound {
  override readonly code = 'rules/no-such-finding';
  constructor(readonly finding: string) {
    super({ zh: '发现项', en: 'finding' }, finding);
  }
}

/** A rule that is not in the catalogue. */
export class NoSuchRule extends NotFound {
  override readonly code = 'rules/no-such-rule';
  constructor(readonly rule: string) {
    super({ zh: '规则', en: 'rule' }, rule);
  }
}

/** The warning stays: it blocks, or it is the caller's own, or it is closed. */
export class OverrideRefused extends DomainError {
  readonly code = 'rules/override-refused';
  readonly kind = 'conflict';
  override readonly ruleId: string;
  override readonly citation: string;
  constructor(
    rule: RuleId,
    readonly why: Bilingual,
  ) {
    super(why);
    this.ruleId = rule;
    this.citation = ruleOf(rule).citation;
  }
}
