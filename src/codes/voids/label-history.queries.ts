import type { DataSource } from 'typeorm';
import type { CodeKind } from '../code-kind.js';

/** Labels of one thing: those that took this one's place, next first, and those before it, newest first. */
export interface LabelHistory {
  replacedBy: OtherLabel[];
  replaces: OtherLabel[];
}

export interface OtherLabel {
  /** End of its code. */
  short: string;
  /** When the older of the two labels was replaced, and why. */
  at: Date;
  reason: string | null;
}

interface Step {
  /** 1, 2, …: what took its place; -1, -2, …: what was there before. */
  step: number;
  kind: CodeKind;
  range: number;
  serial: number;
  keyId: string;
  at: Date;
  reason: string | null;
}

/** As the system's role: whoever holds one of the labels may know that there are others. */
export function labelHistory(db: DataSource, range: number, serial: number): Promise<Step[]> {
  return db.query(
    `with recursive before as (
       select p.range_no, p.serial, p.replaced_at, -1 as step from code_replacement p where p.by_range_no = $1 and p.by_serial = $2
       union all
       select p.range_no, p.serial, p.replaced_at, b.step - 1 from code_replacement p
         join before b on p.by_range_no = b.range_no and p.by_serial = b.serial where b.step > -20),
     after as (
       select p.by_range_no, p.by_serial, p.replaced_at, p.range_no, p.serial, 1 as step
         from code_replacement p where p.range_no = $1 and p.serial = $2
       union all
       select p.by_range_no, p.by_serial, p.replaced_at, p.range_no, p.serial, a.step + 1 from code_replacement p
         join after a on p.range_no = a.by_range_no and p.serial = a.by_serial where a.step < 20),
     labels as (
       select step, range_no, serial, replaced_at as at, range_no as old_range, serial as old_serial from before
       union all
       select step, by_range_no, by_serial, replaced_at, range_no, serial from after)
     select l.step, r.kind, l.range_no::float8 as range, l.serial::float8 as serial, r.key_id as "keyId", l.at,
            (select v.reason from code_void v
              where v.range_no = l.old_range and l.old_serial between v.first_serial and v.last_serial limit 1) as reason
       from labels l join code_range r on r.range_no = l.range_no order by l.step desc`,
    [range, serial],
  );
}
