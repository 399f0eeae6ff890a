import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { offences, type SourceFile } from './support/house-law.js';

const root = resolve(import.meta.dirname, '..');

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.spec\.tsx?$/.test(file))
    .map((file) => join(folder, file).split(sep).join('/'));
}

function read(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  const imports = [...text.matchAll(/(?:^|\n)\s*(?:import|export)\s(?:[^'";]*?\sfrom\s)?'(\.{1,2}\/[^']+)'/g)].map(
    (match) =>
      relative(root, resolve(root, dirname(path), match[1]!.replace(/\.js$/, '')))
        .split(sep)
        .join('/'),
  );
  return { path, text, imports };
}

describe('the law of the house', () => {
  const files = sources('src').map(read);

  it('has rooms to judge', () => expect(files.length).toBeGreaterThan(20));

  it('is kept by every file: floors, no sideways imports, no cycles, no barrels, one reader of the environment', () => {
    expect(offences(files)).toEqual([]);
  });

  it('keeps the browser apps and the server apart', () => {
    const crossing = files.filter(({ imports }) => imports.some((target) => target.startsWith('web/')));
    expect(crossing.map(({ path }) => path)).toEqual([]);
  });
});

describe('a planted offence is named', () => {
  const clean = (path: string, text = '', imports: string[] = []): SourceFile => ({ path, text, imports });

  it.each([
    [
      'sideways',
      clean('src/processing/side.ts', '', ['src/quality/quality.service']),
      'src/processing/side.ts → src/quality/quality.service',
    ],
    [
      'upwards',
      clean('src/lots/up.ts', '', ['src/planting/planting.service']),
      'src/lots/up.ts → src/planting/planting.service',
    ],
    [
      'an act read from above past its facts',
      clean('src/trace/a.ts', '', ['src/quality/quality.service']),
      'src/trace/a.ts → src/quality/quality.service',
    ],
    ['an unknown room', clean('src/utils/a.ts'), 'src/utils/a.ts: no room of the house'],
    ['a barrel', clean('src/lots/index.ts'), 'src/lots/index.ts: barrels hide who uses what'],
    ['forwardRef', clean('src/lots/a.ts', 'forwardRef(() => X)'), 'src/lots/a.ts: forwardRef'],
    [
      'a second reader of the environment',
      clean('src/lots/a.ts', 'process.env.PORT'),
      'src/lots/a.ts: reads process.env',
    ],
    [
      'an HTTP exception in a room',
      clean('src/lots/a.ts', "import { NotFoundException } from '@nestjs/common'"),
      'src/lots/a.ts: throws an HTTP exception',
    ],
    [
      'a pure file with SQL',
      clean('src/lots/shares.ts', "import type { DataSource } from 'typeorm'"),
      'src/lots/shares.ts: a file without suffix is pure',
    ],
  ])('%s', (_, file, expected) => {
    expect(offences([file]).some((offence) => offence.startsWith(expected))).toBe(true);
  });

  it('a cycle', () => {
    const files = [clean('src/lots/a.ts', '', ['src/lots/b']), clean('src/lots/b.ts', '', ['src/lots/a'])];
    expect(offences(files).join()).toContain('cycle: src/lots/a.ts → src/lots/b.ts → src/lots/a.ts');
  });

  it('but facts types of an act may be read from above', () => {
    expect(offences([clean('src/trace/a.ts', '', ['src/quality/quality.facts', 'src/codes/codes.service'])])).toEqual(
      [],
    );
  });
});
