import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { unzipSync } from 'fflate';
import { DEMO_ORGANISATIONS, DEMO_PASSWORD } from '../../seeds/demo-identities.js';
import { LotCustody } from '../../src/lots/custody.service.js';
import { LotsService } from '../../src/lots/lots.service.js';
import { RecallNoticesJob } from '../../src/oversight/recalls/recall-notices.job.js';
import { newId } from '../../src/platform/ids.js';
import type { Caller } from '../support/caller.js';
import { startDemoHouse, type DemoHouse } from '../support/demo-house.js';
import { canDrawPdf, pdfText } from '../support/printed.js';
import { QualityWorld, made, withLine } from '../support/quality-world.js';

/**
 * One batch of the cooperative, sold through a trader and a factory to a drug maker and a hospital, some of it on a carrier's lorry and
 * some sent back to a second laboratory; a failed report; a recall by the cooperative, a drill by the factory, a recall by the regulator.
 */
describe('a recall over nine organisations', () => {
  let house: DemoHouse;
  let world: QualityWorld;
  let people: Record<string, Caller>;
  let batch: string;
  const lots: Record<string, string> = {};

  const { cooperative, factory, trader, pharmaceutical, hospital, carrier, laboratory2, regulator } =
    DEMO_ORGANISATIONS;

  /** Part of a lot is sent to somebody, who takes it; `taker` null: it is still on its way. */
  async function send(from: string, login: string, grams: number, to: string, taker: string | null): Promise<string> {
    const id = newId();
    const custody = house.running.app.get(LotCustody);
    await world.as(login, (tx, actor) =>
      custody.dispatch(tx, actor, {
        ...{ actId: newId(), factId: newId(), at: '2025-08-20T08:00:00+08:00', towards: to, passesTo: to },
        ...{ released: true, free: true, lines: [{ id, lot: from, grams }] },
      }),
    );
    if (taker !== null) await receive(id, taker, grams);
    return id;
  }

  const receive = (lot: string, taker: string, accepted: number) =>
    world.as(taker, (tx, actor) =>
      house.running.app.get(LotCustody).receive(tx, actor, {
        ...{ actId: newId(), factId: newId(), at: '2025-08-20T18:00:00+08:00' },
        lots: [{ lot, accepted, quarantined: 0, rejected: 0, short: 0, quarantinedAs: newId(), rejectedAs: newId() }],
      }),
    );

  async function person(login: string, role: 'regulator' | 'quality-head', organisationId: string, region?: string) {
    await house.identity.createPerson({
      ...{ organisationId, id: newId(), login, name: '复核人', role, password: DEMO_PASSWORD },
      ...(region === undefined ? {} : { region }),
    });
  }

  beforeAll(async () => {
    house = await startDemoHouse();
    world = await QualityWorld.of(house);
    await person('regulator-b', 'regulator', regulator.id, '1410');
    await person('quality2-b', 'quality-head', factory.id);
    people = {};
    for (const login of [
      'coop',
      'quality',
      'quality2',
      'quality2-b',
      'trader',
      'pharma',
      'hospital',
      'carrier',
      'lab2',
      'regulator',
      'regulator-b',
      'regulator2',
    ])
      people[login] = await house.demo(login);
    batch = await world.batch({ grams: 100_000 });
    made(await world.report(await world.sample(batch)));
    expect((await world.release(batch)).status).toBe(201);
    lots['trader'] = await send(batch, 'quality', 30_000, trader.id, 'trader');
    lots['factory'] = await send(batch, 'quality', 40_000, factory.id, 'quality2');
    lots['carrier'] = await send(batch, 'quality', 8_000, carrier.id, null);
    lots['pharma'] = await send(lots['trader'], 'trader', 12_000, pharmaceutical.id, 'pharma');
    lots['hospital'] = await send(lots['factory'], 'quality2', 25_000, hospital.id, 'hospital');
    lots['lab2'] = await send(lots['factory'], 'quality2', 500, laboratory2.id, 'lab2');
  }, 120_000);
  afterAll(() => house?.stop());

  const grams = (answer: { body: { holders: { organisation: { id: string } | null; grams: number }[] } }, id: string) =>
    answer.body.holders.find(({ organisation }) => organisation?.id === id)?.grams;

  describe('what a lot has touched', () => {
    it('is shown to its maker with strangers unnamed, and nothing left out', async () => {
      const { body } = await people['quality']!.get(`/api/impact?lot=${batch}`);
      expect(body.roots).toEqual([batch]);
      expect(body.descendants.lots).toHaveLength(7);
      expect(body.ancestors.lots).toHaveLength(1);
      const [rest, own] = body.descendants.holders;
      expect(own).toMatchObject({
        organisation: { id: cooperative.id },
        ...{
          presentGrams: 28_000,
          inStockGrams: 20_000,
          inTransitGrams: 8_000,
          soldGrams: 70_000,
          consumedGrams: 2_000,
        },
        exposedGrams: '28000',
      });
      expect(rest).toMatchObject({ organisation: null, presentGrams: 70_000, inStockGrams: null });
      const text = JSON.stringify(body);
      for (const { id, name } of [trader, pharmaceutical, hospital]) {
        expect(text).not.toContain(id);
        expect(text).not.toContain(name);
      }
    });

    it('is shown to a regulator of the region whole and with names, under a case, and each look is kept', async () => {
      const officer = people['regulator']!;
      const refused = await officer.get(`/api/impact?lot=${batch}`);
      expect([refused.status, refused.body.code]).toEqual([403, 'oversight/case-needed']);
      const opened = await officer.post('/api/cases', { id: newId(), reason: '连翘抽检不合格线索' });
      const id = made(opened);
      const { body } = await officer.get(`/api/impact?lot=${batch}&case=${id}&way=down`);
      expect(body.ancestors).toBeUndefined();
      const held = Object.fromEntries(
        body.descendants.holders.map(
          (h: { organisation: { name: string }; presentGrams: number; inTransitGrams: number }) => [
            h.organisation.name,
            [h.presentGrams, h.inTransitGrams],
          ],
        ),
      );
      expect(held).toEqual({
        [cooperative.name]: [28_000, 8_000],
        [trader.name]: [18_000, 0],
        [factory.name]: [14_500, 0],
        [pharmaceutical.name]: [12_000, 0],
        [hospital.name]: [25_000, 0],
        [laboratory2.name]: [500, 0],
      });
      const looks = await officer.get(`/api/cases/${id}/looks`);
      expect(looks.body.items).toMatchObject([{ kind: 'impact of lot', subject: batch }]);
      const elsewhere = people['regulator2']!;
      const theirs = made(await elsewhere.post('/api/cases', { id: newId(), reason: '跨省协查' }));
      expect((await elsewhere.get(`/api/impact?lot=${batch}&case=${theirs}`)).status).toBe(404);
      expect((await elsewhere.get(`/api/impact?lot=${batch}&case=${id}`)).status).toBe(404);
    });

    it('is found from a report, a company and a time as well', async () => {
      const quality = people['quality']!;
      const [report] = await house.rows(`select id from report where lot_id = $1`, [batch]);
      const byReport = await quality.get(`/api/impact?report=${String(report!['id'])}&way=down`);
      expect(byReport.body.descendants.lots).toHaveLength(7);
      const whole = await quality.get(`/api/impact?organisation=${cooperative.id}&way=down`);
      expect(whole.body.roots).toContain(batch);
      const none = await quality.get(`/api/impact?organisation=${hospital.id}`);
      expect([none.status, none.body.code]).toEqual([404, 'oversight/nothing-to-see']);
      const later = await quality.get(`/api/impact?lot=${batch}&way=down&from=2025-08-21T00:00:00%2B08:00`);
      expect(later.body.descendants.lots.map(({ id }: { id: string }) => id)).toEqual([batch]);
      expect((await quality.get(`/api/impact?lot=${batch}&plot=${newId()}`)).status).toBe(422);
      expect((await quality.get('/api/impact')).status).toBe(422);
    });
  });

  describe('the same in other forms', () => {
    it('is a table without script, indented text, a drawing and a workbook', async () => {
      const quality = people['quality']!;
      const table = await quality.get(`/api/impact/table?lot=${batch}&way=down`);
      expect([table.status, table.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(table.headers.get('content-security-policy')).toContain(`default-src 'none'`);
      expect(table.text.match(/<tr>/g)).toHaveLength(8);
      expect(table.text).not.toMatch(/<script|太行制药/);
      const text = await quality.get(`/api/impact/text?lot=${batch}&way=down`);
      expect(text.text.split('\n').filter((line) => line.startsWith('    …'))).toHaveLength(3);
      const graph = await quality.get(`/api/impact/graph?lot=${batch}`);
      expect([graph.status, graph.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
      expect(graph.text).toContain('7 个批次，图中 7 个节点');
      const sheet = await fetch(`${house.origin}/api/impact/sheet?lot=${batch}`, {
        headers: { cookie: quality.cookie! },
      });
      expect(sheet.headers.get('content-type')).toContain('spreadsheetml');
      const files = unzipSync(new Uint8Array(await sheet.arrayBuffer()));
      expect(Object.keys(files).filter((name) => name.includes('worksheets/'))).toHaveLength(6);
      const lotsSheet = Buffer.from(files['xl/worksheets/sheet4.xml']!).toString();
      expect(lotsSheet.match(/<row>/g)).toHaveLength(8);
      expect(lotsSheet).toContain(`<v>70000</v>`);
    });
  });

  describe('a drill', () => {
    const drill = newId();

    /** Every table of the house but the sessions that calling itself renews. */
    async function everything(): Promise<Record<string, unknown>> {
      const tables = await house.rows(
        `select c.relname as name from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace order by 1`,
      );
      const prints: Record<string, unknown> = {};
      for (const { name } of tables) {
        if (/^(recall\w*|session|login_\w+)$/.test(String(name))) continue;
        const [print] = await house.rows(
          `select count(*)::int as n, md5(string_agg(md5(t::text), '' order by md5(t::text))) as digest from ${String(name)} t`,
        );
        prints[String(name)] = print;
      }
      return prints;
    }

    it('runs on the same goods with clock and score, and changes not one row outside its own tables', async () => {
      await new Promise((done) => setTimeout(done, 1_500)); // the sequencer and the relay end what they have
      const before = await everything();
      expect(Object.keys(before).length).toBeGreaterThan(60);
      const body = { id: drill, lot: lots['factory'], class: '一级', reason: '年度模拟召回', drill: true };
      const opened = await people['quality2']!.post('/api/recalls', body);
      expect([opened.status, opened.body.factId, opened.body.scope.grams]).toEqual([201, null, 40_000]);
      expect((await people['quality2']!.post('/api/recalls', body)).status).toBe(200);
      expect((await people['quality2']!.post('/api/recalls', { ...body, class: '二级' })).status).toBe(409);
      expect((await people['quality2']!.post(`/api/recalls/${drill}/confirm`, { id: newId() })).status).toBe(403);
      made(await people['quality2-b']!.post(`/api/recalls/${drill}/confirm`, { id: newId() }));
      for (const login of ['hospital', 'quality2'])
        made(await people[login]!.post(`/api/recalls/${drill}/acknowledgements`, { id: newId() }));
      const at = new Date().toISOString();
      const found = { id: newId(), destroyed: 25_000, witness: '见证人甲', at };
      made(await people['hospital']!.post(`/api/recalls/${drill}/reports`, found));
      made(await people['quality2']!.post(`/api/recalls/${drill}/reports`, { id: newId(), returned: 14_500, at }));
      const seen = (await people['quality2']!.get(`/api/recalls/${drill}`)).body;
      expect(seen).toMatchObject({
        state: 'published',
        drill: true,
        balance: { grams: 40_000, open: 500, percent: '98.75' },
      });
      // 98.75 % found, two of three answered, not all of it reported.
      expect(seen.score).toEqual({ located: 49, acknowledged: 20, inTime: 0, points: 69 });
      expect((await people['lab2']!.get('/api/recall-notices')).body.items).toMatchObject([
        { recall: drill, drill: true },
      ]);
      made(await people['quality2']!.post(`/api/recalls/${drill}/close`, { id: newId(), reason: '实验室未应答' }));
      expect(await everything()).toEqual(before);
    }, 30_000);

    it('is nobody else’s, and holds nothing', async () => {
      expect((await people['regulator']!.get(`/api/recalls/${drill}`)).status).toBe(404);
      expect((await people['trader']!.get(`/api/recalls/${drill}`)).status).toBe(404);
      expect(await house.rows(`select from hold`)).toEqual([]);
    });
  });

  describe('from a failed report to a balanced report', () => {
    const recall = newId();
    const step = (name: string, more: object = {}) =>
      [`/api/recalls/${recall}/${name}`, { id: newId(), ...more }] as const;

    it('begins with a report that fails, and a draft that binds nobody', async () => {
      const failed = await world.report(await world.sample(batch, { grams: 200 }), {
        ...{ number: 'JY-SHUI-15', testedOn: '2025-08-25', results: withLine('water', { value: '15.0' }) },
      });
      expect([failed.status, failed.body.judgement]).toEqual([201, 'fail']);
      const opened = await people['quality']!.post('/api/recalls', {
        id: recall,
        lot: batch,
        class: '二级',
        reason: '水分不合格',
      });
      expect([opened.status, opened.body.state, opened.body.class.noticeHours]).toEqual([201, 'draft', 72]);
      expect(opened.body.scope).toMatchObject({ lots: 7, grams: 97_800 });
      expect(opened.body.scope.holders[0]).toMatchObject({
        organisation: { id: cooperative.id },
        grams: 27_800,
        inTransitGrams: 8_000,
      });
      expect(opened.body.scope.holders).toHaveLength(6);
      expect(await house.rows(`select from hold where id = $1`, [recall])).toEqual([]);
      for (const login of ['hospital', 'regulator'])
        expect((await people[login]!.get(`/api/recalls/${recall}`)).status).toBe(404);
    });

    it('is not opened by somebody whose goods it is not, nor published by who opened it', async () => {
      const strange = { id: newId(), lot: lots['pharma'], class: '一级', reason: '越权' };
      expect((await people['quality']!.post('/api/recalls', strange)).status).toBe(404);
      expect((await people['quality']!.post(...step('confirm'))).body.code).toBe('oversight/second-person-needed');
      expect((await people['quality2']!.post(...step('confirm'))).status).toBe(404);
    });

    it('holds everything made of it at once, and tells every holder', async () => {
      const published = await people['coop']!.post(...step('confirm'));
      expect([published.status, published.body.state]).toEqual([201, 'published']);
      expect(published.body).toMatchObject({ lots: 7, grams: 97_800, holders: 7 });
      const marks = await house.rows(`select lot_id from hold_mark where hold_id = $1`, [recall]);
      expect(marks.map(({ lot_id }) => lot_id).sort()).toEqual([batch, ...Object.values(lots)].sort());
      for (const login of ['trader', 'pharma', 'hospital', 'carrier', 'lab2', 'quality2', 'quality']) {
        const { body } = await people[login]!.get('/api/recall-notices');
        expect(body.items[0]).toMatchObject({
          recall,
          drill: false,
          class: '二级',
          acknowledged: null,
          overdueHours: 0,
        });
      }
    });

    it('tells the system of a holder once, signed', async () => {
      const told: { id: unknown; signature: unknown; body: string }[] = [];
      const server = createServer((request, response) => {
        let body = '';
        request.on('data', (part: Buffer) => (body += part.toString()));
        request.on('end', () => {
          told.push({ id: request.headers['webhook-id'], signature: request.headers['webhook-signature'], body });
          response.writeHead(204).end();
        });
      });
      await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
      const hooked = await people['pharma']!.post('/api/erp-hooks', { id: newId(), url });
      expect([hooked.status, hooked.text]).toEqual([201, expect.stringContaining('whsec_')]);
      const rows = await house.rows(`select id, payload from outbox where topic = 'recall-notices'`);
      expect(rows).toHaveLength(6);
      const row = rows.find(({ payload }) => (payload as { organisation: string }).organisation === pharmaceutical.id)!;
      const data = { organisation: pharmaceutical.id, recall, outboxId: String(row['id']) };
      const job = house.running.app.get(RecallNoticesJob, { strict: false });
      await job.process({ data });
      await job.process({ data });
      server.close();
      expect(told).toHaveLength(1);
      expect(JSON.parse(told[0]!.body)).toMatchObject({ type: 'recall.published', data: { recall, grams: 12_000 } });
      expect(told[0]!.signature).toMatch(/^v1,/);
    });

    it('lets nothing leave, and catches what is born of it later', async () => {
      await expect(
        world.as('hospital', (tx) => house.running.app.get(LotsService).assertFree(tx, lots['hospital']!)),
      ).rejects.toMatchObject({ code: 'lots/held' });
      await expect(send(lots['factory']!, 'quality2', 1_000, hospital.id, null)).rejects.toMatchObject({
        code: 'lots/held',
      });
      await expect(receive(lots['carrier']!, 'carrier', 8_000)).rejects.toMatchObject({ code: 'lots/held' });
      // What was worked on all the same is born under the recall.
      lots['slices'] = newId();
      await world.as('quality2', (tx, actor) =>
        house.running.app.get(LotsService).transform(tx, actor, {
          ...{ actId: newId(), factId: newId(), at: '2025-08-26T08:00:00+08:00', region: '141002', balance: [] },
          inputs: [{ lot: lots['factory']!, grams: 1_000 }],
          outputs: [{ id: lots['slices']!, kind: 'output', herb: 'LIANQIAO', variant: '青翘', grams: 1_000 }],
        }),
      );
      const [mark] = await house.rows(`select by_act from hold_mark where hold_id = $1 and lot_id = $2`, [
        recall,
        lots['slices'],
      ]);
      expect(mark!['by_act']).not.toBeNull();
      const { body } = await people['regulator']!.get(`/api/recalls/${recall}`);
      expect(body.scope.later).toEqual({ lots: 1, grams: 1_000 });
    });

    it('is lifted by nobody beside the recall', async () => {
      const aside = await people['quality']!.post(`/api/holds/${recall}/lift`, { id: newId(), reason: '绕过' });
      expect([aside.status, aside.body.code]).toEqual([403, 'lots/hold-not-yours']);
      const regulator = await people['regulator']!.post(`/api/holds/${recall}/lift`, { id: newId(), reason: '绕过' });
      expect(regulator.status).toBe(404);
      await expect(
        world.as('quality', (tx, actor) =>
          house.running.app.get(LotsService).hold(tx, actor, {
            ...{ id: newId(), scope: 'lot', subject: batch, reason: '私自召回', authority: 'recall' },
          }),
        ),
      ).rejects.toMatchObject({ kind: 'not-found' });
    });

    it('is acknowledged once by each, and answered with quantities that cannot exceed what was held', async () => {
      for (const login of ['trader', 'pharma', 'hospital', 'carrier', 'lab2', 'quality2', 'quality'])
        made(await people[login]!.post(...step('acknowledgements')));
      expect((await people['trader']!.post(...step('acknowledgements'))).status).toBe(409);
      const at = new Date().toISOString();
      const report = (login: string, fate: object) => people[login]!.post(...step('reports', { at, ...fate }));
      expect((await report('pharma', { returned: 12_001 })).body.code).toBe('oversight/more-than-held');
      expect((await report('pharma', { destroyed: 1_000 })).status).toBe(422);
      expect((await report('pharma', { missing: 1_000 })).status).toBe(422);
      expect((await report('pharma', {})).status).toBe(422);
      made(await report('pharma', { returned: 12_000 }));
      made(await report('trader', { returned: 17_000 }));
      made(await report('trader', { missing: 1_000, reason: '盘点短少，原因在查' }));
      made(await report('hospital', { used: 5_000, destroyed: 20_000, witness: '李见证', photo: 'a'.repeat(64) }));
      made(await report('quality', { lot: lots['carrier'], returned: 8_000 }));
      // Whoever waited for goods that were stopped on their way has nothing to account for.
      expect((await report('carrier', { returned: 8_000 })).status).toBe(422);
      made(await report('lab2', { destroyed: 500, witness: '吴见证' }));
      made(await report('quality2', { returned: 14_500 }));
      const own = { at, lot: batch, destroyed: 19_571, witness: '陈见证' };
      const first = await people['quality']!.post(...step('reports', own));
      made(first);
      expect(first.body).toMatchObject({ drawn: 19_571, open: 229 });
      // The books follow: what was destroyed, used and missing is gone; what is to be sent back is still there.
      const [left] = await house.rows(`select remaining::int from lot where id = $1`, [lots['hospital']]);
      expect(left!['remaining']).toBe(0);
      const [traders] = await house.rows(`select remaining::int from lot where id = $1`, [lots['trader']]);
      expect(traders!['remaining']).toBe(17_000);
      expect((await people['regulator']!.post(...step('reports', { at, returned: 1 }))).status).toBe(403);
    });

    it('shows each viewer what is theirs, and balances to the gram', async () => {
      const officer = (await people['regulator']!.get(`/api/recalls/${recall}`)).body;
      expect(grams({ body: officer }, hospital.id)).toBe(25_000);
      expect(officer.holders).toHaveLength(7);
      expect(grams({ body: officer }, carrier.id)).toBe(0);
      expect(officer.balance).toEqual({
        ...{ grams: 97_800, returned: 51_500, used: 5_000, destroyed: 40_071, missing: 1_000, open: 229 },
        ...{ percent: '98.74', balanced: false },
      });
      const clinic = (await people['hospital']!.get(`/api/recalls/${recall}`)).body;
      expect(clinic.holders).toMatchObject([{ organisation: { id: hospital.id }, grams: 25_000, open: 0 }]);
      expect(clinic.balance).toMatchObject({ grams: 25_000, percent: '100' });
      const coop = (await people['quality']!.get(`/api/recalls/${recall}`)).body;
      expect(coop.holders.filter(({ organisation }: { organisation: unknown }) => organisation === null)).toHaveLength(
        6,
      );
      expect(JSON.stringify(coop)).not.toContain(hospital.name);
      expect((await people['regulator2']!.get(`/api/recalls/${recall}`)).status).toBe(404);
    });

    it('is not closed while anything is missing unexplained, and frees nothing when it is (R-26)', async () => {
      const refused = await people['quality']!.post(...step('close'));
      expect([refused.status, refused.body.ruleId, refused.body.openGrams]).toEqual([409, 'R-26', 229]);
      expect((await people['hospital']!.post(...step('close'))).status).toBe(403);
      const closed = await people['quality']!.post(...step('close', { reason: '短少 1000 克立案；229 克为自然损耗' }));
      expect([closed.status, closed.body.state]).toEqual([201, 'closed']);
      const late = await people['trader']!.post(...step('reports', { at: new Date().toISOString(), returned: 1 }));
      expect(late.body.code).toBe('oversight/recall-not-in-state');
      const [held] = await house.rows(`select count(*)::int as n from active_hold where hold_id = $1`, [recall]);
      expect(held!['n']).toBe(8);
    });

    it('has its report as a PDF, with names for the regulator alone', async () => {
      for (const login of ['regulator', 'quality']) {
        const answer = await fetch(`${house.origin}/api/recalls/${recall}/report.pdf`, {
          headers: { cookie: people[login]!.cookie! },
        });
        expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/pdf']);
        const pdf = Buffer.from(await answer.arrayBuffer());
        expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
        if (!canDrawPdf()) continue;
        const text = pdfText(pdf).replace(/\s+/g, ' ');
        for (const words of [
          '召回有效性报告',
          '水分不合格',
          '98.74 %',
          '97.800',
          '229 克为自然损耗',
          '第 1 页，共 1 页',
        ])
          expect(text).toContain(words);
        expect(text.includes(hospital.name)).toBe(login === 'regulator');
      }
      expect((await people['regulator2']!.get(`/api/recalls/${recall}/report.pdf`)).status).toBe(404);
    });

    it('is lifted with a reason, and the goods are free', async () => {
      const lifted = await people['quality']!.post(...step('lift', { reason: '全部处理完毕' }));
      expect([lifted.status, lifted.body.state]).toEqual([201, 'lifted']);
      expect(await house.rows(`select from active_hold where hold_id = $1`, [recall])).toEqual([]);
      expect((await people['quality']!.post(...step('lift', { reason: '再来' }))).status).toBe(409);
    });
  });

  it('of a recall and what would move the goods, nothing leaves after the recall', async () => {
    for (let round = 0; round < 5; round += 1) {
      const lot = await send(lots['trader']!, 'trader', 100, factory.id, 'quality2');
      const under = await send(lots['trader']!, 'trader', 100, hospital.id, null);
      const id = newId();
      made(await people['quality']!.post('/api/recalls', { id, lot: batch, class: '三级', reason: '竞争' }));
      const [published, dispatched, accepted] = await Promise.allSettled([
        people['coop']!.post(`/api/recalls/${id}/confirm`, { id: newId() }),
        send(lot, 'quality2', 50, hospital.id, null),
        receive(under, 'hospital', 100),
      ]);
      expect(published).toMatchObject({ status: 'fulfilled', value: { status: 201 } });
      // Each of the two came before, and is covered where it went; or after, and was refused.
      for (const other of [dispatched, accepted])
        if (other.status === 'rejected') expect(other.reason).toMatchObject({ code: 'lots/held' });
      const [free] = await house.rows(
        `select count(*)::int as n from lot l where l.id = any (impact_walk(array[$1]::uuid[], true))
          and not exists (select from hold_mark m where m.lot_id = l.id and m.hold_id = $2)`,
        [batch, id],
      );
      expect(free!['n']).toBe(0);
      const [under100] = await house.rows(`select holder_id, custody from lot where id = $1`, [under]);
      const taken = accepted.status === 'fulfilled';
      expect(under100).toEqual({
        holder_id: taken ? hospital.id : trader.id,
        custody: taken ? 'in-stock' : 'in-transit',
      });
      // What the scope says is there, is there: no gram is with two holders.
      const kept = await house.rows(`select lot_id, holder_id from recall_lot where recall_id = $1 and lot_id = $2`, [
        id,
        under,
      ]);
      expect(kept).toEqual([{ lot_id: under, holder_id: under100!['holder_id'] }]);
      await expect(send(lot, 'quality2', 10, hospital.id, null)).rejects.toMatchObject({ code: 'lots/held' });
      made(await people['quality']!.post(`/api/recalls/${id}/lift`, { id: newId(), reason: '竞争结束' }));
      if (!taken) await receive(under, 'hospital', 100);
    }
  }, 60_000);

  it('a regulator recalls what touched its region, whoever owns it, with a second officer', async () => {
    const id = newId();
    const body = { id, lot: lots['pharma'], class: '一级', reason: '省级抽检不合格' };
    expect((await people['regulator2']!.post('/api/recalls', { ...body, id: newId() })).status).toBe(404);
    const opened = await people['regulator']!.post('/api/recalls', body);
    expect(opened.body.scope.holders).toMatchObject([{ organisation: { name: pharmaceutical.name }, grams: 12_000 }]);
    made(await people['regulator-b']!.post(`/api/recalls/${id}/confirm`, { id: newId() }));
    expect((await people['pharma']!.get('/api/recalls')).body.items[0]).toMatchObject({
      id,
      state: 'published',
      toMe: true,
    });
    const withdrawn = await people['regulator']!.post(`/api/recalls/${id}/withdraw`, { id: newId(), reason: '晚了' });
    expect(withdrawn.body.code).toBe('oversight/recall-not-in-state');
    made(await people['regulator']!.post(`/api/recalls/${id}/lift`, { id: newId(), reason: '复检合格' }));
  });
});
