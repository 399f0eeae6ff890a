import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '../platform/ids.js';
import { readBoundary } from './boundary-text.js';
import { decodeTable, parseTable } from './csv-table.js';
import { MAX_PLOTS, readPlotFile } from './plot-file.js';
import { judgeRows, type PlotContext } from './plot-row.js';

/** A map drawn by hand of 0.001° squares, row by row. */
const ring = (n: number): string => {
  const x = 112.25 + n * 0.002;
  return `${x} 36.14; ${x + 0.001} 36.14; ${x + 0.001} 36.141; ${x} 36.141`;
};
/** 地块名称,农户,面积 in GB18030, as Chinese Excel saves it. */
const GB_HEADER = Buffer.from('b5d8bfe9c3fbb3c62cc5a9bba72cc3e6bbfd', 'hex');

describe('the text of a table', () => {
  it.each([
    ['UTF-8', Buffer.from('地块名称,农户,面积')],
    ['UTF-8 with a mark', Buffer.from('\ufeff地块名称,农户,面积')],
    ['GB18030', GB_HEADER],
    ['UTF-16', Buffer.from('\ufeff地块名称,农户,面积', 'utf16le')],
  ])('is read from %s', (_, bytes) => expect(decodeTable(bytes)).toEqual({ text: '地块名称,农户,面积' }));

  it('is refused where no encoding reads it', () =>
    expect(decodeTable(Buffer.from([0x41, 0xff, 0xff, 0x0a]))).toHaveProperty('fault'));

  it.each([
    [
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a;b\n1;"x;""y""\nz"\n',
      [
        ['a', 'b'],
        ['1', 'x;"y"\nz'],
      ],
    ],
    [
      'a\tb\n 1 \t" 2 "',
      [
        ['a', 'b'],
        ['1', ' 2 '],
      ],
    ],
    [
      'a，b\n1，2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\n\n,\n1,',
      [
        ['a', 'b'],
        ['1', ''],
      ],
    ],
  ])('%j', (text, cells) => {
    const table = parseTable(text);
    expect('lines' in table && table.lines.map((line) => line.cells)).toEqual(cells);
  });

  it('counts lines as an editor does, and names the one whose quote never ends', () => {
    expect(parseTable('a,b\n"x\ny",1\n\n2,3')).toEqual({
      lines: [
        { line: 1, cells: ['a', 'b'] },
        { line: 2, cells: ['x\ny', '1'] },
        { line: 5, cells: ['2', '3'] },
      ],
    });
    expect(parseTable('a,b\n1,"2\n3,4')).toMatchObject({ line: 2 });
  });

  it('comes back as it was written, whatever is in the cells', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '地', '"', ',', '\n', ' ', ';'), maxLength: 6 });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), (rows) => {
        const text = ['x,y', ...rows.map((row) => row.map((c) => `"${c.replaceAll('"', '""')}"`).join(','))].join('\n');
        const table = parseTable(text);
        const said = rows.filter((row) => row.some((c) => c !== ''));
        expect('lines' in table && table.lines.slice(1).map(({ cells }) => cells)).toEqual(said.map((row) => [...row]));
      }),
    );
  });
});

describe('a boundary in a cell', () => {
  const square = {
    type: 'Polygon',
    coordinates: [
      [
        [1, 2],
        [3, 2],
        [3, 4],
        [1, 2],
      ],
    ],
  };
  it.each([
    ['1 2; 3 2; 3 4'],
    ['1,2；3,2；3,4；1,2'],
    ['1 2\n3 2\n3 4'],
    ['POLYGON((1 2, 3 2, 3 4, 1 2))'],
    ['polygon ((1 2,3 2,3 4))'],
    [JSON.stringify(square)],
  ])('%s', (text) => expect(readBoundary(text)).toEqual({ boundary: square }));
  it('with a hole', () =>
    expect(readBoundary('POLYGON((0 0,9 0,9 9,0 0),(1 1,2 1,2 2,1 1))')).toMatchObject({
      boundary: { coordinates: [{ length: 4 }, { length: 4 }] },
    }));
  it.each([['东到路'], ['1 2; x'], ['POINT(1 2)'], ['{'], ['1 2 3']])('%s is none', (text) =>
    expect(readBoundary(text)).toHaveProperty('fault'),
  );
});

