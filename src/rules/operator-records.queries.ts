import type { Tx } from '../platform/db/tx.js';
import type { FindingDraft } from './finding.js';
import { operatorFit, type OperatorRecord, type StaffTerms } from './operator-fit.js';

/** Somebody at work on a day, by the name the record gives. */
export interface AtWork {
  operator: string;
  /** Chinese calendar day. */
  day: string;
}

/**
 * Judges who worked by what is on file of them, for acts of any room. An organisation that keeps no staff records yet is
 * not judged by each act: what it lacks stands in its checklists.
 */
export class OperatorRecords {
  private constructor(
    private readonly known: ReadonlyMap<string, OperatorRecord>,
    private readonly terms: StaffTerms | undefined,
  ) {}

  /** Reads what is on file of all of these, each by its own day, in one statement. */
  static async of(tx: Tx, organisationId: string, atWork: readonly AtWork[]): Promise<OperatorRecords> {
    if (atWork.length === 0) return new OperatorRecords(new Map(), undefined);
    const rows: (OperatorRecord & { operator: string; day: string; staff: StaffTerms | null })[] = await tx.query(
      `select a.operator, a.day::text as day, t.until::text as "trainedUntil", h.valid_until::text as "healthyUntil", h.fit,
              (select body -> 'staff' from reference_version where name = 'checklists' order by loaded_at desc limit 1) as staff
         from (select distinct operator, day from jsonb_to_recordset($2::jsonb) as given(operator text, day date)) a
         left join lateral (
           select max(r.valid_until) as until from training_attendee n
             join training r on r.organisation_id = n.organisation_id and r.id = n.training_id
            where n.organisation_id = $1 and n.name = a.operator and r.held_on <= a.day) t on true
         left join lateral (
           select c.valid_until, c.fit from health_check c
            where c.organisation_id = $1 and c.name = a.operator and c.checked_on <= a.day
            order by c.checked_on desc, c.recorded_at desc, c.id desc limit 1) h on true
        where exists (select from training where organisation_id = $1)
           or exists (select from health_check where organisation_id = $1)`,
      [organisationId, JSON.stringify(atWork.map(({ operator, day }) => ({ operator: nameOf(operator), day })))],
    );
    return new OperatorRecords(
      new Map(rows.map((row) => [`${row.day} ${row.operator}`, row])),
      rows[0]?.staff ?? undefined,
    );
  }

  /** What stands against these people at this work; empty where no staff records are kept. */
  judge(work: string, operators: readonly string[], day: string): FindingDraft[] {
    if (this.terms === undefined) return [];
    const names = [...new Set(operators.map(nameOf))];
    return operatorFit(
      work,
      names.map((name) => this.known.get(`${day} ${name}`)),
      day,
      this.terms,
    );
  }
}

const nameOf = (operator: string): string => operator.normalize('NFC');
