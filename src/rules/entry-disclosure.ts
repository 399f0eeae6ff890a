/** How a record was entered, told beside the fact: what was copied from the record before, what was never touched. */
export type EntryDisclosure = {
  /** Fields copied from the last record. */
  copied?: string[];
  /** Fields left at what the form offered. */
  untouched?: string[];
  /** Metres between the device and the nearest plot, rounded up to ten; 0 on it. Its place itself is not kept. */
  deviceMetres?: number;
  /** Hours between the event and its record, from a full hour on; the record's time is the database's. */
  lateHours?: number;
};

const HOUR = 3_600_000;

/** The disclosure of a record, or undefined where there is nothing to tell. */
export function entryDisclosure(
  said: { copied?: string[] | undefined; untouched?: string[] | undefined } | undefined,
  times: { at: string; now: Date },
  deviceMetres: number | undefined,
): EntryDisclosure | undefined {
  const lateHours = Math.floor((times.now.getTime() - Date.parse(times.at)) / HOUR);
  const told: EntryDisclosure = {
    ...(said?.copied === undefined || said.copied.length === 0 ? {} : { copied: said.copied }),
    ...(said?.untouched === undefined || said.untouched.length === 0 ? {} : { untouched: said.untouched }),
    ...(deviceMetres === undefined ? {} : { deviceMetres }),
    ...(lateHours >= 1 ? { lateHours } : {}),
  };
  return Object.keys(told).length === 0 ? undefined : told;
}
