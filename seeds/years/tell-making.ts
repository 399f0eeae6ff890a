import { demoId } from '../demo-id.js';
import type { Cast } from './cast.js';
import type { HerbYears, Season } from './herb-years.js';

/** Kept back of every batch: what the laboratory and the retained sample take. */
const SAMPLE_GRAMS = 1000;
const RETAINED_GRAMS = 1500;

interface Matter {
  lot: string;
  grams: number;
}

/** From fresh herb to a decided batch. */
export async function tellMaking(cast: Cast, years: HerbYears, season: Season, fresh: Matter[]): Promise<void> {
  const label = `${years.key}/${season.key}`;
  const dried = await dry(cast, years, season, fresh);
  const batch = demoId(`${label}/batch`);
  const { number, madeAt, packedAt, gramsEach, material } = season.batch;
  const variant = season.harvest.variant;
  await cast.clerk.post('/api/batches', {
    ...{ id: batch, number, madeAt, herb: years.herb, inputs: [dried] },
    ...(variant === undefined ? {} : { variant }),
  });
  const count = Math.floor((dried.grams - SAMPLE_GRAMS - RETAINED_GRAMS) / gramsEach);
  const packing = { id: demoId(`${label}/packing`), count, gramsEach, material, packedAt };
  await cast.clerk.post(`/api/batches/${batch}/packages`, packing);
  const { takenAt } = season.certificate;
  await cast.quality.post(`/api/batches/${batch}/retained-samples`, {
    ...{ id: demoId(`${label}/retained`), grams: RETAINED_GRAMS, location: '留样室常温柜', takenAt, takenBy: '留样员' },
  });
  await test(cast, label, batch, season);
  await decide(cast, label, batch, season, count);
}

async function dry(cast: Cast, years: HerbYears, season: Season, fresh: Matter[]): Promise<Matter> {
  const label = `${years.key}/${season.key}`;
  const { method, facility, startsAt, steps, freshPerDry, waste } = season.run;
  const from = fresh.reduce((sum, { grams }) => sum + grams, 0);
  const grams = Math.round(from / freshPerDry / 1000) * 1000;
  const rubbish = Math.round((from * 0.02) / 1000) * 1000;
  const hour = (hours: number): string => hoursAfter(startsAt, hours);
  const lot = demoId(`${label}/dried`);
  const variant = season.harvest.variant;
  await cast.processor.post('/api/runs', {
    ...{ id: demoId(`${label}/run`), method, facility, startedAt: startsAt },
    endedAt: hour(Math.max(...steps.map(({ to }) => to))),
    steps: steps.map(({ from: begin, to, ...step }) => ({ ...step, startedAt: hour(begin), endedAt: hour(to) })),
    inputs: fresh.map((one) => ({ lot: one.lot, grams: one.grams })),
    outputs: [{ id: lot, herb: years.herb, ...(variant === undefined ? {} : { variant }), grams }],
    balance: [
      { kind: 'waste', grams: rubbish, reason: waste },
      { kind: 'loss', grams: from - grams - rubbish, reason: '干燥失水' },
    ],
  });
  if (season.overrides !== undefined) await takeOn(cast, label, lot, season.overrides);
  return { lot, grams };
}

/** The quality head, who did not make the record, answers for the lot's open warnings. */
async function takeOn(cast: Cast, label: string, lot: string, reason: string): Promise<void> {
  const { items } = await cast.quality.get<{ items: { id: string; level: string }[] }>(
    `/api/findings?lot=${lot}&open=true`,
  );
  for (const { id, level } of items) {
    if (level !== 'warn') continue;
    await cast.quality.post(`/api/findings/${id}/override`, { id: demoId(`${label}/override/${id}`), reason });
  }
}

async function test(cast: Cast, label: string, lot: string, season: Season): Promise<void> {
  const { number, takenAt, testedOn, edition, results } = season.certificate;
  const sample = demoId(`${label}/sample`);
  await cast.clerk.post('/api/samples', {
    ...{ id: sample, lot, grams: SAMPLE_GRAMS, takenAt, takenBy: '取样员', laboratory: cast.laboratory },
  });
  await cast.lab.post('/api/reports', {
    ...{ id: demoId(`${label}/report`), sample, number, testedOn, standard: { edition } },
    ...{ tester: '陈思敏', reviewer: '周国梁' },
    results: results.map(([item, value, unit, method]) => ({
      ...{ item, unit, method, value: value === 'below' ? null : value },
      ...(value === null ? { qualitative: '符合规定' } : {}),
      ...(value === 'below' ? { belowLoq: true } : {}),
    })),
  });
}

async function decide(cast: Cast, label: string, batch: string, season: Season, count: number): Promise<void> {
  const { outcome } = season;
  const { password } = cast;
  switch (outcome.kind) {
    case 'released':
      await cast.quality.post(`/api/batches/${batch}/release`, { id: demoId(`${label}/decision`), password });
      await cast.clerk.post(`/api/batches/${batch}/codes`, { id: demoId(`${label}/codes`), count, template: null });
      return;
    case 'rejected':
      await cast.quality.post(`/api/batches/${batch}/reject`, {
        ...{ id: demoId(`${label}/decision`), reason: outcome.reason, password },
      });
      return;
    case 'waiting':
      return;
  }
}

function hoursAfter(start: string, hours: number): string {
  const local = new Date(Date.parse(start) + (hours + 8) * 3_600_000).toISOString();
  return `${local.slice(0, 19)}+08:00`;
}
