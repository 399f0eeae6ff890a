import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { readVersion } from '../herbs/herbs.queries.js';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { Clock } from '../platform/clock.js';
import { inTx, type Tx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { chineseDay } from '../platform/occurred-at.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import type { MarkChecklistDto } from './checklist.dto.js';
import { fillChecklist, type ChecklistFile, type ChecklistLine, type EvidenceState } from './checklist.js';
import { marksOf, seasonRecords } from './checklist.queries.js';
import { unfit } from './planting.errors.js';
import type { PlantingFacts } from './planting.facts.js';
import { baseOf } from './planting.queries.js';

export interface BaseChecklists {
  base: string;
  season: number;
  /** SHA-256 of the lists they are filled by. */
  reference: string;
  lists: {
    code: string;
    title: { zh: string; en: string };
    citation: string;
    state: EvidenceState;
    lines: ChecklistLine[];
  }[];
}

/** 六统一, 七统一 and whatever else the reference data ask for: filled from the records of a base and season, and by hand where records say nothing. */
@Injectable()
export class ChecklistsService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly clock: Clock,
    private readonly evidence: EvidenceService,
  ) {}

  async of(actor: Actor, baseId: string, asked: number | undefined): Promise<BaseChecklists> {
    const day = chineseDay(this.clock.now());
    const season = asked ?? Number(day.slice(0, 4));
    const organisationId = actor.organisation.id;
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const base = await baseOf(tx, organisationId, baseId);
      const { file, sha256 } = await listsInForce(tx);
      const records = await seasonRecords(tx, organisationId, { base: base.id, season, day });
      const marks = await marksOf(tx, organisationId, base.id, season);
      const lists = file.lists.map((list) => ({
        ...{ code: list.code, title: { zh: list.titleZh, en: list.titleEn }, citation: list.citation },
        ...fillChecklist(list, records, marks),
      }));
      return { base: base.id, season, reference: sha256, lists };
    });
  }

  /** Attaches evidence to a line. Throws InvalidInput for a line that the lists in force do not have. */
  mark(actor: Actor, baseId: string, dto: MarkChecklistDto): Promise<Recorded<ActAnswer & { met: boolean }>> {
    const now = this.clock.now();
    if (dto.season > Number(chineseDay(now).slice(0, 4)) + 1)
      throw unfit('season', dto.season, '只能到明年', 'must not be later than next year');
    return this.acts.perform(actor, { id: dto.id, kind: 'checklist-mark', path: baseId, body: dto }, async (tx) => {
      const organisationId = actor.organisation.id;
      const base = await baseOf(tx, organisationId, baseId);
      const { file } = await listsInForce(tx);
      const list = file.lists.find(({ code }) => code === dto.list);
      if (list === undefined) throw unfit('list', dto.list, '现行清单没有这一份', 'is no checklist in force');
      if (!list.lines.some(({ code }) => code === dto.line))
        throw unfit('line', dto.line, '清单没有这一项', 'is no line of this checklist');
      const { id, season, line, met, note, documentSha256 } = dto;
      const open: PlantingFacts['planting.checklist-marked'] = {
        ...{ mark: id, base: base.id, season, list: dto.list, line, met },
        ...(documentSha256 === undefined ? {} : { documentSha256 }),
      };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          ...{ type: 'planting.checklist-marked', visibility: 'public', occurredAt: now.toISOString() },
          ...{ subjects: [id, base.id], open, sealed: { note } },
        },
        subject: `base:${base.id}`,
      });
      await tx.query(
        `insert into checklist_mark (organisation_id, id, base_id, season, list, line, met, document_sha256, note, fact_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [organisationId, id, base.id, season, dto.list, line, met, documentSha256 ?? null, note, factId],
      );
      return { id, factId, findings, met };
    });
  }
}

async function listsInForce(tx: Tx): Promise<{ file: ChecklistFile; sha256: string }> {
  const version = await readVersion(tx, 'checklists');
  return { file: (version?.body ?? { lists: [] }) as unknown as ChecklistFile, sha256: version?.sha256 ?? '' };
}
