import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { unzipSync } from 'fflate';
import type { FamilyEdge } from '../../lots/genealogy.js';
import type { Family, Relative } from '../../lots/lots.queries.js';
import { writeXlsx } from '../../platform/xlsx.js';
import { graphOf } from './impact-graph.js';
import { impactSvg } from './impact-graph.page.js';
import { layOutImpact, type ImpactSide } from './impact.js';
import { tableRows } from './impact-table.js';

const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** A lot for each list of parents: what it drew of each, by their place. */
function familyOf(parents: readonly (readonly (readonly [number, number])[])[], remaining = 0): Family {
  const edges: FamilyEdge[] = parents.flatMap((drawn, n) =>
    drawn.map(([parent, grams]) => ({ parent: id(parent), child: id(n), grams })),
  );
  const lots = parents.map((drawn, n): Relative => {
    const matterIn = drawn.reduce((sum, [, grams]) => sum + grams, 0);
    return {
      ...{ id: id(n), kind: drawn.length === 0 ? 'harvest' : 'batch', herb: 'LIANQIAO', variant: null, unit: 'gram' },
      ...{ initialQuantity: drawn.length === 0 ? 100_000 : matterIn, remaining, matterIn: matterIn || null },
      ...{ region: '141026', bornAt: new Date(Date.UTC(2025, 0, 1 + (n % 300))).toISOString() },
      full: { number: `N${n}`, quality: 'released', custody: 'in-stock', holder: id(900_000 + (n % 7)) },
    };
  });
  return { lots, edges, names: new Map() };
}

/** Blends, splits and rework at random: every lot draws of up to four earlier ones. */
const histories = fc
  .array(fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 5_000 })), { maxLength: 4 }), {
    minLength: 2,
    maxLength: 25,
  })
  .map((wild) =>
    wild.map((drawn, n) => {
      const unique = new Map(n === 0 ? [] : drawn.map(([parent, grams]): [number, number] => [parent % n, grams]));
      return [...unique];
    }),
  );

/** What is below (or above) these lots, by walking every edge again and again. */
function reachedFrom(
  roots: readonly number[],
  parents: readonly (readonly (readonly [number, number])[])[],
  way: 'up' | 'down',
) {
  const reached = new Set(roots);
  for (let grown = true; grown;) {
    const before = reached.size;
    parents.forEach((drawn, n) =>
      drawn.forEach(([parent]) => {
        if (way === 'down' && reached.has(parent)) reached.add(n);
        if (way === 'up' && reached.has(n)) reached.add(parent);
      }),
    );
    grown = reached.size > before;
  }
  return reached;
}

