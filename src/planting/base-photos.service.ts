import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { databaseNow, inTx, type Tx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { FileStore } from '../platform/storage/file-store.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import type { PlantingFacts } from './planting.facts.js';
import { baseOf } from './planting.queries.js';
import { sanitisedPhoto } from './sanitised-photo.js';

export interface PhotoAnswer extends ActAnswer {
  base: string;
  photo: string;
  width: number;
  height: number;
}

/** A page must stay light: the photo is made smaller in quality until it fits. */
const SIZE = { width: 960, height: 720, maxBytes: 60 * 1024, qualities: [75, 60, 45, 30, 15] };

/** Photos of bases for the public page. Only what is shown is kept: re-encoded, upright, without EXIF and the place in it. */
@Injectable()
export class BasePhotosService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly evidence: EvidenceService,
    private readonly files: FileStore,
  ) {}

  /** @throws InvalidInput when it is no photo, or the base is unknown */
  async add(actor: Actor, base: string, id: string, bytes: Uint8Array): Promise<Recorded<PhotoAnswer>> {
    await inTx(this.db, scopeOf(actor), (tx) => baseOf(tx, actor.organisation.id, base));
    const { data, width, height } = await sanitisedPhoto(bytes, SIZE);
    const photo = await this.files.keep('base-photo', data);
    return this.acts.perform(actor, { id, kind: 'base-photo', path: base, body: { id, photo } }, async (tx) => {
      await baseOf(tx, actor.organisation.id, base);
      const open: PlantingFacts['planting.base-photographed'] = {
        ...{ picture: id, base, photo, bytes: data.length, width, height },
      };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          ...{ type: 'planting.base-photographed', visibility: 'public', occurredAt: await databaseNow(tx) },
          ...{ subjects: [base, ...(await plantingsOn(tx, actor.organisation.id, base))], open },
        },
        subject: `base:${base}`,
      });
      await tx.query(
        `insert into base_photo (organisation_id, id, base_id, sha256, fact_id) values ($1, $2, $3, $4, $5)`,
        [actor.organisation.id, id, base, photo, factId],
      );
      return { id, factId, findings, base, photo, width, height };
    });
  }
}

/** By these the pages of batches find the photo of their base. */
async function plantingsOn(tx: Tx, organisationId: string, base: string): Promise<string[]> {
  const rows: { id: string }[] = await tx.query(
    `select id from planting where organisation_id = $1 and base_id = $2 order by id desc limit 299`,
    [organisationId, base],
  );
  return rows.map(({ id }) => id);
}
