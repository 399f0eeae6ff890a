/**
 * The life of a recall, and of a drill, which lives the same. Goods are held from published to lifted: closing a recall accounts for
 * them and frees nothing.
 */
export const RECALL_STATES = ['draft', 'published', 'closed', 'lifted', 'withdrawn'] as const;
export type RecallState = (typeof RECALL_STATES)[number];

export const RECALL_EVENTS = ['confirm', 'withdraw', 'acknowledge', 'report', 'close', 'lift'] as const;
export type RecallEvent = (typeof RECALL_EVENTS)[number];

/** What follows; what is not written is refused. */
export const TRANSITIONS: Record<RecallState, Partial<Record<RecallEvent, RecallState>>> = {
  draft: { confirm: 'published', withdraw: 'withdrawn' },
  published: { acknowledge: 'published', report: 'published', close: 'closed', lift: 'lifted' },
  closed: { lift: 'lifted' },
  lifted: {},
  withdrawn: {},
};

/** The state after an event, or undefined when it cannot follow. */
export function after(state: RecallState, event: RecallEvent): RecallState | undefined {
  return TRANSITIONS[state][event];
}

/** The state that its steps have led to; each is taken once, and the last in this order tells. */
export function stateOf(steps: readonly string[]): RecallState {
  return (['lifted', 'withdrawn', 'closed', 'published'] as const).find((step) => steps.includes(step)) ?? 'draft';
}
