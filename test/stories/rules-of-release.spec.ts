import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/platform/ids.js';
import { DEMO_ORGANISATIONS, DEMO_PASSWORD } from '../../seeds/demo-identities.js';
import { PageWriter } from '../../src/trace/page-writer.service.js';
import type { ChecklistLine } from '../../src/quality/checklist-line.js';
import type { Caller } from '../support/caller.js';
import { startDemoHouse, type DemoHouse } from '../support/demo-house.js';
import { findingsOf, Growing, idOf, runBody } from '../support/growing.js';
import { made, QualityWorld, withLine } from '../support/quality-world.js';
import { RULE_STORIES } from '../support/rule-stories.js';

/**
 * One batch from a field to its release over HTTP, and on its way the rules of testing and release (R-21 … R-29) each fire once: as a finding where it had happened, as a refusal where it had not.
 */
describe('the rules of release', () => {
  let house: DemoHouse;
  let world: QualityWorld;
  let coop: Growing;
  let processor: Caller;
  let administrator: Caller;
  let [harvest, dry, batch, waiting]: string[] = [];

  beforeAll(async () => {
    house = await startDemoHouse();
    world = await QualityWorld.of(house);
    coop = new Growing(world.clerk);
    processor = await house.demo('processor');
    administrator = await house.demo('coop');
    const { planting, plots } = await coop.ground(1);
    harvest = idOf(await coop.harvest(planting, [{ plot: plots[0]!, grams: 60_000 }]));
    const run = runBody([{ lot: harvest, grams: 60_000 }]);
    idOf(await processor.post('/api/runs', run));
    dry = run.outputs[0]!.id;
    batch = idOf(
      await processor.post('/api/batches', {
        ...{ id: newId(), number: 'AZ20250808-01', herb: 'LIANQIAO', variant: '青翘' },
        inputs: [{ lot: dry, grams: 10_000 }],
      }),
    );
    waiting = idOf(
      await processor.post('/api/batches', {
        ...{ id: newId(), number: 'AZ20250808-03', herb: 'LIANQIAO', variant: '青翘' },
        inputs: [{ lot: dry, grams: 1_000 }],
      }),
    );
  }, 120_000);
  afterAll(() => house?.stop());

  /** The rule fires between before and after, and the rule's own page tells when. */
  const fires = async (
    ruleId: string,
    kind: 'finding' | 'refusal',
    act: () => Promise<unknown>,
    whose = world.quality,
  ): Promise<void> => {
    const before = await world.fired(ruleId);
    await act();
    expect(await world.fired(ruleId)).toBeGreaterThan(before);
    const { firings, citation, advice } = (await whose.get(`/api/rules/${ruleId}`)).body;
    expect(firings[0]).toMatchObject({ kind, message: { zh: expect.any(String) } });
    expect([citation, advice.zh].every((text) => text.length > 4)).toBe(true);
  };

  it('R-21: a batch nobody tested is not released', () =>
    fires('R-21', 'refusal', async () => {
      expect((await world.release(batch!)).body).toMatchObject({ status: 409, ruleId: 'R-21' });
    }));

  it('R-22: a report by one person as tester and reviewer is taken, and blocks', () =>
    fires('R-22', 'finding', async () => {
      const answer = await world.report(await world.sample(batch!, { grams: 200 }), {
        reviewer: '陈思敏',
        number: 'JY-1',
      });
      expect(findingsOf(answer)).toBe('R-22 block');
      const undone = { id: newId(), reason: '复核人姓名录错' };
      made(await world.lab.post(`/api/reports/${answer.body.id}/withdraw`, undone));
    }));

  it('R-27: what was corrected is not corrected again; both records stay', () => {
    const twice = async (): Promise<void> => {
      const { items } = (await world.clerk.get(`/api/reports?lot=${batch}`)).body;
      const again = { id: newId(), reason: '再撤一次' };
      expect((await world.lab.post(`/api/reports/${items[0].id}/withdraw`, again)).status).toBe(409);
      expect((await world.clerk.get(`/api/reports/${items[0].id}`)).body.withdrawn).toMatchObject({
        replacement: null,
      });
    };
    // It was the laboratory that was refused.
    return fires('R-27', 'refusal', twice, world.lab);
  });

  it('R-29: 无硫 is not claimed before it was measured', () =>
    fires('R-29', 'refusal', async () => {
      const claim = { id: newId(), claim: 'sulphur-free', evidence: [] };
      expect((await world.quality.post(`/api/batches/${batch}/claims`, claim)).status).toBe(409);
    }));

  it('R-23: what is sealed in a record is not erased before its term, which has not begun before the dispatch', () =>
    fires('R-23', 'refusal', async () => {
      const [fact] = await house.rows(`select id from fact where type = 'planting.harvested'`);
      const asked = await administrator.post(`/api/records/${String(fact!['id'])}/erasure`, { id: newId() });
      expect(asked.body).toMatchObject({ status: 409, ruleId: 'R-23', code: 'quality/erasure-refused' });
      const kept = await house.rows('select from sealed_value where fact_id = $1 and value is not null', [fact!['id']]);
      expect(kept.length).toBeGreaterThan(1);
    }));

  it('R-26: goods under recall that were drawn all the same are found, and block', () =>
    fires('R-26', 'finding', async () => {
      const recall = newId();
      const draft = { id: recall, lot: dry, class: '二级', reason: '农残超标召回' };
      made(await world.quality.post('/api/recalls', draft));
      made(await administrator.post(`/api/recalls/${recall}/confirm`, { id: newId() }));
      const answer = await processor.post('/api/batches', {
        ...{ id: newId(), number: 'AZ20250808-02', herb: 'LIANQIAO', variant: '青翘' },
        inputs: [{ lot: dry, grams: 1_000 }],
      });
      expect(findingsOf(answer)).toContain('R-26 block');
      // The very next look at what was made of it before says so.
      const { body } = await world.clerk.get('/api/trace?number=AZ20250808-01');
      expect(body.verdict.code).toBe('recalled');
      made(await world.quality.post(`/api/recalls/${recall}/lift`, { id: newId(), reason: '已澄清' }));
    }));

  it('the record is scored, with what is missing, and the release carries the score', async () => {
    made(await world.report(await world.sample(batch!, { grams: 200 }), { number: 'JY-2' }));
    // GAP keeps a sample of every batch: without it there is no release.
    const early = (await world.release(batch!)).body;
    expect(early.lines.map(({ topic }: { topic: { zh: string } }) => topic.zh)).toEqual(['留样在库']);
    made(
      await world.quality.post(`/api/batches/${batch}/retained-samples`, {
        ...{ id: newId(), grams: 300, location: '留样室 1 号柜' },
        ...{ takenAt: '2025-08-12T09:00:00+08:00', takenBy: '李质量' },
      }),
    );
    const { body } = await world.quality.get(`/api/batches/${batch}/completeness`);
    const state = (code: string) => body.lines.find((line: { code: string }) => line.code === code).state;
    expect(['base', 'plots', 'planting', 'harvest', 'processing', 'batch', 'report'].map(state)).not.toContain(
      'missing',
    );
    expect(['seed', 'field-work', 'packing', 'release'].map(state)).toEqual(Array(4).fill('missing'));
    // The demonstration's year is over: everything of it was entered long after.
    expect(state('harvest')).toBe('late');
    // Each line of the checklist leads to the records it was found in, and their facts are in the chain, about this batch.
    const list = (await world.quality.get(`/api/batches/${batch}/release-checklist`)).body as ChecklistLine[];
    const records = list.flatMap(({ restsOn }) => restsOn);
    expect(list.every(({ restsOn }) => restsOn.length > 0)).toBe(true);
    const kinds = ['lot', 'report', 'retained-sample', 'sample'];
    expect([...new Set(records.map(({ kind }) => kind))].sort()).toEqual(kinds);
    const facts = [...new Set(records.flatMap(({ factId }) => factId ?? []))];
    const told = await house.rows(
      'select distinct fact_id from fact_subject where fact_id = any($1) and subject_id = $2',
      [facts, batch],
    );
    expect([facts.length > 3, told.length]).toEqual([true, facts.length]);
    const released = await world.release(batch!);
    expect(released.status).toBe(201);
    expect((await world.fact(released.body.factId)).open['completeness']).toMatchObject({ percent: body.percent });
  });

  it('R-21 again: a failure after the release is taken, found, and told to the owner', () =>
    fires('R-21', 'finding', async () => {
      const bad = { number: 'JY-3', results: withLine('phillyrin', { value: '0.11' }) };
      const holds = () => house.rows(`select binding, reason from active_hold where lot_id = $1`, [batch]);
      expect(await holds()).toEqual([]);
      const report = await world.report(await world.sample(batch!, { grams: 200 }), bad);
      expect(findingsOf(report)).toBe('R-21 block');
      // What has left the gate is held at once, and whoever owns or holds it sees why.
      expect(await holds()).toEqual([{ binding: true, reason: '放行后检验报告 JY-3 不合格' }]);
      const { holds: seen } = (await world.clerk.get(`/api/lots/${batch}`)).body;
      expect(seen).toMatchObject([{ hold: report.body.hold, authority: 'finding', binding: true }]);
      const { items } = (await world.quality.get(`/api/findings?lot=${batch}&open=true`)).body;
      expect(items[0]).toMatchObject({ ruleId: 'R-21', level: 'block' });
    }));

  it('R-08: GAP is not claimed of a compound before every herb of it is', () =>
    fires('R-08', 'refusal', async () => {
      const papers = ['GAP 符合性自评报告', '供应商审核报告'].map((kind) => ({ kind, number: 'G-1' }));
      const herb = await world.batch({ herb: 'HUANGQIN', variant: null });
      const compound = await world.batch();
      const formula = [...papers, { kind: '复方药味批次', number: herb }];
      const claim = (lot: string, evidence: object[]) =>
        world.quality.post(`/api/batches/${lot}/claims`, { id: newId(), claim: 'gap', evidence });
      expect((await claim(compound, formula)).body).toMatchObject({ status: 409, ruleId: 'R-08' });
      made(await claim(herb, papers));
      made(await claim(compound, formula));
    }));

  it('R-28: the page of a batch that is not released warns, withholds its reports, and is counted when it is written', () =>
    fires('R-28', 'refusal', async () => {
      await house.running.app.get(PageWriter).write(waiting!);
      await house.running.app.get(PageWriter).write(waiting!); // counted once
      const [{ kept }] = (await house.rows(
        `select count(*)::int as kept from rule_refusal where rule_id = 'R-28' and asked like '%' || $1`,
        [waiting],
      )) as [{ kept: number }];
      expect(kept).toBe(1);
    }));

  it('R-31: a lot outside the regulator’s region does not exist for it, and its owner is told of the look', () =>
    fires('R-31', 'refusal', async () => {
      const organisationId = DEMO_ORGANISATIONS.regulator.id;
      const person = { login: 'far-away', name: '何远', role: 'regulator' as const, organisationId, region: '141002' };
      await house.identity.createPerson({ id: newId(), ...person, password: DEMO_PASSWORD });
      const outside = await house.demo('far-away');
      const [there, nowhere] = [await outside.get(`/api/lots/${harvest}`), await outside.get(`/api/lots/${newId()}`)];
      expect([there.status, nowhere.status]).toEqual([404, 404]);
      expect({ ...there.body, detail: '', lot: '' }).toEqual({
        ...nowhere.body,
        detail: '',
        lot: '',
        instance: there.body.instance,
      });
      expect((await world.quality.get('/api/rules/R-31')).body.firings).toHaveLength(1);
      // Inside its region a regulator sees it, and nothing is counted.
      expect((await (await house.demo('regulator')).get(`/api/lots/${harvest}`)).status).toBe(200);
      expect((await world.quality.get('/api/rules/R-31')).body.firings).toHaveLength(1);
    }));

  it.each(RULE_STORIES)('%s of growing, making and keeping', async (ruleId, breakIt) => {
    const before = await world.fired(ruleId);
    const answer = await breakIt({ coop, processor, quality: world.quality });
    expect({ fired: (await world.fired(ruleId)) > before, answer }).toMatchObject({ fired: true });
  });

  it('are thirty, and each has fired in a story of its own', async () => {
    const rules = (await world.clerk.get('/api/rules')).body as {
      id: string;
      level: string;
      citation: string;
      fired: number;
    }[];
    expect(rules).toHaveLength(30);
    expect(rules.filter(({ level, citation }) => level === '' || citation === '')).toEqual([]);
    expect(rules.filter(({ fired }) => fired === 0).map(({ id }) => id)).toEqual([]);
  });
});
