import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { misfitText } from '../ledger/page-check.js';
import { Sealer } from '../ledger/sealer.service.js';
import { newId } from '../platform/ids.js';
import { verifyProduct } from '../verify-ledger.js';
import type { Caller } from '../../test/support/caller.js';
import { startDemoHouse, type DemoHouse } from '../../test/support/demo-house.js';
import { made, QualityWorld, withLine } from '../../test/support/quality-world.js';

let house: DemoHouse;
let world: QualityWorld;
let [lab2, quality2]: Caller[] = [];

beforeAll(async () => {
  house = await startDemoHouse();
  world = await QualityWorld.of(house);
  [lab2, quality2] = await Promise.all([house.demo('lab2'), house.demo('quality2')]);
}, 120_000);
afterAll(() => house?.stop());

const PDF = Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n');
const failing = { results: withLine('phillyrin', { value: '0.11' }) };
const warning = (zh: string) => ({ ruleId: 'R-15', level: 'warn', message: { zh, en: zh } }) as const;

describe('the original of a report', () => {
  it('is kept under its hash, once, and handed out as it was', async () => {
    const report = made(await world.report(await world.sample(await world.batch())));
    const query = { id: newId(), shown: 'true' };
    const first = await world.original(report, PDF, query);
    const sha256 = createHash('sha256').update(PDF).digest('hex');
    expect(first).toMatchObject({ status: 201, body: { sha256, bytes: PDF.length, shown: true, report } });
    expect((await world.original(report, PDF, query)).status).toBe(200);
    expect((await world.original(report, PDF, { ...query, shown: 'false' })).status).toBe(409);
    const again = await world.original(report, PDF, { id: newId(), shown: 'true' }, world.clerk);
    expect(again).toMatchObject({ status: 409, body: { code: 'quality/already-recorded' } });
    const file = await world.clerk.get(`/api/reports/${report}/original`);
    expect([file.status, file.headers.get('content-type'), file.text]).toEqual([
      200,
      'application/pdf',
      PDF.toString(),
    ]);
    const seen = (await world.lab.get(`/api/reports/${report}`)).body;
    expect(seen.originals).toMatchObject([{ sha256, bytes: PDF.length, shown: true }]);
    const told = await world.fact(String(first.body['factId']));
    expect(told).toMatchObject({ type: 'quality.original-filed', open: { report, sha256, shown: true } });
  });

  it.each([
    ['no PDF', Buffer.from('<html></html>'), 422],
    ['nothing', Buffer.alloc(0), 422],
    ['half a PDF', PDF.subarray(0, 20), 422],
    ['more than 10 MB', Buffer.concat([PDF, Buffer.alloc(10_500_000), PDF]), 422],
    ['more than the door lets in', Buffer.concat([PDF, Buffer.alloc(12_000_000), PDF]), 413],
  ])('with %s is refused', async (_, bytes, status) => {
    const report = made(await world.report(await world.sample(await world.batch())));
    const answer = await world.original(report, bytes, { id: newId(), shown: 'true' });
    expect(answer.status).toBe(status);
    expect((await world.lab.get(`/api/reports/${report}`)).body.originals).toEqual([]);
  });

  it('is nobody else’s: not to file, not to read', async () => {
    const report = made(await world.report(await world.sample(await world.batch())));
    expect((await world.original(report, PDF, { id: newId(), shown: 'true' }, lab2)).status).toBe(404);
    await world.original(report, PDF, { id: newId(), shown: 'false' }, world.clerk);
    expect((await lab2!.get(`/api/reports/${report}/original`)).status).toBe(404);
    expect((await quality2!.get(`/api/reports/${report}/original`)).status).toBe(404);
  });
});

