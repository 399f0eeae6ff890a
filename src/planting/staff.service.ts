import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { readDocument } from '../herbs/herbs.queries.js';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { Clock } from '../platform/clock.js';
import { inTx, type Tx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { chineseDay } from '../platform/occurred-at.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import { gapsOf } from '../rules/operator-fit.js';
import { monthsAfter } from './months-after.js';
import { unfit } from './planting.errors.js';
import type { PlantingFacts } from './planting.facts.js';
import type { CheckHealthDto, StaffView, TrainDto } from './staff.dto.js';

/** Owns training and health records of operators (GAP 2022 机构与人员章). Personal: names stay with the organisation. */
@Injectable()
export class StaffService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly clock: Clock,
    private readonly evidence: EvidenceService,
  ) {}

  train(actor: Actor, dto: TrainDto): Promise<Recorded<ActAnswer & { validUntil: string }>> {
    this.refuseDays('heldOn', dto.heldOn, dto.validUntil);
    return this.acts.perform(actor, { id: dto.id, kind: 'training', body: dto }, async (tx) => {
      const validUntil = dto.validUntil ?? (await usualEnd(tx, 'trainingMonths', dto.heldOn));
      const attendees = dto.attendees.map((name) => name.normalize('NFC'));
      const { id, topic, heldOn, hours, trainer, effect, documentSha256 } = dto;
      const open: PlantingFacts['planting.staff-trained'] = {
        ...{ training: id, topic, heldOn, hours, validUntil, attendees: attendees.length },
        ...(documentSha256 === undefined ? {} : { documentSha256 }),
      };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          ...{ type: 'planting.staff-trained', visibility: 'party', occurredAt: `${heldOn}T00:00:00+08:00` },
          ...{ subjects: [id], open },
          sealed: { attendees, trainer, ...(effect === undefined ? {} : { effect }) },
        },
        subject: `training:${id}`,
      });
      await tx.query(
        `insert into training (organisation_id, id, topic, held_on, hours, valid_until, trainer, effect, document_sha256, fact_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          ...[actor.organisation.id, id, topic, heldOn, hours, validUntil, trainer, effect ?? null],
          ...[documentSha256 ?? null, factId],
        ],
      );
      await tx.query(
        `insert into training_attendee (organisation_id, training_id, position, name)
         select $1, $2, n - 1, name from unnest($3::text[]) with ordinality as given(name, n)`,
        [actor.organisation.id, id, attendees],
      );
      return { id, factId, findings, validUntil };
    });
  }

  checkHealth(actor: Actor, dto: CheckHealthDto): Promise<Recorded<ActAnswer & { validUntil: string }>> {
    this.refuseDays('checkedOn', dto.checkedOn, dto.validUntil);
    return this.acts.perform(actor, { id: dto.id, kind: 'health-check', body: dto }, async (tx) => {
      const validUntil = dto.validUntil ?? (await usualEnd(tx, 'healthMonths', dto.checkedOn));
      const { id, checkedOn, fit, certificate } = dto;
      const name = dto.name.normalize('NFC');
      const open: PlantingFacts['planting.health-checked'] = { check: id, checkedOn, validUntil };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          ...{ type: 'planting.health-checked', visibility: 'party', occurredAt: `${checkedOn}T00:00:00+08:00` },
          ...{ subjects: [id], open },
          sealed: { name, fit, ...(certificate === undefined ? {} : { certificate }) },
        },
        subject: `health-check:${id}`,
      });
      await tx.query(
        `insert into health_check (organisation_id, id, name, checked_on, valid_until, fit, certificate, fact_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [actor.organisation.id, id, name, checkedOn, validUntil, fit, certificate ?? null, factId],
      );
      return { id, factId, findings, validUntil };
    });
  }

  /** Everyone of whom anything is on file, with what is missing or over today, by name. */
  async staff(actor: Actor): Promise<{ items: StaffView[]; next: null }> {
    const today = chineseDay(this.clock.now());
    const rows: Omit<StaffView, 'faults'>[] = await inTx(this.db, scopeOf(actor), (tx) =>
      tx.query(
        `select s.name, t.held_on::text as "trainedOn", t.valid_until::text as "trainedUntil",
                h.valid_until::text as "healthyUntil", h.fit
           from (select name from training_attendee where organisation_id = $1
                 union select name from health_check where organisation_id = $1) s
           left join lateral (
             select r.held_on, r.valid_until from training_attendee a
               join training r on r.organisation_id = a.organisation_id and r.id = a.training_id
              where a.organisation_id = $1 and a.name = s.name order by r.valid_until desc, r.id desc limit 1) t on true
           left join lateral (
             select valid_until, fit from health_check c where c.organisation_id = $1 and c.name = s.name
              order by checked_on desc, recorded_at desc, id desc limit 1) h on true
          order by s.name limit 2000`,
        [actor.organisation.id],
      ),
    );
    return { items: rows.map((row) => ({ ...row, faults: gapsOf(['training', 'health'], row, today) })), next: null };
  }

  private refuseDays(path: string, day: string, until: string | undefined): void {
    if (day > chineseDay(this.clock.now())) throw unfit(path, day, '晚于今天', 'is later than today');
    if (until !== undefined && until < day) throw unfit('validUntil', until, '早于当日', 'is before the day itself');
  }
}

/** The term of the reference data; where it says none, the day itself. */
async function usualEnd(tx: Tx, term: 'trainingMonths' | 'healthMonths', day: string): Promise<string> {
  const { staff } = ((await readDocument(tx, 'checklists')) ?? {}) as { staff?: Partial<Record<typeof term, number>> };
  return monthsAfter(day, staff?.[term] ?? 0);
}
