/** A thing that took 20 ms to make rests 80 ms: making it takes a fifth of one processor at most, however often asked for. */
const REST = 4;
/** But nobody waits longer than this for what is new. */
const MAX_REST_MS = 2_000;

interface Line {
  /** Asked for and not begun. */
  next: Promise<void> | undefined;
  running: Promise<void>;
}

/**
 * Makes things anew when asked, each at most once at a time and not without rest: all who ask while one making runs or
 * rests share the next one, which begins after each of them has asked. A field of a hundred records a second thus costs
 * its pages a few writings, not a hundred.
 */
export class PacedOrders {
  private readonly lines = new Map<string, Line>();
  private readonly resting = new Set<() => void>();
  private hurried = false;

  constructor(private readonly make: (key: string) => Promise<unknown>) {}

  /** Resolves when a making that began after this call has ended; rejects as it rejects. */
  order(key: string): Promise<void> {
    const line = this.lines.get(key) ?? { next: undefined, running: Promise.resolve() };
    this.lines.set(key, line);
    line.next ??= line.running.then(() => this.begin(key, line));
    return line.next;
  }

  /** No rest any more: the process ends and only finishes what was asked for. */
  hurry(): void {
    this.hurried = true;
    for (const wake of this.resting) wake();
  }

  private async begin(key: string, line: Line): Promise<void> {
    line.next = undefined;
    const began = performance.now();
    const made = Promise.resolve(this.make(key)).then(() => undefined);
    line.running = made
      .catch(() => undefined)
      .then(() => this.rest(performance.now() - began))
      .then(() => {
        if (line.next === undefined) this.lines.delete(key);
      });
    return made;
  }

  private rest(tookMs: number): Promise<void> {
    if (this.hurried) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.resting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.min(MAX_REST_MS, REST * tookMs));
      this.resting.add(wake);
    });
  }
}
