import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Actor } from '../../platform/http/actor.js';
import { pageOf, type Page } from '../../platform/http/page.dto.js';
import { divisionPrefix } from '../../identity/division-code.js';

export const COMPLAINT_KINDS = ['label-copied', 'does-not-match', 'quality', 'reaction', 'other'] as const;
export type ComplaintKind = (typeof COMPLAINT_KINDS)[number];

/** A complaint as it is made; `id` was made with the form, so that a second click is the same complaint. */
export interface NewComplaint {
  id: string;
  batch: string;
  kind: ComplaintKind;
  said: string;
  contact: string | null;
}

/** A complaint as the maker of the batch or the regulator reads it. Only the regulator is told how to answer. */
export interface ComplaintView {
  id: string;
  batch: { id: string; number: string };
  kind: ComplaintKind;
  said: string;
  contact?: string | null;
  madeAt: string;
}

/** Takes complaints of the public about a batch, and shows them to who has to act on them. */
@Injectable()
export class Complaints {
  constructor(@InjectDataSource('system') private readonly db: DataSource) {}

  /** The number of a batch, or undefined when there is no such batch. */
  async batchNumber(batch: string): Promise<string | undefined> {
    const rows: { number: string }[] = await this.db.query(`select number from lot where id = $1 and kind = 'batch'`, [
      batch,
    ]);
    return rows[0]?.number;
  }

  /** Keeps a complaint once, however often it is sent. */
  async take({ id, batch, kind, said, contact }: NewComplaint): Promise<void> {
    await this.db.query(
      `insert into complaint (id, lot_id, kind, said, contact) values ($1, $2, $3, $4, $5) on conflict (id) do nothing`,
      [id, batch, kind, said, contact],
    );
  }

  /** Newest first: for a regulator those about batches of the region, for others those about their own. */
  async list(actor: Actor, { after, limit }: { after?: string; limit: number }): Promise<Page<ComplaintView>> {
    const regulator = actor.role === 'regulator' && actor.region !== undefined;
    const rows: (Omit<ComplaintView, 'batch' | 'madeAt'> & { lot: string; number: string; madeAt: Date })[] =
      await this.db.query(
        `select c.id, c.lot_id as lot, l.number, c.kind, c.said, c.made_at as "madeAt"${regulator ? ', c.contact' : ''}
         from complaint c join lot l on l.id = c.lot_id
        where ${regulator ? 'starts_with(l.region, $1)' : 'l.made_by = $1::uuid'} and ($2::uuid is null or c.id < $2::uuid)
        order by c.id desc limit $3`,
        [regulator ? divisionPrefix(actor.region!) : actor.organisation.id, after ?? null, limit + 1],
      );
    return pageOf(rows, limit, ({ lot, number, madeAt, ...row }) => ({
      ...row,
      batch: { id: lot, number },
      madeAt: madeAt.toISOString(),
    }));
  }
}
