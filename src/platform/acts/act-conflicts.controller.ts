import { Controller, Get, Query } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { inTx } from '../db/tx.js';
import { Requires } from '../http/access.js';
import { CurrentActor, scopeOf, type Actor } from '../http/actor.js';
import { pageOf, PageQuery, type Page } from '../http/page.dto.js';

/** A second version that was sent under a taken id, as it was sent. */
interface ConflictView {
  id: string;
  /** The id both versions carry. */
  act: string;
  kind: string;
  receivedAt: string;
  body: unknown;
}

interface ConflictRow {
  id: string;
  act_id: string;
  kind: string;
  received_at: Date;
  body: unknown;
}

/** 需要核对: what was typed under an id that already holds something else. Nothing typed is lost. */
@Controller('api/acts')
export class ActConflictsController {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  @Get('conflicts')
  @Requires('acts:read')
  async list(@CurrentActor() actor: Actor, @Query() { after, limit }: PageQuery): Promise<Page<ConflictView>> {
    const rows = await inTx(this.db, scopeOf(actor), (tx): Promise<ConflictRow[]> =>
      tx.query(
        `select id, act_id, kind, received_at, body from act_conflict
          where organisation_id = app_tenant() and ($1::uuid is null or id < $1) order by id desc limit $2`,
        [after ?? null, limit + 1],
      ),
    );
    return pageOf(rows, limit, (row) => ({
      id: row.id,
      act: row.act_id,
      kind: row.kind,
      receivedAt: row.received_at.toISOString(),
      body: row.body,
    }));
  }
}
