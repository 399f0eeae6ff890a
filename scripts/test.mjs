// `npm test` and `npm run test:long`: everything on real parts. Further arguments go to jest.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { ensureInstalled, ensureNode, root, run } from './prepare.mjs';
import { provide } from './programs.mjs';

ensureNode();
process.chdir(root);
ensureInstalled();
provide();
const given = process.argv.slice(2);
const long = given.includes('--long');
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
if (!existsSync(jest)) throw new Error('jest is missing after the installation');
const flags = ['--experimental-vm-modules', '--no-warnings=ExperimentalWarning'];
process.exit(
  run(process.execPath, [...flags, jest, ...given.filter((argument) => argument !== '--long')], {
    ...process.env,
    ...(long ? { BENCAO_TEST_LONG: '1' } : {}),
  }),
);
