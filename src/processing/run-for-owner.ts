import type { OwnerShare, ProcessingFacts, RunStep } from './processing.facts.js';

type Run = ProcessingFacts['processing.run-finished'];

/** A run on one's goods in the hands of others. */
export interface RunForOwner {
  id: string;
  workshop: string;
  method: string;
  facility: string;
  startedAt: string;
  endedAt: string;
  steps: RunStep[];
  outputs: Run['outputs'];
  /** This owner's line. */
  share: OwnerShare | undefined;
  /** Owners whose goods were in the run. */
  owners: number;
}

/** What the fact of a run tells about the goods of one owner; goods of others stay theirs to know. */
export function runForOwner(run: Run, { owner, by }: { owner: string; by: string }): RunForOwner {
  const { method, facility, startedAt, endedAt, steps, owners = [] } = run;
  return {
    ...{ id: run.run, workshop: by, method, facility, startedAt, endedAt, steps },
    outputs: run.outputs.filter((output) => (output.owner ?? by) === owner),
    share: owners.find((share) => share.owner === owner),
    owners: owners.length,
  };
}
