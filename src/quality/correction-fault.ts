/** A report as a correction looks at it. */
export interface Correctable {
  id: string;
  organisationId: string;
  sampleId: string;
  /** How it was withdrawn before, if it was. */
  withdrawn: object | null;
}

/** Withdrawn before, or replaced by what is no other report of this laboratory on the same sample that still stands. */
export type CorrectionFault = 'corrected-before' | 'no-replacement';

/**
 * a record is never changed; its correction stands beside it, once (GAP 2022, chapter 文件: 更改须注明原因并保持原记录可辨).
 * @param replacement the report that is to stand in its place; undefined when none is named, null when it does not exist
 */
export function correctionFault(report: Correctable, replacement?: Correctable | null): CorrectionFault | undefined {
  if (report.withdrawn !== null) return 'corrected-before';
  if (replacement === undefined) return undefined;
  const fits =
    replacement !== null &&
    replacement.id !== report.id &&
    replacement.organisationId === report.organisationId &&
    replacement.sampleId === report.sampleId &&
    replacement.withdrawn === null;
  return fits ? undefined : 'no-replacement';
}
