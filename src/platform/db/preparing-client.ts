import { SteadyClient } from './steady-client.js';

// Put before a statement that runs very often: /* keep: insert-facts */ insert …
const MARK = /^\s*\/\* keep: ([a-z-]+) \*\//;

/**
 * A connection that parses a statement marked `keep` once and afterwards only executes it: for the few long statements
 * of the write path, whose planning costs more than a small set of rows. The mark is in the text, so that a mapper that
 * only passes texts on need not know of it. One name, one text: PostgreSQL's driver refuses a second.
 */
export class PreparingClient extends SteadyClient {
  // The signature of the one overload that both the mapper and the pool use.
  override query(...given: unknown[]): never {
    const [text, values, ...rest] = given;
    const name = typeof text === 'string' ? MARK.exec(text)?.[1] : undefined;
    const passed = name === undefined ? given : [{ name, text, values }, ...rest];
    return (super.query as (...args: unknown[]) => never).apply(this, passed);
  }
}
