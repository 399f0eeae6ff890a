import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Readable } from 'node:stream';
import { DataSource } from 'typeorm';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { databaseNow, inTx, type Tx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { FileStore } from '../platform/storage/file-store.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import { distanceToPlots } from './distance-to-plot.js';
import { noPhoto, noPhotographed } from './planting.errors.js';
import type { PlantingFacts } from './planting.facts.js';
import { hasPhoto, photosOf, photoSubject, type Photographed, type PhotoSubject } from './record-photos.queries.js';
import { sanitisedPhoto } from './sanitised-photo.js';

export interface RecordPhotoAnswer extends ActAnswer {
  record: string;
  photo: string;
  width: number;
  height: number;
  takenOn?: string;
  deviceMetres?: number;
}

/** Evidence, not decoration: large enough to read a label on a bag by, small enough for a village's network. */
const SIZE = { width: 1600, height: 1600, maxBytes: 300 * 1024, qualities: [75, 60, 45, 30] };

/** Photos of field work, harvests and weighings-in (GAP 2022 文件章: 必要时附照片). They may show people: only the organisation sees them. */
@Injectable()
export class RecordPhotosService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly evidence: EvidenceService,
    private readonly files: FileStore,
  ) {}

  /** @throws InvalidInput when it is no photo, NotFound for a record of nobody */
  async add(
    actor: Actor,
    of: { kind: Photographed; record: string },
    id: string,
    bytes: Uint8Array,
  ): Promise<Recorded<RecordPhotoAnswer>> {
    const { kind, record } = of;
    const organisationId = actor.organisation.id;
    await inTx(this.db, scopeOf(actor), (tx) => subjectOf(tx, organisationId, of));
    const { data, width, height, exif } = await sanitisedPhoto(bytes, SIZE);
    const photo = await this.files.keep('record-photo', data);
    const act = { id, kind: 'record-photo', path: `${kind}/${record}`, body: { id, photo } };
    return this.acts.perform(actor, act, async (tx) => {
      const { planting, boundaries } = await subjectOf(tx, organisationId, of);
      const near = exif.position !== undefined && boundaries.length > 0;
      const deviceMetres = near ? distanceToPlots(exif.position!, boundaries) : undefined;
      const told = {
        ...(exif.takenOn === undefined ? {} : { takenOn: exif.takenOn }),
        ...(deviceMetres === undefined ? {} : { deviceMetres }),
      };
      const open: PlantingFacts['planting.record-photographed'] = {
        ...{ picture: id, kind, record, photo, bytes: data.length, width, height, ...told },
      };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          ...{ type: 'planting.record-photographed', visibility: 'public', occurredAt: await databaseNow(tx) },
          ...{ subjects: [id, record, ...(planting === null ? [] : [planting])], open },
        },
        subject: `${kind}:${record}`,
      });
      await tx.query(
        `insert into record_photo (organisation_id, id, kind, record_id, sha256, taken_on, device_metres, fact_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [organisationId, id, kind, record, photo, told.takenOn ?? null, deviceMetres ?? null, factId],
      );
      return { id, factId, findings, record, photo, width, height, ...told };
    });
  }

  async list(actor: Actor, record: string) {
    const rows = await inTx(this.db, scopeOf(actor), (tx) => photosOf(tx, actor.organisation.id, record));
    return { items: rows.map((row) => ({ ...row, recordedAt: row.recordedAt.toISOString() })), next: null };
  }

  /** The picture, to its own organisation. @throws NotFound */
  async open(actor: Actor, sha256: string): Promise<{ bytes: number; stream: Readable }> {
    const known =
      /^[0-9a-f]{64}$/.test(sha256) &&
      (await inTx(this.db, scopeOf(actor), (tx) => hasPhoto(tx, actor.organisation.id, sha256)));
    const file = known ? await this.files.open(sha256) : undefined;
    if (file === undefined) throw noPhoto(sha256.slice(0, 64));
    return file;
  }
}

async function subjectOf(
  tx: Tx,
  organisationId: string,
  { kind, record }: { kind: Photographed; record: string },
): Promise<PhotoSubject> {
  const subject = await photoSubject(tx, organisationId, kind, record);
  if (subject === undefined) throw noPhotographed(record);
  return subject;
}
