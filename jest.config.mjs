import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { vendored } from './test/support/vendor.mjs';
import { swcOptions } from './test/support/swc-options.mjs';

// ESM under jest needs a flag of node itself. A plain `npx jest src/lots` starts again with it, once.
const flag = '--experimental-vm-modules';
const options = process.env.NODE_OPTIONS ?? '';
if (!process.execArgv.includes(flag) && !options.includes(flag)) {
  const again = spawnSync(process.execPath, process.argv.slice(1), {
    stdio: 'inherit',
    env: { ...process.env, NODE_OPTIONS: `${options} ${flag} --no-warnings=ExperimentalWarning`.trim() },
  });
  process.exit(again.status ?? 1);
}

const long = process.env.BENCAO_TEST_LONG === '1';

/** Jest in ESM mode: NestJS 12 is ESM only, and Node 20 cannot load it from CommonJS under jest. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.data', '<rootDir>/.test'],
  // Campaigns of minutes are *.long.ts and run by `npm run test:long`.
  testRegex: long ? '\\.long\\.ts$' : '\\.spec\\.tsx?$',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleNameMapper: { ...(await vendored()), '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.tsx?$': ['@swc/jest', swcOptions],
  },
  globalSetup: './test/support/jest-global-setup.mjs',
  globalTeardown: './test/support/jest-global-teardown.mjs',
  // Real servers on a busy two-core machine: a generous limit, so that red means wrong and not slow.
  testTimeout: long ? 600_000 : 30_000,
  testSequencer: './test/support/longest-first.mjs',
  reporters: ['default', './test/support/closing-reporter.mjs'],
  maxWorkers: 2,
};
