/** What a stop needs to know. */
export interface StopOptions {
  /** The orderly end, called once. */
  stop: () => Promise<void>;
  /** The last thing before an end by force: it must not wait for anything. */
  abandon?: () => void;
  /** Milliseconds the orderly end may take. */
  timeoutMs: number;
  log: (line: string) => void;
  /** Where signals come from and exits go to; the process itself except in tests. */
  host?: Pick<NodeJS.Process, 'on' | 'exit'>;
}

/** One Ctrl-C comes twice when npm started us: from the terminal, and passed on by npm. */
const SAME_PRESS_MS = 400;

/**
 * SIGTERM, SIGINT or SIGHUP begin the orderly end. A second SIGINT, or the end of the time allowed, ends by force with
 * exit code 1: what was acknowledged is in the database already, so force costs patience and never data.
 */
export function stopOnSignals({ stop, abandon, timeoutMs, log, host = process }: StopOptions): void {
  let begun: number | undefined;
  const force = (why: string): void => {
    log(why);
    abandon?.();
    host.exit(1);
  };
  const begin = (signal: string): void => {
    if (begun !== undefined) {
      if (signal === 'SIGINT' && Date.now() - begun > SAME_PRESS_MS) force('Stopping at once. 立即停止。');
      return;
    }
    begun = Date.now();
    log(`Stopping (${signal}); once more to force. 正在停止……`);
    const limit = setTimeout(() => force(`Not stopped after ${timeoutMs} ms; ending by force.`), timeoutMs);
    stop().then(
      () => {
        clearTimeout(limit);
        log('Stopped. 已停止。');
        host.exit(0);
      },
      (error: unknown) => force(`The stop failed: ${error instanceof Error ? error.message : String(error)}`),
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) host.on(signal, () => begin(signal));
}
