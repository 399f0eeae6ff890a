import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { YEARS_LOGINS } from '../seeds/years/years-identities.js';
import { DEMO_LOGINS, DEMO_PASSWORD } from '../seeds/demo-identities.js';
import { CONFIG_KEYS } from '../src/platform/config/config.js';

const root = resolve(import.meta.dirname, '..');
/** Tables are padded by the formatter; what counts is what stands in the cells. */
const read = (path: string): string => readFileSync(join(root, path), 'utf8').replace(/ {2,}/g, ' ');
const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs'))
    .filter((f) => f.endsWith('.md'))
    .map((f) => `docs/${f}`),
];

describe('the documents', () => {
  it('name every login of the demonstration with its role and organisation, and the password', () => {
    const readme = read('README.md');
    for (const { login, role, organisation, region } of [...DEMO_LOGINS, ...YEARS_LOGINS]) {
      expect(readme).toContain(
        `| \`${login}\` | ${role} | ${organisation.name} | ${region ?? ''} |`.replace('|  |', '| |'),
      );
    }
    expect(readme).toContain(`\`${DEMO_PASSWORD}\``);
  });

  it('name every setting that is read, and none that is not', () => {
    // A row may name several that belong together.
    const rows = [...read('README.md').matchAll(/^\| ((?:`[A-Z][A-Z0-9_]+`(?:, )?)+) *\|/gm)];
    const named = rows.flatMap(([, cell]) => [...cell!.matchAll(/`([A-Z0-9_]+)`/g)].map((match) => match[1]));
    expect([...named].sort()).toEqual([...CONFIG_KEYS].sort());
  });

  it('call only commands that exist', () => {
    const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts);
    for (const page of pages) {
      for (const [, name] of read(page).matchAll(/npm run ([a-z:-]+)/g))
        expect([page, scripts]).toEqual([page, expect.arrayContaining([name])]);
    }
  });

  it('link only to files that exist', () => {
    for (const page of pages) {
      for (const [, target] of read(page).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)) {
        expect([page, target, existsSync(join(root, dirname(page), target!))]).toEqual([page, target, true]);
      }
    }
  });

  it('name only source files that exist', () => {
    for (const page of ['ARCHITECTURE.md', 'docs/GLOSSARY.md', 'docs/adding-an-act.md']) {
      for (const [, path] of read(page).matchAll(
        /`((?:src\/)?(?:platform|ledger|identity|herbs|rules|lots|planting|processing|batches|quality|codes|trace)\/[\w./-]+\.tsx?|test\/[\w./-]+\.ts)`/g,
      )) {
        const full = path!.startsWith('test/') || path!.startsWith('src/') ? path! : `src/${path}`;
        expect([page, full, existsSync(join(root, full))]).toEqual([page, full, true]);
      }
    }
  });
});
