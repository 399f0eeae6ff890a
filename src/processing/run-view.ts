import type { BalanceLine } from '../lots/mass-balance.js';
import { inZone } from '../platform/occurred-at.js';
import type { EntryDisclosure } from '../rules/entry-disclosure.js';
import type { OutputUse } from './processing.facts.js';
import type { RunEntity, RunInputEntity, RunOutputEntity, RunStepEntity } from './run.entity.js';

export interface RunView {
  id: string;
  factId: string;
  method: string;
  facility: string;
  startedAt: string;
  endedAt: string;
  balance: BalanceLine[];
  /** kg fresh for 1 kg dry. */
  ratio: string | null;
  reference: string | null;
  rework: string | null;
  entry: EntryDisclosure | null;
  recordedAt: string;
}

/** A run with all that belongs to it. */
export interface WholeRunView extends RunView {
  steps: Record<string, unknown>[];
  inputs: { lot: string; grams: number }[];
  outputs: {
    lot: string;
    herb: string;
    variant: string | null;
    grams: number;
    byProduct: boolean;
    use: OutputUse;
    dry: boolean;
  }[];
}

export function toRunView(row: RunEntity): RunView {
  const { id, factId, method, facility, balance, ratio, reference, reworkReason: rework, entry } = row;
  return {
    ...{ id, factId, method, facility, balance, ratio, reference, rework, entry },
    startedAt: inZone(row.startedAt, row.startedZone),
    endedAt: inZone(row.endedAt, row.endedZone),
    recordedAt: row.recordedAt.toISOString(),
  };
}

export function toWholeRunView(
  run: RunEntity,
  steps: readonly RunStepEntity[],
  inputs: readonly RunInputEntity[],
  outputs: readonly RunOutputEntity[],
): WholeRunView {
  return {
    ...toRunView(run),
    steps: steps.map(({ kind, parameters }) => ({ kind, ...parameters })),
    inputs: inputs.map(({ lotId, grams }) => ({ lot: lotId, grams: Number(grams) })),
    outputs: outputs.map(({ lotId, herb, variant, grams, byProduct, use, dry }) => {
      return { lot: lotId, herb, variant, grams: Number(grams), byProduct, use, dry };
    }),
  };
}
