import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { RULES } from '../src/rules/catalogue.js';
import { RULE_TABLES } from './support/rule-tables.js';

const source = (path: string) => readFileSync(join(import.meta.dirname, '../src', `${path}.ts`), 'utf8');
/** The titles of describe blocks that hold a table. */
const tables = (spec: string) =>
  spec
    .split(/^describe\(/m)
    .slice(1)
    .filter((block) => block.includes('.each'))
    .map((block) => block.slice(0, block.indexOf('\n')));

describe('every rule is a pure function with a table of its own', () => {
  it('of the catalogue, and no other', () =>
    expect(Object.keys(RULE_TABLES)).toEqual(RULES.map(({ id }) => id as string)));

  it.each(Object.entries(RULE_TABLES))('%s', (ruleId, [file, pure, spec]) => {
    const code = source(file);
    expect(code).toContain(`export function ${pure}(`);
    expect(code).toContain(ruleId);
    // Pure: no framework, no database, no clock.
    expect(code).not.toMatch(/from '(@nestjs|typeorm|node:)|\.query\(|Date\.now\(|new Date\(\)|\basync\b/);
    const told = source(`${spec}.spec`);
    expect(told).toMatch(new RegExp(`\\b${pure}\\b[^;]*from '[^']*/${basename(file)}\\.js'`));
    expect(told).toContain(`${pure}(`);
    expect(tables(told).some((title) => title.includes(ruleId))).toBe(true);
  });
});
