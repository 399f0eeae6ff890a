import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { IdAlreadyUsed } from '../../platform/acts/acts.errors.js';
import { bodyHash, type ActRequest } from '../../platform/acts/acts.service.js';
import { Recorded } from '../../platform/acts/recorded.js';
import { violatedConstraint } from '../../platform/db/pg-errors.js';
import { inTx, type Tx } from '../../platform/db/tx.js';
import { scopeOf, type Actor } from '../../platform/http/actor.js';

/** Acts of a drill: exactly once like any other, kept in the drill's own table, for a drill leaves no row elsewhere. */
@Injectable()
export class DrillActs {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  async perform<T extends object>(actor: Actor, act: ActRequest, work: (tx: Tx) => Promise<T>): Promise<Recorded<T>> {
    const hash = bodyHash(act);
    const organisation = actor.organisation.id;
    try {
      return await inTx(this.db, scopeOf(actor), async (tx) => {
        const answer = await work(tx);
        await tx.query(
          `insert into recall_drill_act (organisation_id, id, kind, body_hash, answer) values ($1, $2, $3, $4, $5)`,
          [organisation, act.id, act.kind, hash, JSON.stringify(answer)],
        );
        return new Recorded(false, answer);
      });
    } catch (error) {
      const stored = await this.stored(actor, act.id);
      if (stored?.body_hash.equals(hash) === true) return new Recorded(true, stored.answer as T);
      if (stored === undefined && violatedConstraint(error)?.endsWith('_pkey') !== true) throw error;
      throw new IdAlreadyUsed(act.id, stored !== undefined);
    }
  }

  private stored(actor: Actor, id: string): Promise<{ body_hash: Buffer; answer: object } | undefined> {
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const rows: { body_hash: Buffer; answer: object }[] = await tx.query(
        `select body_hash, answer from recall_drill_act where organisation_id = $1 and id = $2`,
        [actor.organisation.id, id],
      );
      return rows[0];
    });
  }
}
