import { organisationNames } from '../identity/organisation-names.queries.js';
import { OwnerUnnamed } from '../lots/lots.errors.js';
import type { LotView } from '../lots/lot.js';
import { chineseDay } from '../platform/occurred-at.js';
import type { Tx } from '../platform/db/tx.js';
import type { FindingDraft } from '../rules/finding.js';
import { fairShares } from './fair-shares.js';
import { mixedOwners } from './mixed-owners.js';
import { ownerShares, type OwnedInput, type OwnedOutput } from './owner-shares.js';
import type { OwnerShare, ProcessingFacts } from './processing.facts.js';
import { consentingOwners } from './toll.queries.js';

type Run = ProcessingFacts['processing.run-finished'];

/** Whose goods a run worked on. */
export interface RunOwners {
  /** Owner of each output, by lot. */
  of: Map<string, string>;
  /** One line for each owner, when any of the goods was not the operator's own; else none. */
  shares: OwnerShare[];
  drafts: FindingDraft[];
}

/**
 * Whose each output is, what each owner got, and whether goods were mixed that should not have been. Throws OwnerUnnamed
 * where goods of several owners went in and an output names none of them.
 */
export async function judgeOwners(tx: Tx, operator: string, run: Run, lots: readonly LotView[]): Promise<RunOwners> {
  const inputs = run.inputs.map(({ lot, grams }): OwnedInput => {
    const { owner, kind, herb } = lots.find(({ id }) => id === lot)!;
    return { owner: owner ?? operator, kind, herb, grams };
  });
  const herbs = inputs.filter(({ kind }) => kind !== 'adjuvant');
  const owners = [...new Set((herbs.length === 0 ? inputs : herbs).map(({ owner }) => owner))].sort();
  const outputs = run.outputs.map(({ lot, herb, grams, use = 'product', owner }): OwnedOutput & { lot: string } => {
    const whose = owner ?? (owners.length === 1 ? owners[0] : undefined);
    if (whose === undefined || !owners.includes(whose)) throw new OwnerUnnamed(lot, owners);
    return { lot, owner: whose, herb, grams, use };
  });
  const of = new Map(outputs.map(({ lot, owner }) => [lot, owner]));
  if (owners.every((owner) => owner === operator)) return { of, shares: [], drafts: [] };
  const names = await organisationNames(tx, owners);
  const nameOf = (id: string): string => names.get(id) ?? id;
  const consenting =
    owners.length < 2
      ? new Set<string>()
      : await consentingOwners(tx, operator, owners, chineseDay(new Date(run.startedAt)));
  return {
    of,
    shares: ownerShares(inputs, outputs, run.balance),
    drafts: [...mixedOwners(inputs, operator, consenting, nameOf), ...fairShares(inputs, outputs, nameOf)],
  };
}
