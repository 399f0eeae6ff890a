import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { climateExcursion } from './climate-excursion.js';
import {
  excursionRuns,
  ONE_EXCURSION_MS,
  reconcile,
  type ExcursionRun,
  type JudgedPlacement,
  type KnownExcursion,
} from './excursion-runs.js';
import { readReading, timeOf, type Reading } from './reading.js';
import { csvReadings } from './readings-csv.js';

const MINUTE = 60_000;
const BOUNDS = { earliest: Date.parse('2020-01-01T00:00:00Z'), latest: Date.parse('2026-01-01T00:00:00Z') };
const AT = '2025-09-01T08:00:00+08:00';

describe('a reading', () => {
  const read = (change: object) =>
    readReading({ sensor: 'T1', at: AT, celsius: 18.5, humidity: 60, ...change }, BOUNDS);

  it.each([
    [{}, 1850, 6000],
    [{ celsius: '18.5', humidity: '60' }, 1850, 6000],
    [{ celsius: '-3.456 ℃', humidity: '60%' }, -346, 6000],
    [{ celsius: -90, humidity: 100 }, -9000, 10_000],
    [{ celsius: 150, humidity: 0 }, 15_000, 0],
    [{ humidity: '' }, 1850, null],
    [{ celsius: null }, null, 6000],
  ])('%j is taken in hundredths', (change, celsius, humidity) =>
    expect(read(change)).toMatchObject({ celsius, humidity }),
  );

  it.each([
    ['NaN', { celsius: 'NaN' }],
    ['a thousand million degrees', { celsius: 1e9 }],
    ['a thousand million degrees in text', { celsius: '1000000000' }],
    ['beyond the coldest', { celsius: -90.01 }],
    ['beyond the hottest', { celsius: 150.01 }],
    ['wetter than water', { humidity: 100.01 }],
    ['drier than dry', { humidity: -0.01 }],
    ['hexadecimal', { celsius: '0x12' }],
    ['with an exponent', { celsius: '1e1' }],
    ['with nothing', { celsius: null, humidity: '' }],
    ['of no sensor', { sensor: ' ' }],
    ['of no time', { at: undefined }],
    ['of a day that never was', { at: '2025-02-30T08:00:00Z' }],
    ['of tomorrow', { at: '2026-01-01T00:00:01Z' }],
    ['of long ago', { at: '2019-12-31T23:59:59Z' }],
    ['that is a list', { celsius: [18] }],
  ])('%s is refused with words', (_, change) => expect(read(change)).toMatchObject({ zh: expect.any(String) }));

  it.each([
    ['2025-09-01T08:00:00+08:00', '2025-09-01T00:00:00.000Z'],
    ['2025-09-01 08:00:05', '2025-09-01T00:00:05.000Z'],
    ['2025/9/1 8:00', '2025-09-01T00:00:00.000Z'],
    ['2025-09-01T00:00:00.25Z', '2025-09-01T00:00:00.250Z'],
  ])('%s is %s', (text, iso) => expect(new Date(timeOf(text)!).toISOString()).toBe(iso));

  it.each(['2025-13-01T00:00:00Z', '20250901', '8:00', '2025-09-01T24:00:00Z', 'yesterday', 1_700_000_000])(
    '%s is no time',
    (text) => expect(timeOf(text)).toBeUndefined(),
  );
});

describe('a file of readings', () => {
  const lines = (bytes: Uint8Array) => {
    const found = [];
    const generator = csvReadings(bytes);
    for (let next = generator.next(); ; next = generator.next()) {
      if (next.done === true) return { found, fault: next.value };
      found.push(next.value);
    }
  };
  const utf8 = (text: string) => Buffer.from(text, 'utf8');
  const LINE = { sensor: '阴凉库1', at: '2025-09-01 08:00', celsius: '18.5', humidity: '60' };
  /** 探头,时间,温度,湿度 and 阴凉库1 in GB18030. */
  const GB = Buffer.concat([
    Buffer.from([
      0xcc, 0xbd, 0xcd, 0xb7, 0x2c, 0xca, 0xb1, 0xbc, 0xe4, 0x2c, 0xce, 0xc2, 0xb6, 0xc8, 0x2c, 0xca, 0xaa, 0xb6, 0xc8,
      0x0a,
    ]),
    Buffer.from([0xd2, 0xf5, 0xc1, 0xb9, 0xbf, 0xe2]),
    Buffer.from('1,2025-09-01 08:00,18.5,60\n'),
  ]);

  it.each([
    ['as UTF-8', utf8('sensor,at,celsius,humidity\n阴凉库1,2025-09-01 08:00,18.5,60\n')],
    ['with a mark, CRLF and no last line end', utf8('\ufeff探头,时间,温度,湿度\r\n阴凉库1,2025-09-01 08:00,18.5,60')],
    ['in GB18030', GB],
    [
      'with semicolons, quotes and another order',
      utf8('"湿度";"温度";"时间";"探头"\n"60";"18.5";"2025-09-01 08:00";"阴凉库1"\n'),
    ],
  ])('is read %s', (_, bytes) => expect(lines(bytes)).toEqual({ found: [LINE], fault: undefined }));

  it('gives a line that was cut off as what is left of it', () => {
    const { found } = lines(utf8('sensor,at,celsius,humidity\nT1,2025-09-01 08:00,18.5,60\nT1,2025-09'));
    expect(found[1]).toEqual({ sensor: 'T1', at: '2025-09', celsius: '', humidity: '' });
  });

  it.each([
    ['empty', Buffer.alloc(0)],
    ['not-text', Buffer.from([0x50, 0x4b, 0x03, 0x04, 0x00, 0xff, 0xff])],
    ['no-header', utf8('T1,2025-09-01 08:00,18.5,60\n')],
  ])('is refused when %s', (fault, bytes) => expect(lines(bytes).fault).toBe(fault));
});

