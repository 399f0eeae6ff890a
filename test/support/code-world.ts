import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { DEMO_PASSWORD, seedDemoIdentities } from '../../seeds/demo-identities.js';
import { PackageCodes } from '../../src/codes/package-codes.service.js';
import { IdentityService } from '../../src/identity/identity.service.js';
import { BatchCodes } from '../../src/lots/batch-codes.js';
import { LotsService } from '../../src/lots/lots.service.js';
import { LotPackages } from '../../src/lots/packages.service.js';
import { inTx, type Tx } from '../../src/platform/db/tx.js';
import { scopeOf, type Actor } from '../../src/platform/http/actor.js';
import { newId } from '../../src/platform/ids.js';
import { startTestApp, type TestApp } from './app.js';
import { signedIn, type Caller } from './caller.js';
import { connectAsSuperuser } from './data-sources.js';

/** The whole product with organisations that have batches: for tests of codes. */
export class CodeWorld {
  private organisations = 0;
  private sown: Promise<unknown> | undefined;

  private constructor(
    readonly app: TestApp,
    /** As the application. */
    readonly db: DataSource,
    /** As superuser: for looking, and for tampering. */
    readonly root: DataSource,
  ) {}

  /** Further settings by their environment names. ROLE=web: jobs are written and nobody runs them. */
  static async open(settings: Record<string, string> = {}): Promise<CodeWorld> {
    const app = await startTestApp(settings);
    const db: DataSource = app.running.app.get(getDataSourceToken() as never, { strict: false });
    return new CodeWorld(app, db, await connectAsSuperuser(app.database.superUrl));
  }

  async close(): Promise<void> {
    await this.root.destroy();
    await this.app.stop();
  }

  get<T>(token: abstract new (...args: never[]) => T): T {
    return this.app.running.app.get(token as never, { strict: false });
  }

  as<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    return inTx(this.db, scopeOf(actor), work);
  }

  /** A clerk of a new cooperative. */
  async anActor(): Promise<Actor> {
    const id = newId();
    const number = ++this.organisations;
    const name = `安泽连翘专业合作社 第${number}号`;
    await this.root.query(
      `insert into organisation (id, kind, name, credit_code, division_code) values ($1, 'cooperative', $2, $3, '141026')`,
      [id, name, `93141026${String(number).padStart(10, '0')}`],
    );
    const organisation = { id, name, kind: 'cooperative' };
    return { personId: newId(), login: `clerk${number}`, name: '张三', role: 'clerk', organisation };
  }

  /** The person behind a login of the demonstration; sows the demonstration's organisations first. */
  async demo(login: string): Promise<{ actor: Actor; caller: Caller }> {
    this.sown ??= seedDemoIdentities(this.get(IdentityService));
    await this.sown;
    const caller = await signedIn(this.app.origin, login, DEMO_PASSWORD);
    const { body: me } = await caller.get('/api/me');
    const rows: { id: string }[] = await this.root.query('select id from person where login = $1', [login]);
    return { actor: { ...me, login, personId: rows[0]!.id }, caller };
  }

  /** A batch of the actor with its code, in `packages` packages of 1 kg. */
  async aBatch(actor: Actor, packages: number): Promise<{ lot: string; code: string }> {
    const [lot, factId] = [newId(), newId()];
    return this.as(actor, async (tx) => {
      await this.get(LotsService).born(tx, actor, {
        ...{ id: lot, kind: 'batch', herb: 'lianqiao', variant: '青翘', number: `LQ-${this.organisations}` },
        ...{ quantity: Math.max(packages, 1) * 1_000, region: '141026', bornAt: '2025-09-01T08:00:00+08:00' },
        ...{ factId, actId: lot, origins: [] },
      });
      const { code } = await this.get(BatchCodes).issueBatchCode(tx, actor, { lot, actId: lot, factId });
      if (packages > 0) {
        const packing = { lot, count: packages, gramsEach: 1_000, actId: newId(), factId };
        await this.get(LotPackages).pack(tx, actor, packing);
      }
      return { lot, code };
    });
  }

  /** Asks for codes; the job's id is the act's. */
  requestCodes(actor: Actor, lot: string, count: number, id = newId()) {
    return this.get(PackageCodes).request(actor, lot, { id, count });
  }

  /** Live package codes of a lot and its packages, counted past every policy. */
  async counts(lot: string): Promise<{ live: number; packages: number }> {
    const rows: { live: number; packages: number }[] = await this.root.query(
      `select (select coalesce(sum(upper(r) - lower(r)), 0)::int from unnest(live_package_serials($1)) r) as live,
              (select coalesce(sum(count), 0)::int from lot_package where lot = $1) as packages`,
      [lot],
    );
    return rows[0]!;
  }
}
