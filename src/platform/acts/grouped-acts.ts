/** Groups of acts at once; the next one gathers while these two wait for the disk. */
const GROUPS_AT_ONCE = 2;
/** The most acts of one group: beyond this a longer wait buys nothing. */
const GROUP_SIZE = 256;

interface Waiting<B, O> {
  body: B;
  resolve: (outcome: O) => void;
}

interface Line<B, O> {
  waiting: Waiting<B, O>[];
  running: number;
  /** A start is due at the end of this turn of the event loop. */
  due: boolean;
}

/**
 * Group commit: acts that arrive in one turn of the event loop, or while others of the same line are being committed, go
 * together in the next transaction. A quiet line performs each act at once; a busy one pays the round trips and the
 * flush to disk once for a whole group. `perform` must answer every act, in order, and never throw.
 */
export class GroupedActs<B, O> {
  private readonly lines = new Map<string, Line<B, O>>();

  /** `line` names what may share a transaction: the same person acting for the same organisation. */
  add(line: string, body: B, perform: (bodies: B[]) => Promise<O[]>): Promise<O> {
    const queue = this.lines.get(line) ?? { waiting: [], running: 0, due: false };
    this.lines.set(line, queue);
    return new Promise((resolve) => {
      queue.waiting.push({ body, resolve });
      this.startSoon(line, queue, perform);
    });
  }

  /** At the end of the turn, so that whoever was answered together is gathered together again. */
  private startSoon(line: string, queue: Line<B, O>, perform: (bodies: B[]) => Promise<O[]>): void {
    if (queue.due) return;
    queue.due = true;
    setImmediate(() => {
      queue.due = false;
      if (queue.running === 0 && queue.waiting.length === 0) this.lines.delete(line);
      else if (queue.running < GROUPS_AT_ONCE && queue.waiting.length > 0) void this.run(line, queue, perform);
    });
  }

  private async run(line: string, queue: Line<B, O>, perform: (bodies: B[]) => Promise<O[]>): Promise<void> {
    queue.running += 1;
    const group = queue.waiting.splice(0, GROUP_SIZE);
    if (queue.waiting.length > 0) this.startSoon(line, queue, perform);
    const outcomes = await perform(group.map(({ body }) => body));
    queue.running -= 1;
    group.forEach(({ resolve }, index) => resolve(outcomes[index]!));
    this.startSoon(line, queue, perform);
  }
}