describe('a report entered by mistake', () => {
  it('blocks until its laboratory withdraws it; both stay, and the batch goes on its replacement', async () => {
    const lot = await world.batch();
    const sample = await world.sample(lot);
    const wrong = made(await world.report(sample, { ...failing, number: 'JY-A' }));
    const right = made(await world.report(sample, { number: 'JY-B' }));
    expect((await world.release(lot)).status).toBe(409);
    const body = { id: newId(), reason: '小数点录错，应为 1.1 倍稀释前的读数', replacement: right };
    const answer = await world.lab.post(`/api/reports/${wrong}/withdraw`, body);
    expect(answer.body).toMatchObject({ number: 'JY-A', replacement: right, findings: [] });
    expect((await world.lab.post(`/api/reports/${wrong}/withdraw`, body)).status).toBe(200);
    const again = await world.lab.post(`/api/reports/${wrong}/withdraw`, { ...body, id: newId() });
    expect([again.status, again.body.ruleId]).toEqual([409, 'R-27']);

    const seen = (await world.clerk.get(`/api/reports/${wrong}`)).body;
    expect(seen).toMatchObject({ judgement: 'fail', withdrawn: { reason: body.reason, replacement: right } });
    const findings = (await world.clerk.get(`/api/findings?lot=${lot}`)).body.items;
    expect(findings).toMatchObject([{ ruleId: 'R-21', closedAs: 'cured', closedReason: expect.any(String) }]);
    const amber = (await world.checklist(lot)).find(({ evidence }) => evidence.zh.includes('撤回'));
    expect(amber).toMatchObject({ state: 'amber', evidence: { zh: expect.stringContaining(body.reason) } });
    expect((await world.release(lot)).status).toBe(201);
  });

  it('is withdrawn by its own laboratory only, and replaced by a report on the same sample only', async () => {
    const lot = await world.batch();
    const sample = await world.sample(lot);
    const report = made(await world.report(sample, failing));
    const elsewhere = made(await world.report(await world.sample(lot)));
    const body = () => ({ id: newId(), reason: '样品弄混' });
    expect((await lab2!.post(`/api/reports/${report}/withdraw`, body())).status).toBe(404);
    expect((await world.clerk.post(`/api/reports/${report}/withdraw`, body())).status).toBe(403);
    for (const replacement of [elsewhere, report, newId()]) {
      const answer = await world.lab.post(`/api/reports/${report}/withdraw`, { ...body(), replacement });
      expect([answer.status, answer.body.errors[0].path]).toEqual([422, 'replacement']);
    }
    expect((await world.lab.post(`/api/reports/${report}/withdraw`, { ...body(), reason: '' })).status).toBe(400);
  });

  it('withdrawn after the release it carried, gives the owner a blocking finding', async () => {
    const lot = await world.batch();
    const report = made(await world.report(await world.sample(lot)));
    expect((await world.release(lot)).status).toBe(201);
    const answer = await world.lab.post(`/api/reports/${report}/withdraw`, { id: newId(), reason: '仪器故障' });
    expect(answer.body.findings).toMatchObject([{ ruleId: 'R-21', level: 'block' }]);
    const open = (await world.clerk.get(`/api/findings?lot=${lot}&open=true`)).body.items;
    expect(open).toMatchObject([{ ruleId: 'R-21', closedAs: null }]);
  });
});

