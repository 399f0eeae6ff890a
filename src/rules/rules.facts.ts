/**
 * A second person took a warning on, with a reason. Subjects: the finding, its lots. Public, reason and all: it is shown
 * wherever the goods go. `fact` is the record that broke the rule.
 */
export interface FindingOverridden {
  type: 'rules.finding-overridden';
  open: { decision: string; finding: string; ruleId: string; fact: string; lots: string[]; reason: string };
}

/**
 * A later fact took the cause of a finding away: `cure` is that fact, `fact` the one that broke the rule. Subjects: the
 * finding, its lots. Public.
 */
export interface FindingCured {
  type: 'rules.finding-cured';
  open: {
    decision: string;
    finding: string;
    ruleId: string;
    fact: string;
    cure: string;
    lots: string[];
    reason: string;
  };
}
