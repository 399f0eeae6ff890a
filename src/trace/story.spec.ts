import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { batchFacts, batchSource, COOP, fact, GROWERS, LOT, reportFact, uuid } from './story-fixture.js';
import { isLate, LATE_AFTER_DAYS, storyOf } from './story.js';
import { storyJson } from './story-json.js';
import { packParts, partsOf, readDocument, VARIANTS } from './public-document.js';
import { splicePlain } from './splice.js';

const story = storyOf(batchSource())!;

describe('the story of a batch', () => {
  it('tells its chapters in the order in which they happened', () => {
    expect(story.chapters.map(({ kind }) => kind)).toEqual([
      'planting',
      'field-work',
      'harvest',
      'purchase',
      'processing',
      'batch',
      'packing',
      'quality',
      'release',
      'codes',
    ]);
    const times = story.chapters.map(({ at }) => Date.parse(at));
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('names in every line the fact it tells', () => {
    const ids = new Set(batchFacts().map(({ type }) => type));
    const told = [...story.bases, ...story.chapters].flatMap(({ facts }) => facts);
    expect(new Set(told.map(({ type }) => type))).toEqual(ids);
    expect(told.every(({ factId }) => /^[0-9a-f-]{36}$/.test(factId))).toBe(true);
  });

  it('counts plots, growers and harvests', () => {
    expect(story.sources).toEqual({ plots: GROWERS, growers: GROWERS, harvests: GROWERS });
    expect(story.bases).toMatchObject([
      { plots: GROWERS, areaMu: '251.6', place: { zh: '山西省临汾市安泽县', en: 'Anze, Linfen, Shanxi' } },
    ]);
  });

  it('says what the batch is', () => {
    expect(story.batch).toMatchObject({
      id: LOT,
      number: 'LQ-141026-20250805-01',
      variant: '青翘',
      grams: 2_600_000,
      producer: { name: COOP.name },
      packed: { count: 500, gramsEach: 5000 },
    });
    expect(story.demonstration).toBe(true);
    expect(story.proof).toMatchObject({ leafIndex: 171, treeSize: 190 });
  });

  it.each([
    [
      'planting.harvested',
      /^连翘，青翘，果实，[\d.]+ kg，人工采摘，1 个地块$/,
      /^Lianqiao, 青翘, fruit, [\d.]+ kg, picked by hand, 1 plot$/,
    ],
    ['planting.purchased', /净重 [\d.]+ kg，毛重 [\d.]+ kg，皮重 720 g/, /net [\d.]+ kg/],
    ['planting.field-work-done', /修剪/, /pruning/],
    [
      'processing.run-finished',
      /投料 8,014\.2 kg，产出 2,600 kg，鲜干比 3\.08 : 1，工序：蒸 100 ℃ 30 min → 烘干 60 ℃ 30 h，损耗 5,414\.2 kg（蒸制烘干失水）/,
      /steaming 100 ℃ 30 min/,
    ],
    ['batches.packed', /^500 件，每件 5 kg，编织袋$/, /^500 packages, each 5 kg, woven sack$/],
    ['quality.lot-released', /放行/, /Released/],
    ['codes.issued', /500/, /500 trace codes issued/],
  ])('tells %s', (type, zh, en) => {
    const told = story.chapters.flatMap(({ facts }) => facts).find((candidate) => candidate.type === type)!;
    expect(told.text.zh).toMatch(zh);
    expect(told.text.en).toMatch(en);
  });

  it('calls a record late when it came long after the event', () => {
    expect(isLate('2025-08-01T00:00:00+08:00', '2025-08-07T23:00:00+08:00')).toBe(false);
    expect(isLate('2025-08-01T00:00:00Z', new Date(Date.UTC(2025, 7, 1 + LATE_AFTER_DAYS, 0, 1)).toISOString())).toBe(
      true,
    );
    expect(story.chapters.find(({ kind }) => kind === 'planting')!.late).toBe(true);
    expect(story.chapters.find(({ kind }) => kind === 'harvest')!.late).toBe(false);
  });

  it('tells a rejection in a chapter of its own, and adds areas to the last digit', () => {
    const told = storyOf(
      batchSource([...batchFacts(), fact('quality.lot-rejected', '2025-08-20T09:00:00+08:00', { lot: LOT })]),
    )!;
    const titles = told.chapters.map(({ kind, title }) => [kind, title.zh, title.en]);
    expect(titles).toContainEqual(['rejection', '不合格判定', 'Rejection']);
    expect(titles).toContainEqual(['release', '放行', 'Release']);
  });

  it('leaves out what belongs to other batches of the same base', () => {
    const foreign = [
      fact('planting.harvested', '2025-07-22T10:30:00+08:00', {
        lot: uuid(900),
        planting: uuid(3),
        base: uuid(2),
        divisionCode: '141027',
        plots: [{ plot: uuid(901), grams: 1 }],
        grams: 1,
      }),
      fact('planting.plot-registered', '2024-11-02T10:00:00+08:00', { plot: uuid(901), base: uuid(2), areaMu: '9' }),
      fact('planting.field-work-done', '2026-03-02T10:00:00+08:00', { planting: uuid(3), base: uuid(2), kind: '施药' }),
      fact('batches.packed', '2025-08-06T09:00:00+08:00', { lot: uuid(902), count: 7 }),
      fact('quality.report-issued', '2025-08-06T09:00:00+08:00', { lot: uuid(902), number: 'X' }),
      fact('quality.lot-rejected', '2025-08-06T09:00:00+08:00', { lot: uuid(902) }),
      fact(
        'planting.field-work-done',
        '2025-03-02T10:00:00+08:00',
        { planting: uuid(3), kind: '秘密' },
        { visibility: 'party' },
      ),
      fact('custody.something-new', '2025-08-06T09:00:00+08:00', { lot: LOT }),
    ];
    const facts = batchFacts();
    expect(storyOf(batchSource([...facts, ...foreign]))).toEqual(storyOf(batchSource(facts)));
  });

  it('leaves a withdrawn report out and tells that it was withdrawn, and a warning that was taken on', () => {
    const facts = batchFacts();
    const issued = facts.find(({ type }) => type === 'quality.report-issued')!;
    const at = '2025-08-22T09:00:00+08:00';
    const { reports, chapters } = storyOf(
      batchSource([
        ...facts,
        fact('quality.report-issued', at, { ...issued.open, report: uuid(950), number: 'JY-950' }),
        fact('quality.report-withdrawn', at, { lot: LOT, report: uuid(950), number: 'JY-950', reason: '样品弄混' }),
        fact('rules.finding-overridden', at, { lots: [LOT], ruleId: 'R-15', reason: '物候提前' }),
        fact('rules.finding-overridden', at, { lots: [uuid(902)], ruleId: 'R-15', reason: '别批的事' }),
      ]),
    )!;
    expect(reports.map(({ number }) => number)).toEqual(['LF-2025-0817']);
    const told = JSON.stringify(chapters);
    expect(told).toContain('样品弄混');
    expect(told).toContain('物候提前');
    expect(told).not.toContain('别批的事');
  });

  it('discloses beside each fact how it was entered, and what was decided on its warnings', () => {
    const facts = batchFacts();
    const harvested = facts.find(({ type }) => type === 'planting.harvested')!;
    const entry = {
      copied: ['method', 'part'],
      untouched: ['weather', 'newField'],
      deviceMetres: 1_240,
      lateHours: 26,
    };
    Object.assign(harvested.open, { entry });
    const told = storyOf(
      batchSource([
        ...facts,
        fact('rules.finding-overridden', '2025-08-22T09:00:00+08:00', {
          ...{ lots: [LOT], ruleId: 'R-15', reason: '物候提前', fact: harvested.id },
        }),
        fact('batches.label-set', '2025-08-06T09:00:00+08:00', {
          ...{ batch: LOT, label: uuid(970), specification: '选货', shelfLifeMonths: 24 },
        }),
      ]),
    )!;
    const of = (id: string) => told.chapters.flatMap((chapter) => chapter.facts).find(({ factId }) => factId === id)!;
    expect(of(harvested.id).notes).toEqual([
      {
        zh: '事后 26 小时录入；照抄上一条记录：方法、部位；沿用默认值：天气、newField；设备距地块 1.2 km',
        en: 'entered 26 h afterwards; copied from the record before: method, part; defaults not touched: weather, newField; device 1.2 km from the plot',
      },
      { zh: '质量负责人接受提示 R-15，理由：物候提前', en: expect.stringContaining('R-15') },
    ]);
    expect(told.chapters.flatMap((chapter) => chapter.facts).filter(({ notes }) => notes)).toHaveLength(1);
    expect(JSON.stringify(told.chapters)).toContain('确定标签内容，规格选货，保质期 24 个月');
    // What is told late already is not told twice.
    Object.assign(harvested.open, { entry: { lateHours: 400 } });
    const late = { ...harvested, recordedAt: '2026-01-01T00:00:00Z' };
    const again = storyOf(batchSource([...facts.filter((each) => each !== harvested), late]))!;
    expect(again.chapters.flatMap((chapter) => chapter.facts).find(({ factId }) => factId === late.id)).toMatchObject({
      late: true,
    });
    expect(JSON.stringify(again.chapters)).not.toContain('录入');
  });

  it('tells the score of the record with what is missing, and small amounts in grams', () => {
    const words = (zh: string, en: string) => ({ zh, en });
    const told = storyOf(
      batchSource([
        ...batchFacts().filter(({ type }) => type !== 'quality.lot-released'),
        fact('quality.lot-released', '2025-08-22T09:00:00+08:00', {
          lot: LOT,
          completeness: { percent: 86, missing: [words('土壤检测', 'soil test')], late: [words('采收', 'harvest')] },
        }),
        fact('batches.sample-retained', '2025-08-06T10:00:00+08:00', { lot: LOT, sample: uuid(971), grams: 45 }),
      ]),
    )!;
    const text = JSON.stringify(told.chapters);
    expect(text).toContain('质量负责人放行，记录完整度 86%，缺少：土壤检测，补录：采收');
    expect(text).toContain('record complete to 86%, missing: soil test');
    expect(text).toContain('留样，45 g');
  });

  it('is undefined for what is no batch', () => {
    expect(storyOf(batchSource([]))).toBeUndefined();
  });

  it('keeps the values of a report out of the chapters', () => {
    const facts = batchFacts().filter(({ type }) => type !== 'quality.report-issued');
    const failed = storyOf(batchSource([...facts, reportFact('0.1313', 'fail')]))!;
    expect(JSON.stringify(failed.chapters)).not.toMatch(/0\.1313|fail|连翘苷/);
    const line = failed.reports[0]!.items.find(({ item }) => item === 'phillyrin')!;
    expect(line).toMatchObject({ limit: { zh: '≥ 0.15%' }, result: { zh: '0.1313%' }, judgement: { zh: '低于标准' } });
  });

  it('says 超标 where a maximum is exceeded', () => {
    const report = reportFact();
    const items = report.open['items'] as Record<string, never>[];
    const over = { ...report, open: { ...report.open, items: [{ ...items[1], value: '11.2', verdict: 'fail' }] } };
    const { reports } = storyOf(
      batchSource([...batchFacts().filter(({ type }) => type !== report.type), over as never]),
    )!;
    expect(reports[0]!.items[0]!.judgement.zh).toBe('超标');
  });
});

describe('nothing personal', () => {
  const personal = fc.constantFrom(
    '13812345678',
    '+86 138-1234-5678',
    '0357-2026188',
    '141026198003124517',
    '14102619800312451X',
    '6222 0213 0412 3456 789',
    '36.147812, 112.250133',
    '北纬36.147812，东经112.250133',
    '36°08′52″N',
    '￥18.00',
    '18.5元/公斤',
  );
  const keys = [
    'grower',
    'operator',
    'name',
    'phone',
    'idCard',
    'price',
    'boundary',
    'note',
    'takenBy',
    'tester',
    'reviewer',
    'actor',
    'sealed',
  ];

  it('reaches any form of the page, wherever it was written', () => {
    fc.assert(
      fc.property(personal, fc.constantFrom(...keys), fc.constantFrom('王有福', '刘玉兰'), (secret, key, person) => {
        const facts = batchFacts().map((told) => ({
          ...told,
          sealed: { grower: person, phone: secret },
          open: {
            // A key no teller knows, and the free texts every teller shows.
            ...(told.type === 'planting.base-registered' ? {} : { [key]: `${person} ${secret}` }),
            ...told.open,
            ...('reason' in told.open ? { reason: `原因 ${secret} 完` } : {}),
            ...('baseName' in told.open ? { facility: `车间 ${secret}` } : {}),
            boundary: { type: 'Polygon', coordinates: [[[112.250133, 36.147812]]] },
          },
        }));
        const told = storyOf(batchSource(facts))!;
        const whole = VARIANTS.map((variant) => {
          const document = readDocument('v', packParts(partsOf(told, variant)), variant)!;
          return splicePlain(document.segments).toString();
        }).join('\n');
        const leaks = [secret, secret.normalize('NFKC'), person, '112.25', '36.147'].filter((text) =>
          whole.includes(text),
        );
        expect(leaks).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

describe('the story as JSON', () => {
  it('has the members of http.md, in one language', () => {
    const { body, reports } = storyJson(story, 'zh');
    expect(body).toMatchObject({
      batch: {
        id: LOT,
        number: 'LQ-141026-20250805-01',
        herb: '连翘',
        variant: '青翘',
        grams: 2_600_000,
        producer: { name: COOP.name },
      },
      sources: { plots: 37, growers: 37, harvests: 37 },
      proof: { leafIndex: 171, treeSize: 190 },
    });
    const chapters = body['chapters'] as Record<string, unknown>[];
    expect(chapters[0]).toMatchObject({ kind: 'planting', title: '种植', late: true });
    expect(chapters.find(({ kind }) => kind === 'harvest')).toMatchObject({
      title: '采收',
      place: '山西省临汾市安泽县',
    });
    expect(chapters.find(({ kind }) => kind === 'harvest')).not.toHaveProperty('late');
    expect(reports).toMatchObject([
      {
        number: 'LF-2025-0817',
        items: [
          { item: 'foreign_matter', limit: '≤ 3%', result: '1.2%', judgement: '合格' },
          {},
          {},
          {},
          {},
          {},
          {},
          {},
          {},
        ],
      },
    ]);
    expect(JSON.stringify(storyJson(story, 'en'))).toContain('"title":"Harvest"');
  });
});