describe('a finding', () => {
  const findingOn = async (lot: string): Promise<string> =>
    (await world.clerk.get(`/api/findings?lot=${lot}`)).body.items[0].id;

  it('says why, by which clause, and what to do', async () => {
    const lot = await world.batch({ drafts: [warning('采收月份 6 月不在 7—9 月内')] });
    const [finding] = (await world.clerk.get(`/api/findings?lot=${lot}`)).body.items;
    expect(finding).toMatchObject({
      message: { zh: '采收月份 6 月不在 7—9 月内' },
      advice: { zh: expect.any(String) },
    });
    expect(finding.citation).toContain('采收');
  });

  it('that warns is overridden by a second person with a reason, as a public fact about its lots', async () => {
    const lot = await world.batch({ drafts: [warning('采收偏早')] });
    const id = await findingOn(lot);
    const body = { id: newId(), reason: '海拔低，本县物候提前一周，样品合格' };
    const answer = await world.quality.post(`/api/findings/${id}/override`, body);
    expect([answer.status, (await world.quality.post(`/api/findings/${id}/override`, body)).status]).toEqual([
      201, 200,
    ]);
    const told = await world.fact(answer.body.factId);
    expect(told).toMatchObject({ type: 'rules.finding-overridden', open: { ruleId: 'R-15', reason: body.reason } });
    expect(told.subjects).toContain(lot);
    expect((await world.clerk.get(`/api/findings?lot=${lot}&open=true`)).body.items).toEqual([]);
    const twice = await world.quality.post(`/api/findings/${id}/override`, { ...body, id: newId() });
    expect(twice.status).toBe(409);
  });

  it('that blocks is overridden by nobody, and the refusal counts as the rule having fired', async () => {
    const lot = await world.batch({ drafts: [{ ...warning('安全间隔期未满'), ruleId: 'R-12', level: 'block' }] });
    const id = await findingOn(lot);
    const before = await world.fired('R-12');
    const body = { id: newId(), reason: '客户催货' };
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const answer = await world.quality.post(`/api/findings/${id}/override`, body);
      expect([answer.status, answer.body.ruleId]).toEqual([409, 'R-12']);
    }
    expect(await world.fired('R-12')).toBe(before + 1);
    const page = (await world.clerk.get('/api/rules/R-12')).body;
    expect(page).toMatchObject({ id: 'R-12', fired: before + 1, advice: { zh: expect.any(String) } });
    expect(page.firedHere).toBe(page.firings.length);
    expect(page.firings.map(({ kind, state }: Record<string, string>) => [kind, state])).toEqual([
      ['refusal', 'refused'],
      ['finding', 'open'],
    ]);
    expect((await lab2!.get('/api/rules/R-12')).body.firings).toEqual([]);
    expect((await world.clerk.get('/api/rules/R-09')).status).toBe(404);
  });

  it('is overridden by whom it concerns: not by its own author, not by a stranger, not by the laboratory', async () => {
    const lot = await world.batch({ drafts: [warning('采收偏早')] });
    const id = await findingOn(lot);
    const body = () => ({ id: newId(), reason: '物候提前' });
    expect((await world.clerk.post(`/api/findings/${id}/override`, body())).status).toBe(403);
    expect((await quality2!.post(`/api/findings/${id}/override`, body())).status).toBe(404);
    const own = await findingOn(await world.batch({ drafts: [warning('采收偏早')], by: 'quality' }));
    const answer = await world.quality.post(`/api/findings/${own}/override`, body());
    expect([answer.status, answer.text]).toEqual([409, expect.stringContaining('second person')]);
  });
});

describe('the rows of corrections and decisions', () => {
  it('are replayed: verify-ledger names each change', async () => {
    await house.running.app.get(Sealer).sealNow();
    const verdict = async (): Promise<string> => {
      const { misfit } = await verifyProduct(house.running.config);
      return misfit === undefined ? 'fits' : misfitText(misfit);
    };
    // These lots were not born by an act, which the lots' own replay says; it comes after ours.
    const ours = /report_|finding_/;
    expect(await verdict()).not.toMatch(ours);
    const changes: [string, string, string][] = [
      ['report_withdrawal', `reason = reason || '。'`, `reason = left(reason, -1)`],
      ['report_original', `bytes = bytes + 1`, `bytes = bytes - 1`],
      ['finding_decision', `reason = reason || '。'`, `reason = left(reason, -1)`],
    ];
    for (const [table, change, undo] of changes) {
      const silent = (sql: string): string =>
        `begin; alter table ${table} disable trigger all; update ${table} set ${sql};
         alter table ${table} enable trigger all; alter table ${table} enable always trigger ${table}_is_never_changed;
         alter table ${table} enable always trigger ${table}_is_never_emptied; commit`;
      await house.rows(silent(change));
      expect(await verdict()).toContain(`${table}.`);
      await house.rows(silent(undo));
    }
    expect(await verdict()).not.toMatch(ours);
  });

  it('are invisible to strangers by the database alone', async () => {
    const seen = await world.as('lab2', async (tx) => {
      const [row]: Record<string, number>[] = await tx.query(
        `select (select count(*)::int from report_original) + (select count(*)::int from report_withdrawal)
              + (select count(*)::int from finding_decision) + (select count(*)::int from rule_refusal) as n`,
      );
      return row;
    });
    expect(seen).toEqual({ n: 0 });
  });
});
