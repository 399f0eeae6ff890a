import type { Fact } from '../ledger/fact.js';
import type { ActTable } from '../ledger/verify/act-rows.queries.js';
import type { ProcessingFacts } from './processing.facts.js';

type Finished = ProcessingFacts['processing.run-finished'];
const finished = (fact: Fact): Finished => fact.open as unknown as Finished;

/** The rows of this room, as its facts tell of them. */
export const processingTables: readonly ActTable[] = [
  {
    table: 'run',
    types: ['processing.run-finished'],
    says(fact) {
      const { run, method, facility, startedAt, endedAt, balance, ratio } = finished(fact);
      const times = { started_at: new Date(startedAt), ended_at: new Date(endedAt) };
      return { id: run, method, facility, ...times, balance: balance.map((line) => ({ ...line })), ratio };
    },
  },
];
