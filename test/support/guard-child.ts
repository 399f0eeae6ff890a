// Started by lifecycle.spec.ts, ten at once: tries to be the one copy, says how it went, and waits for its input's end.
import { SingleInstance } from '../../src/platform/lifecycle/single-instance.js';

try {
  SingleInstance.acquire(process.argv[2]!);
  process.stdout.write('mine');
} catch (error) {
  process.stdout.write((error as Error).name);
}
process.stdin.resume();
