import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import sharp from 'sharp';
import { DataSource } from 'typeorm';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { databaseNow, inTx, type Tx } from '../platform/db/tx.js';
import { InvalidInput } from '../platform/errors.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { FileStore } from '../platform/storage/file-store.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import type { PlantingFacts } from './planting.facts.js';
import { baseOf } from './planting.queries.js';

export interface PhotoAnswer extends ActAnswer {
  base: string;
  photo: string;
  width: number;
  height: number;
}

/** Formats a camera or phone gives. SVG and the like are programs, not photos. */
const FORMATS = ['jpeg', 'png', 'webp'];
/** Against pictures that are small on the wire and huge in memory. */
const MAX_PIXELS = 50_000_000;
const WIDTH = 960;
const HEIGHT = 720;
/** A page must stay light: the photo is made smaller in quality until it fits. */
const MAX_BYTES = 60 * 1024;
const QUALITIES = [75, 60, 45, 30, 15];

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
    const shown = await sanitised(bytes);
    const photo = await this.files.keep('base-photo', shown.data);
    const { width, height } = shown.info;
    return this.acts.perform(actor, { id, kind: 'base-photo', path: base, body: { id, photo } }, async (tx) => {
      await baseOf(tx, actor.organisation.id, base);
      const open: PlantingFacts['planting.base-photographed'] = {
        ...{ picture: id, base, photo, bytes: shown.data.length, width, height },
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

async function sanitised(bytes: Uint8Array): Promise<{ data: Buffer; info: { width: number; height: number } }> {
  try {
    const given = { limitInputPixels: MAX_PIXELS, failOn: 'error' } as const;
    const { format } = await sharp(bytes, given).metadata();
    if (!FORMATS.includes(format)) throw new Error(format);
    // Upright first: the turn is written in the EXIF that does not survive.
    const upright = sharp(bytes, given)
      .rotate()
      .resize({ width: WIDTH, height: HEIGHT, fit: 'inside', withoutEnlargement: true });
    for (const quality of QUALITIES) {
      const made = await upright.clone().webp({ quality }).toBuffer({ resolveWithObject: true });
      if (made.data.length <= MAX_BYTES || quality === QUALITIES.at(-1)) return made;
    }
    throw new Error('unreachable');
  } catch {
    throw new InvalidInput([
      {
        path: 'photo',
        message: {
          zh: '应为 JPEG、PNG 或 WebP 照片，不超过 5000 万像素，且文件完整',
          en: 'must be a whole JPEG, PNG or WebP photo of at most 50 megapixels',
        },
      },
    ]);
  }
}
