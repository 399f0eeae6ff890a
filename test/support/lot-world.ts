import type { DataSource } from 'typeorm';
import { Ledger } from '../../src/ledger/ledger.service.js';
import { LotCustody } from '../../src/lots/custody.service.js';
import type { LotKind, LotOrigin } from '../../src/lots/lot.js';
import { LotsService } from '../../src/lots/lots.service.js';
import { sqlState } from '../../src/platform/db/pg-errors.js';
import { inTx, type Tx } from '../../src/platform/db/tx.js';
import { scopeOf, type Actor, type Role } from '../../src/platform/http/actor.js';
import { newId } from '../../src/platform/ids.js';
import { Outbox } from '../../src/platform/outbox/outbox.service.js';
import { RelayBell } from '../../src/platform/outbox/relay-bell.js';
import { connectAs, connectAsSuperuser } from './data-sources.js';
import { cloneDatabase, type TestDatabase } from './database.js';

/** Organisations and the lots service on a database of its own; only what matters to a test is said by the test. */
export class LotWorld {
  readonly lots = new LotsService(new Ledger(), new Outbox(new RelayBell()));
  readonly custody = new LotCustody();
  private organisations = 0;

  private constructor(
    readonly database: TestDatabase,
    /** As the application: no grant on any lot table. */
    readonly db: DataSource,
    readonly system: DataSource,
    /** As superuser: for looking, and for tampering. */
    readonly root: DataSource,
  ) {}

  static async open(): Promise<LotWorld> {
    return LotWorld.on(await cloneDatabase());
  }

  /** On a database that others use as well. */
  static async on(database: TestDatabase): Promise<LotWorld> {
    const [db, system, root] = await Promise.all([
      connectAs(database.url, 'bencao_app'),
      connectAs(database.url, 'bencao_system'),
      connectAsSuperuser(database.superUrl),
    ]);
    return new LotWorld(database, db, system, root);
  }

  async disconnect(): Promise<void> {
    await Promise.all([this.db.destroy(), this.system.destroy(), this.root.destroy()]);
  }

  async close(): Promise<void> {
    await this.disconnect();
    await this.database.drop();
  }

  async anActor(kind: string, role: Role = 'quality-head', region?: string): Promise<Actor> {
    const id = newId();
    const number = ++this.organisations;
    const name = `${kind} 第${number}号`;
    await this.root.query(
      `insert into organisation (id, kind, name, credit_code, division_code) values ($1, $2, $3, $4, '141026')`,
      [id, kind, name, `91141026${String(number).padStart(10, '0')}`],
    );
    return {
      personId: newId(),
      login: `${kind}${number}`,
      name: '张三',
      role,
      organisation: { id, name, kind },
      ...(region === undefined ? {} : { region }),
    };
  }

  /**
   * One transaction of this actor. Comes again, as a client does, when it was not served: no connection free in time, or a
   * lock not granted in time. Neither has changed anything, and on a busy machine sixty at once meet both.
   */
  async as<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await inTx(this.db, scopeOf(actor), work);
      } catch (error) {
        const unserved = sqlState(error) === '55P03' || /timeout exceeded when trying to connect/.test(String(error));
        if (!unserved) throw error;
      }
    }
  }

  /** A harvest of this many grams; gives its id. */
  async harvest(
    actor: Actor,
    grams: number,
    more: { origins?: LotOrigin[]; region?: string; originLots?: string[]; holdReason?: string; id?: string } = {},
  ): Promise<string> {
    const id = more.id ?? newId();
    await this.as(actor, (tx) =>
      this.lots.born(tx, actor, {
        ...{ id, kind: 'harvest', herb: 'lianqiao', quantity: grams, actId: id, factId: newId(), origins: [] },
        ...{ region: '141026', bornAt: '2024-08-03T09:00:00+08:00' },
        ...more,
      }),
    );
    return id;
  }

  /** One act: these lots in, outputs of these grams out, the difference a loss (or a gain); gives the outputs' ids. */
  async blend(
    actor: Actor,
    inputs: [lot: string, grams: number][],
    outputs: number[],
    more: { kind?: LotKind; region?: string; loss?: number; holdReason?: string; owners?: (string | undefined)[] } = {},
  ): Promise<string[]> {
    const made = outputs.map((grams, index) => {
      return { id: newId(), kind: more.kind ?? 'output', herb: 'lianqiao', grams, owner: more.owners?.[index] };
    });
    const difference = sum(inputs.map(([, grams]) => grams)) - sum(outputs);
    await this.as(actor, (tx) =>
      this.lots.transform(tx, actor, {
        ...{ actId: newId(), factId: newId(), at: '2024-08-05T09:00:00+08:00', region: more.region ?? '141026' },
        inputs: inputs.map(([lot, grams]) => ({ lot, grams })),
        outputs: made,
        balance:
          difference === 0
            ? []
            : [{ kind: difference > 0 ? 'loss' : 'gain', grams: Math.abs(difference), reason: '干燥' }],
        ...(more.holdReason === undefined ? {} : { holdReason: more.holdReason }),
      }),
    );
    return made.map(({ id }) => id);
  }

  async hold(
    actor: Actor,
    subject: string,
    more: { scope?: 'lot' | 'plot' | 'planting' | 'input' | 'organisation' } = {},
  ) {
    const authority = actor.role === 'regulator' ? 'regulator' : 'company';
    const demand = { id: newId(), scope: more.scope ?? 'lot', subject, reason: '重金属超标待查', authority } as const;
    return { ...demand, ...(await this.as(actor, (tx) => this.lots.hold(tx, actor, demand))) };
  }

  /** What the database holds, seen by the superuser. */
  async row(lot: string): Promise<{ remaining: number; quality: string; owner_id: string }> {
    const [row]: { remaining: string; quality: string; owner_id: string }[] = await this.root.query(
      `select remaining, quality, owner_id from lot where id = $1`,
      [lot],
    );
    return { ...row!, remaining: Number(row!.remaining) };
  }

  async holdsOn(lot: string): Promise<{ hold: string; binding: boolean }[]> {
    return this.root.query(`select hold_id as hold, binding from active_hold where lot_id = $1 order by 1`, [lot]);
  }

  /** The whole lot is another's from now on, without papers; a hand-over as it should be splits off a consignment. */
  async giveTo(lot: string, holder: Actor, owner = holder): Promise<void> {
    await this.root.query(
      `select lot_custody_moves($1, 'accepted', now(), $2, $3, null, null, uuidv7(), uuidv7()) from lot where id = $1`,
      [lot, holder.organisation.id, owner.organisation.id],
    );
  }

  /**
   * Part of a lot goes to a keeper who takes it in, and stays its owner's: a hand-over of both sides. What is held is set
   * aside, for it cannot be accepted. Gives the lot that arrived.
   */
  async entrust(by: Actor, lot: string, grams: number, keeper: Actor, held = false): Promise<string> {
    const towards = { towards: keeper.organisation.id, passesTo: null, released: false, free: false };
    const act = () => ({ actId: newId(), factId: newId(), at: '2024-08-04T09:00:00+08:00' });
    const part = newId();
    const lines = [{ id: part, lot, grams }];
    await this.as(by, (tx) => this.custody.dispatch(tx, by, { ...act(), ...towards, lines }));
    const verdict = { accepted: held ? 0 : grams, quarantined: held ? grams : 0, rejected: 0, short: 0 };
    const received = [{ lot: part, ...verdict, quarantinedAs: newId(), rejectedAs: newId() }];
    await this.as(keeper, (tx) => this.custody.receive(tx, keeper, { ...act(), lots: received }));
    return part;
  }
}

function sum(values: number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
