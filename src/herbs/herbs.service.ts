import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Tx } from '../platform/db/tx.js';
import { editionFor, type EditionVerdict } from './edition-in-force.js';
import { withGeneralLimits } from './general-limits.js';
import { UnknownHerb } from './herbs.errors.js';
import {
  readBands,
  readBannedOn,
  readDocument,
  readEditions,
  readHerb,
  readHerbs,
  readLimits,
  type Band,
  type BannedInput,
  type HerbRow,
} from './herbs.queries.js';
import { isEnforceable, validOn, type Edition, type Limit } from './limit.js';
import { limitsFor, type ApplicableLimits } from './limits-for.js';

export interface Monograph {
  herb: HerbRow;
  bands: Band[];
  editions: (Edition & { limits: Limit[] })[];
}

/**
 * Monographs, limits by edition, bands and banned inputs: the reference data of the trade. Owns no tenant's row and
 * judges nothing; K-low figures are handed out for showing only.
 *
 * Inside a transaction pass it on as `tx`: otherwise the act would wait for a second connection while it holds one.
 */
@Injectable()
export class HerbsService {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /** Throws UnknownHerb. Codes are upper case; lower case is understood. */
  async herb(code: string, tx?: Tx): Promise<HerbRow> {
    const found = await readHerb(tx ?? this.db, code);
    if (found === undefined) throw new UnknownHerb(code);
    return found;
  }

  herbs(): Promise<HerbRow[]> {
    return readHerbs(this.db);
  }

  editions(tx?: Tx): Promise<Edition[]> {
    return readEditions(tx ?? this.db);
  }

  /** The edition a test of that day, made by that edition, is judged by; or why there is none. */
  async editionFor(testedOn: string, named: string, tx?: Tx): Promise<EditionVerdict> {
    return editionFor(await this.editions(tx), testedOn, named);
  }

  /**
   * The limits of one held edition for one form of a herb (`form` null: the crude drug as such), as they were valid on
   * `on`: a row may begin after its edition, or end before it.
   */
  async limitsFor(
    code: string,
    form: string | null,
    { edition, on }: { edition: string; on: string },
    tx?: Tx,
  ): Promise<ApplicableLimits> {
    const herb = await this.herb(code, tx);
    const rows = validOn(await readLimits(tx ?? this.db, herb.code, edition), on);
    const enforced = withGeneralLimits(rows, herb.variants).filter(({ certainty }) => isEnforceable(certainty));
    return limitsFor(enforced, herb.variants, form);
  }

  /**
   * A herb's plausible range (`freshToDry`: kg fresh per kg dry; `dryKgPerMu`: kg dry per 亩), as decimal strings.
   * Undefined when there is none, or only a K-low figure, which must never be enforced.
   */
  async band(code: string, kind: 'freshToDry' | 'dryKgPerMu', tx?: Tx): Promise<Band | undefined> {
    const bands = await readBands(tx ?? this.db, code.toUpperCase());
    return bands.find((band) => band.kind === kind && isEnforceable(band.certainty));
  }

  bannedOn(usedOn: string, tx?: Tx): Promise<BannedInput[]> {
    return readBannedOn(tx ?? this.db, usedOn);
  }

  /** A reference file in force, whole: "environment" (soil, water, air) "practice" (identifiers, adjuvants, retention) or "quality" (sampling, claims, clocks, completeness). */
  async document(name: 'environment' | 'items' | 'practice' | 'quality', tx?: Tx): Promise<Record<string, unknown>> {
    return (await readDocument(tx ?? this.db, name)) ?? {};
  }

  /** The whole monograph with its limits by edition, as shown; an edition not held has no limits. */
  async monograph(code: string): Promise<Monograph> {
    const herb = await this.herb(code);
    const [bands, editions, rows] = await Promise.all([
      readBands(this.db, herb.code),
      this.editions(),
      readLimits(this.db, herb.code),
    ]);
    return {
      herb,
      bands,
      editions: editions.map((edition) => ({
        ...edition,
        limits: withGeneralLimits(
          rows.filter((row) => row.edition === edition.code),
          herb.variants,
        ),
      })),
    };
  }
}
