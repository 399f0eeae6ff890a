import type { Fact } from '../ledger/fact.js';
import type { ActTable } from '../ledger/verify/act-rows.queries.js';
import type { FindingCured, FindingOverridden } from './rules.facts.js';

/** What became of findings, as its facts tell. */
export const rulesTables: readonly ActTable[] = [
  {
    table: 'finding_decision',
    types: ['rules.finding-overridden', 'rules.finding-cured'],
    says(fact: Fact) {
      const { decision, finding, reason } = fact.open as (FindingOverridden | FindingCured)['open'];
      const overridden = fact.type === 'rules.finding-overridden';
      return { id: decision, finding_id: finding, reason, decision: overridden ? 'overridden' : 'cured' };
    },
    sealed: { decided_by: 'actor.person' },
  },
];
