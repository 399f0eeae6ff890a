// The last words of a test run: what was not run, by name and why, and the counts alone on a line.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/** After the results are known, something that keeps the process alive may do so for this long. */
const LINGER_MS = 20_000;

export default class ClosingReporter {
  #config;
  #error;
  #ofThisRun;

  /** jest itself gives a context; a test of this reporter does not, and must not be ended by it. */
  constructor(globalConfig, _options, context) {
    this.#config = globalConfig;
    this.#ofThisRun = context !== undefined;
  }

  onRunComplete(_contexts, results) {
    // With -t most tests are left out by wish.
    const byWish = (this.#config.testNamePattern ?? '') !== '';
    const notRun = byWish ? [] : namesNotRun(results);
    // A file that does not even load has no test to count, and must not pass for "0 failed".
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const lines = [];
    if (notRun.length > 0) {
      const reasons = readReasons();
      lines.push('', `Not run (${notRun.length}):`, ...notRun.map((name) => `  ${name}${reasonFor(name, reasons)}`));
      if (process.env.CI === 'true') this.#error = new Error(`${notRun.length} tests were not run, and CI is true`);
    }
    lines.push(
      '',
      `${results.numPassedTests} passed, ${failed} failed${notRun.length ? `, ${notRun.length} skipped` : ''}`,
      '',
    );
    process.stdout.write(lines.join('\n'));
    if (!this.#ofThisRun) return;
    const code = results.success && !this.#error ? 0 : 1;
    setTimeout(() => {
      process.stderr.write('Something in the tests was not closed and kept jest alive.\n');
      process.exit(code || 1);
    }, LINGER_MS).unref();
  }

  getLastError() {
    return this.#error;
  }
}

function namesNotRun({ testResults }) {
  return testResults.flatMap(({ testFilePath, testResults: tests }) =>
    tests
      .filter(({ status }) => status === 'pending' || status === 'todo' || status === 'disabled')
      .map(({ fullName }) => `${testFilePath.slice(process.cwd().length + 1)}: ${fullName}`),
  );
}

/** Written by needs.ts: [title of the group, why it is not run]. */
function readReasons() {
  const folder = join(process.env.BENCAO_TEST_RUN ?? '', 'needs');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')));
}

function reasonFor(name, reasons) {
  const found = reasons.find(([title]) => name.includes(title));
  return found ? ` (${found[1]})` : ' (skipped in the source)';
}
