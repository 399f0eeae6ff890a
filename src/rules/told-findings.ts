import { createHash } from 'node:crypto';
import { commitmentTo } from '../ledger/sealed-value.js';
import type { FindingDraft } from './finding.js';

/** A finding as its row keeps it, but for when and by whom it was opened. */
export interface DrawnUpFinding extends FindingDraft {
  id: string;
  /** The organisation it is shown to besides the one that recorded the act. */
  concerns: string;
  subject: string;
  lots: readonly string[];
  salt: Buffer;
}

/**
 * What the open part of every fact of an act says of its findings, none included. Rules and levels may be read by
 * everybody; messages may name persons, so the whole of each finding stands in a salted digest, one for all of them: an
 * act may have thousands (each hold of each input is one), and a fact must fit a leaf.
 */
export type ToldFindings = {
  findings: { ruleId: string; level: string; count: number }[];
  /** {@link digestOf} them; left out when there are none. */
  findingsDigest?: string;
};

/** Counted by rule and level, in that order, with the digest. */
export function toldFindings(factId: string, found: readonly DrawnUpFinding[]): ToldFindings {
  if (found.length === 0) return { findings: [] };
  const counts = new Map<string, number>();
  for (const { ruleId, level } of found) {
    const key = `${ruleId} ${level}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return {
    findings: [...counts.keys()].sort().map((key) => {
      const [ruleId, level] = key.split(' ') as [string, string];
      return { ruleId, level, count: counts.get(key)! };
    }),
    findingsDigest: digestOf(factId, found),
  };
}

/**
 * SHA-256 over one line for each finding, ascending: HMAC-SHA256(salt, RFC 8785 of {factId, name, value}) as for a sealed
 * value, the name being the finding's id and the value all the rest of it. So one finding can be shown to somebody and
 * checked without showing the others.
 */
export function digestOf(factId: string, found: readonly DrawnUpFinding[]): string {
  const lines = found.map(({ id, ruleId, level, message, concerns, subject, lots, salt }) => {
    const value = {
      ...{ ruleId, level, zh: message.zh, en: message.en, concerns, subject },
      lots: lots.map((lot) => lot.toLowerCase()).sort(),
    };
    return commitmentTo({ factId, name: id, value }, salt);
  });
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
}