describe('a file of plots', () => {
  const base = newId();
  const context: PlotContext = {
    bases: [
      { id: base, name: '和川基地' },
      { id: newId(), name: '同名' },
      { id: newId(), name: '同名' },
    ],
    defaultBase: base,
    growers: new Set(),
    taken: new Set([`${base}/老地块`]),
  };
  /** `row column` of every fault, of the reading and of the judging. */
  const faultsOf = (text: string | Buffer, format: 'csv' | 'geojson' = 'csv', known = context): string[] => {
    const read = readPlotFile(format, Buffer.from(text));
    return [...read.faults, ...judgeRows(read.rows, known).faults].map(({ row, column }) => `${row} ${column}`);
  };
  const table = (...lines: string[]): string => ['地块名称,农户,面积,边界,共同农户,基地', ...lines].join('\n');

  it.each([
    ['nothing wrong', table(`西坡,王秀英,15,${ring(0)}`), []],
    ['a name twice', table(`西坡,王,,${ring(0)}`, `西坡,王,,${ring(1)}`), ['3 地块名称']],
    ['a name of before', table(`老地块,王,,${ring(0)}`), ['2 地块名称']],
    ['nobody', table(`西坡,,,${ring(0)}`), ['2 农户']],
    ['a stranger by id', table(`西坡,${newId()},,${ring(0)}`), ['2 农户']],
    ['no area', table(`西坡,王,十五,${ring(0)}`), ['2 面积']],
    ['an area of nothing', table(`西坡,王,0.00,${ring(0)}`), ['2 面积']],
    ['no boundary', table(`西坡,王,15`), ['2 边界']],
    ['words for a boundary', table(`西坡,王,15,东到路`), ['2 边界']],
    ['a boundary at sea', table(`西坡,王,15,36.14 112.25; 36.15 112.25; 36.15 112.26`), ['2 边界']],
    ['a line for a boundary', table(`西坡,王,15,112.25 36.14; 112.26 36.15`), ['2 边界']],
    ['a base of others', table(`西坡,王,15,${ring(0)},,别家基地`), ['2 基地']],
    ['a base of two', table(`西坡,王,15,${ring(0)},,同名`), ['2 基地']],
    ['cells beyond the header', table(`西坡,王,15,${ring(0)},,,多`), ['2 ']],
    ['a column missing', `地块名称,边界\n西坡,${ring(0)}`, ['1 农户']],
    ['a column twice', `地块名称,农户,边界,农户\n西坡,王,${ring(0)},李`, ['1 农户']],
    ['an invisible letter', table(`西\u202e坡,王,,${ring(0)}`), ['2 地块名称']],
    ['everything at once', table(`,,零,x,,谁`), ['2 边界', '2 地块名称', '2 农户', '2 面积', '2 基地']],
    ['a header alone', '地块名称,农户,边界', ['0 ']],
    ['nothing', '', ['0 ']],
    ['too many', table(...Array.from({ length: MAX_PLOTS + 1 }, (_, n) => `${n},王,,${ring(0)}`)), ['0 ']],
  ])('with %s', (_, text, expected) => expect(faultsOf(text)).toEqual(expected));

  it('needs a base where none is given for all', () => {
    const { defaultBase: _, ...known } = context;
    expect(faultsOf(table(`西坡,王,15,${ring(0)}`), 'csv', known)).toEqual(['2 基地']);
    expect(faultsOf(table(`西坡,王,15,${ring(0)},,和川基地`), 'csv', known)).toEqual([]);
  });

  it('names several growers, and is of its base', () => {
    const { rows } = readPlotFile('csv', Buffer.from(table(`西坡,王秀英,14.5,"${ring(0)}",李四、张三,和川基地`)));
    expect(judgeRows(rows, context).plots).toMatchObject([
      { row: 2, base, name: '西坡', grower: '王秀英', sharedWith: ['李四', '张三'], statedMu: '14.5' },
    ]);
  });

  it('may be a map', () => {
    const square = (n: number) => ({
      type: 'Polygon',
      coordinates: [
        ring(n)
          .split('; ')
          .map((p) => p.split(' ').map(Number)),
      ],
    });
    const closed = (n: number) => {
      const { type, coordinates } = square(n);
      return { type, coordinates: [[...coordinates[0]!, coordinates[0]![0]!]] };
    };
    const map = (...features: object[]) => JSON.stringify({ type: 'FeatureCollection', features });
    const feature = (n: number, properties: object | null, geometry: unknown = closed(n)) => ({
      type: 'Feature',
      properties,
      geometry,
    });
    expect(faultsOf(map(feature(0, { name: '西坡', grower: '王', statedMu: 15 })), 'geojson')).toEqual([]);
    const many = { type: 'MultiPolygon', coordinates: [closed(0).coordinates] };
    expect(faultsOf(map(feature(0, { name: '西坡', grower: '王' }, many)), 'geojson')).toEqual([]);
    expect(
      faultsOf(
        map(
          feature(0, null),
          feature(1, { name: '甲', grower: '王' }, square(1)),
          feature(2, { name: '乙', grower: '王' }, null),
          feature(3, { name: ['丙'], grower: '王' }),
        ),
        'geojson',
      ),
    ).toEqual(['4 name', '1 name', '1 grower', '2 geometry', '3 geometry', '4 name']);
    expect(faultsOf('{"type":"Feature"}', 'geojson')).toEqual(['0 ']);
    expect(faultsOf('{"type":', 'geojson')).toEqual(['0 ']);
  });

  it('is read or refused, and never breaks, whatever the bytes', () =>
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom('csv' as const, 'geojson' as const),
        (bytes, format) => {
          const read = readPlotFile(format, bytes);
          judgeRows(read.rows, context);
        },
      ),
    ));
});
