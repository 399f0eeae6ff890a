/** Something that wants doing in a store. `overdue` once its day is over. */
export interface StorageTask {
  kind: 'check' | 'expiry' | 'retest' | 'silence' | 'calibration' | 'excursion';
  /** A zone, a lot, a sensor or an excursion. */
  subject: string;
  name: string;
  dueOn: string;
  overdue: boolean;
}

/** Soonest first; of one day, in the order of kind and subject, so that a list does not jump about. */
export function inOrder(tasks: readonly StorageTask[]): StorageTask[] {
  const key = ({ dueOn, kind, subject }: StorageTask) => `${dueOn} ${kind} ${subject}`;
  return [...tasks].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