describe('the impact of several lots', () => {
  it('has the shares of a brute-force walk, below and above, over any history', () => {
    fc.assert(
      fc.property(histories, fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), (parents, picks) => {
        const roots = [...new Set(picks.map((pick) => pick % parents.length))];
        const whole = familyOf(parents, 10);
        for (const way of ['up', 'down'] as const) {
          const reached = reachedFrom(roots, parents, way);
          const family: Family = {
            ...whole,
            lots: whole.lots.filter((_, n) => reached.has(n)),
            edges: whole.edges.filter((e) => {
              const [p, c] = [Number(e.parent.slice(-12)), Number(e.child.slice(-12))];
              return way === 'down' ? reached.has(p) : reached.has(c);
            }),
          };
          const side = layOutImpact(way, roots.map(id), family, {});
          expect(side.lots).toHaveLength(reached.size);
          const into = (n: number): number => parents[n]!.reduce((sum, [, grams]) => sum + grams, 0);
          const below = (n: number): number =>
            roots.includes(n) ? 1 : parents[n]!.reduce((sum, [p, grams]) => sum + (below(p) * grams) / into(n), 0);
          const total = roots.reduce((sum, n) => sum + whole.lots[n]!.initialQuantity, 0);
          const up = (n: number, of: number): number =>
            n === of ? 1 : parents[of]!.reduce((sum, [p, grams]) => sum + (up(n, p) * grams) / into(of), 0);
          const above = (n: number): number =>
            roots.reduce((sum, root) => sum + (up(n, root) * whole.lots[root]!.initialQuantity) / total, 0);
          for (const lot of side.lots) {
            const n = Number(lot.id.slice(-12));
            expect(Number(lot.percent ?? 0)).toBeCloseTo(100 * (way === 'down' ? below(n) : above(n)), 4);
          }
          const present = side.holders.reduce((sum, { presentGrams }) => sum + presentGrams, 0);
          expect(present).toBe(side.lots.filter(({ percent }) => percent !== null).length * 10);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('loses none of 37 parents and stops at no depth', () => {
    const many = familyOf([
      ...Array.from({ length: 37 }, () => []),
      Array.from({ length: 37 }, (_, n) => [n, 10] as const),
    ]);
    expect(layOutImpact('up', [id(37)], many, {}).lots).toHaveLength(38);
    const chain = familyOf(Array.from({ length: 61 }, (_, n) => (n === 0 ? [] : [[n - 1, 100] as const])));
    const side = layOutImpact('down', [id(0)], chain, {});
    expect(side.lots.at(-1)).toMatchObject({ percent: '100', sourceGrams: expect.any(String) });
    expect([...tableRows(side)].at(-1)!.indent).toBe(60);
  });

  it('shows the births of a time alone, and weighs them over the whole family', () => {
    const chain = familyOf([[], [[0, 100]], [[1, 50]], [[2, 20]]], 7);
    const side = layOutImpact(
      'down',
      [id(0)],
      chain,
      {},
      { from: '2025-01-03T00:00:00Z', until: '2025-01-03T23:00:00Z' },
    );
    expect(side.lots.map((lot) => [lot.id, lot.percent])).toEqual([
      [id(0), '100'],
      [id(2), '100'],
    ]);
    expect(side.edges).toEqual([]);
    expect([...tableRows(side)].map(({ lot }) => lot.id)).toEqual([id(0), id(2)]);
  });
});

/** A wide and deep family: 20,000 lots, each of two earlier ones. */
const big = (): ImpactSide =>
  layOutImpact(
    'down',
    [id(0)],
    familyOf(
      Array.from({ length: 20_000 }, (_, n) =>
        n === 0 ? [] : [...new Set([Math.floor((n - 1) / 8), Math.floor((n - 1) / 13)])].map((p) => [p, 10] as const),
      ),
    ),
    {},
  );

describe('the table', () => {
  it('tells every lot once in full and every edge, and says where a lot stands already', () => {
    const side = big();
    const rows = [...tableRows(side)];
    expect(new Set(rows.filter(({ seenAbove }) => !seenAbove).map(({ lot }) => lot.id)).size).toBe(20_000);
    expect(rows).toHaveLength(side.edges.length + 1);
  });
});

describe('the drawing', () => {
  it('draws few lots each by itself', () => {
    const graph = graphOf([layOutImpact('down', [id(0)], familyOf([[], [[0, 5]], [[0, 5]]]), {})]);
    expect(graph.nodes.map(({ lots, column }) => [lots, column])).toEqual([
      [1, 0],
      [1, 1],
      [1, 1],
    ]);
  });

  it('has at most 200 boxes of however many lots, and leaves none out', () => {
    const graph = graphOf([big()]);
    expect(graph.nodes.length).toBeLessThanOrEqual(200);
    expect(graph.nodes.reduce((sum, { lots }) => sum + lots, 0)).toBe(20_000);
    const svg = impactSvg(graph);
    expect(svg).toContain('20000 个批次');
    expect(svg).not.toContain('<script');
    const chain = familyOf(Array.from({ length: 700 }, (_, n) => (n === 0 ? [] : [[n - 1, 100] as const])));
    const long = graphOf([layOutImpact('down', [id(0)], chain, {}), layOutImpact('up', [id(0)], familyOf([[]]), {})]);
    expect(long.nodes.length).toBeLessThanOrEqual(200);
    expect(long.nodes.reduce((sum, { lots }) => sum + lots, 0)).toBe(700);
  });

  it('collapses siblings first', () => {
    const fan = familyOf([[], [[0, 9_000]], ...Array.from({ length: 300 }, () => [[0, 1] as const]), [[1, 100]]]);
    const graph = graphOf([layOutImpact('down', [id(0)], fan, {})]);
    expect(graph.nodes.map(({ lots }) => lots).sort((a, b) => a - b)).toEqual([1, 1, 301]);
  });
});

describe('the workbook', () => {
  const textOf = async (sheets: Parameters<typeof writeXlsx>[0]): Promise<Record<string, string>> => {
    const parts: Buffer[] = [];
    for await (const part of writeXlsx(sheets)) parts.push(part);
    const files = unzipSync(new Uint8Array(Buffer.concat(parts)));
    return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes).toString()]));
  };

  it('keeps texts texts and numbers numbers, whatever they hold', async () => {
    const files = await textOf([
      {
        name: '批次',
        rows: [
          ['=1+1', 12, null],
          ['<&"\u0000\ud800', -0.5, '龘㙍'],
        ],
      },
    ]);
    expect(files['xl/worksheets/sheet1.xml']).toContain(
      '<row><c t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c><c><v>12</v></c><c/></row>',
    );
    expect(files['xl/worksheets/sheet1.xml']).toContain('&#60;&#38;&#34;\ufffd</t>');
    expect(files['xl/workbook.xml']).toContain('<sheet name="批次" sheetId="1" r:id="rId1"/>');
    expect(Object.keys(files)).toContain('[Content_Types].xml');
  });

  it('goes on in a further sheet when one is full', async () => {
    function* many(): Generator<number[]> {
      for (let n = 0; n < 1_048_580; n += 1) yield [];
    }
    const files = await textOf([{ name: '多', rows: many() }]);
    expect(files['xl/workbook.xml']).toContain('name="多 (2)"');
    expect(files['xl/worksheets/sheet2.xml']!.match(/<row>/g)).toHaveLength(4);
  }, 30_000);
});