describe('an excursion', () => {
  const band = { celsiusMin: null, celsiusMax: 2000, humidityMin: 3500, humidityMax: 7500 };
  const zone: JudgedPlacement = { id: 'zone', from: 0, until: null, band };
  const at = (minute: number, celsius: number | null, humidity: number | null = 5000): Reading => ({
    at: minute * MINUTE,
    celsius,
    humidity,
  });
  const runs = (readings: Reading[], placements = [zone]) =>
    excursionRuns(readings, placements).map(({ quantity, side, worst, from, to }) => [
      ...[quantity, side, worst, from / MINUTE, to === null ? null : to / MINUTE],
    ]);

  it.each([
    ['none on the bound', [at(0, 2000, 7500), at(1, 1999, 3500)], []],
    ['one beyond it', [at(0, 2000), at(1, 2001), at(2, 2000)], [['celsius', 'above', 2001, 1, 2]]],
    ['open at the end', [at(0, 2000), at(1, 2001), at(9, 2700)], [['celsius', 'above', 2700, 1, null]]],
    ['one over a silence', [at(0, 2100), at(600, 2200), at(601, 1900)], [['celsius', 'above', 2200, 0, 601]]],
    [
      'one where the value dances on the bound',
      [at(0, 2100), at(5, 1900), at(29, 2300), at(35, 1900)],
      [['celsius', 'above', 2300, 0, 35]],
    ],
    [
      'two where it was well for half an hour',
      [at(0, 2100), at(5, 1900), at(30, 2300), at(35, 1900)],
      [
        ['celsius', 'above', 2100, 0, 5],
        ['celsius', 'above', 2300, 30, 35],
      ],
    ],
    [
      'one for each side and quantity',
      [at(0, 2100, 3000), at(1, 1900, 8000), at(2, 1900, 5000)],
      [
        ['celsius', 'above', 2100, 0, 1],
        ['humidity', 'below', 3000, 0, 1],
        ['humidity', 'above', 8000, 1, 2],
      ],
    ],
    ['none of what was not measured', [at(0, null, 5000), at(1, null, null)], []],
  ] as [string, Reading[], unknown[]][])('%s', (_, readings, expected) => expect(runs(readings)).toEqual(expected));

  it('ends where the sensor is taken away, and is not judged where it stands nowhere', () => {
    const gone = { ...zone, until: 10 * MINUTE };
    expect(runs([at(9, 2100), at(11, 2500)], [gone])).toEqual([['celsius', 'above', 2100, 9, 10]]);
    const cold: JudgedPlacement = { id: 'cold', from: 10 * MINUTE, until: null, band: { ...band, celsiusMax: 1000 } };
    expect(runs([at(9, 1500), at(11, 1500)], [gone, cold])).toEqual([['celsius', 'above', 1500, 11, null]]);
  });

  it('is the same whatever comes first: late readings end at what all readings say', () => {
    const reading = fc.record({ minute: fc.nat(400), celsius: fc.constantFrom(1900, 2000, 2001, 2400) });
    const readings = fc.uniqueArray(reading, { selector: ({ minute }) => minute, maxLength: 40 });
    fc.assert(
      fc.property(readings, fc.array(fc.nat(40), { maxLength: 3 }), (given, cuts) => {
        const sent = given.map(({ minute, celsius }) => at(minute, celsius));
        let known: KnownExcursion[] = [];
        let kept: Reading[] = [];
        let names = 0;
        const ends = [...new Set([...cuts.filter((cut) => cut < sent.length), sent.length])].sort((a, b) => a - b);
        let done = 0;
        for (const end of ends) {
          kept = [...kept, ...sent.slice(done, end)].sort((a, b) => a.at - b.at);
          done = end;
          for (const { excursion, n, run, withdrawn } of reconcile(known, excursionRuns(kept, [zone]))) {
            known = known.filter((old) => old.excursion !== excursion);
            if (!withdrawn) known.push({ ...run, excursion: excursion ?? `e${(names += 1)}`, n });
          }
        }
        const bare = (all: ExcursionRun[]) => all.map(({ from, to, worst }) => `${from} ${String(to)} ${worst}`).sort();
        expect(bare(known)).toEqual(bare(excursionRuns(kept, [zone])));
      }),
      { numRuns: 300 },
    );
  });

  it('is a new state only when something changed', () => {
    const [run] = excursionRuns([at(0, 2100), at(1, 1900)], [zone]);
    const known = [{ ...run!, excursion: 'e1', n: 1 }];
    expect(reconcile(known, [run!])).toEqual([]);
    expect(reconcile(known, [{ ...run!, worst: 2500 }])).toMatchObject([{ excursion: 'e1', n: 2, withdrawn: false }]);
    expect(reconcile(known, [])).toMatchObject([{ excursion: 'e1', n: 2, withdrawn: true }]);
    expect(ONE_EXCURSION_MS).toBe(30 * MINUTE);
  });

  it('is told with bound, worst and how long (R-30)', () => {
    const told = {
      quantity: 'celsius',
      side: 'above',
      bound: 20,
      worst: 27.35,
      from: '2025-09-01T00:00:00.000Z',
    } as const;
    const [open] = climateExcursion(told);
    expect([open!.ruleId, open!.level, open!.message.zh]).toEqual([
      'R-30',
      'warn',
      expect.stringContaining('高于 20 ℃，极值 27.35 ℃，仍在持续'),
    ]);
    const [over] = climateExcursion({ ...told, minutes: 95, journey: 'j' });
    expect(over!.message).toMatchObject({
      zh: expect.stringContaining('运输温度'),
      en: expect.stringContaining('for 95 minutes'),
    });
  });
});
