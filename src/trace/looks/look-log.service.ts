import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { counter } from '../../platform/health/metrics.js';
import { Loop } from '../../platform/loop.js';
import { CopyJudge } from './copy-judge.service.js';
import { PlaceTable } from './ip-place.js';
import { networkOf } from '../budgets/network.js';
import { RELOAD_MINUTES, writeLooks, type NewLook } from './looks.queries.js';
import { VisitorKeys } from './visitor-keys.service.js';

const FLUSH_MS = 300;
/** Looks waiting to be written. With the database away for long, further looks are dropped and counted as dropped. */
const MAX_WAITING = 50_000;
/** Looks in one statement. */
const WRITE_AT_MOST = 2_000;
/** Looks remembered as possible reloads in each half of the window; beyond that the database alone tells a reload. */
const MAX_REMEMBERED = 100_000;
/** Looks of one network at one code that are noted in each window: a school class, and no flood. */
const OF_ONE_NETWORK = 60;

const recorded = counter('trace_looks_recorded_total', 'Looks of people at issued codes that were written down');
const dropped = counter('trace_looks_dropped_total', 'Looks that were not written down: too many were waiting');

/** What waits of one code. */
interface Waiting {
  count: number;
  firstAt: Date;
  places: number[];
}

/**
 * The scan record. A look is noted in memory and written a few times a second with all others, off the request path; a slow or absent
 * database slows no page. What a kill -9 takes is the looks of the last moment: a count is a hint to the reader and no evidence.
 */
@Injectable()
export class LookLog implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly table = PlaceTable.shipped();
  private queue: NewLook[] = [];
  private readonly waiting = new Map<string, Waiting>();
  /** When each visitor last looked at each code: those of the last minutes, and of the minutes before. */
  private seen: [Map<string, number>, Map<string, number>] = [new Map(), new Map()];
  /** How many looks of each network at each code were noted in this window. */
  private crowds = new Map<string, number>();
  private seenSince = 0;
  private writing = Promise.resolve();
  private readonly loop = new Loop('scan-record', FLUSH_MS, () => this.flush());

  constructor(
    @InjectDataSource('system') private readonly db: DataSource,
    private readonly visitors: VisitorKeys,
    private readonly judge: CopyJudge,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
    await this.flush().catch(() => undefined);
  }

  /**
   * One look of a person at an issued code. Whoever calls has left out robots, HEAD requests and prefetches. Gives what
   * is noted, or undefined when it is a reload, or one too many of its network, and does not count.
   */
  note(code: { range: number; serial: number }, address: string, agent: string): NewLook | undefined {
    const at = this.clock.now();
    // Before anything is hashed: most looks of a busy minute are reloads.
    if (this.isReload(`${code.range}.${code.serial} ${address} ${agent.slice(0, 200)}`, at.getTime())) return undefined;
    if (this.isCrowded(`${code.range}.${code.serial} ${networkOf(address)}`)) return undefined;
    const visitor = this.visitors.hash(address, agent, at);
    const network = this.visitors.networkHash(address, at);
    const place = this.table.placeOf(address);
    const look = { range: code.range, serial: code.serial, at, place, visitor, network };
    this.add(look);
    return look;
  }

  /** Puts a look into the queue; also for the looks of a simulation, which have times of their own. */
  add(look: NewLook): void {
    if (this.queue.length >= MAX_WAITING) return dropped.inc();
    this.queue.push(look);
    const key = `${look.range}.${look.serial}`;
    const known = this.waiting.get(key);
    if (!known) this.waiting.set(key, { count: 1, firstAt: look.at, places: [look.place] });
    else {
      known.count += 1;
      if (!known.places.includes(look.place)) known.places.push(look.place);
    }
  }

  /** What was noted of a code and is not written yet. */
  waitingFor({ range, serial }: { range: number; serial: number }): Readonly<Waiting> | undefined {
    return this.waiting.size === 0 ? undefined : this.waiting.get(`${range}.${serial}`);
  }

  /** Writes what is waiting, after whoever is writing. On failure it waits on, with what came meanwhile. */
  flush(): Promise<void> {
    this.writing = this.writing.catch(() => undefined).then(() => this.writeAll());
    return this.writing;
  }

  private async writeAll(): Promise<void> {
    while (this.queue.length > 0) {
      const taken = this.queue.splice(0, WRITE_AT_MOST);
      let again;
      try {
        again = await writeLooks(this.db, inOrder(taken));
      } catch (error) {
        this.queue.unshift(...taken);
        throw error;
      }
      for (const { range, serial } of taken) {
        const key = `${range}.${serial}`;
        const known = this.waiting.get(key);
        if (known && --known.count <= 0) this.waiting.delete(key);
      }
      recorded.inc(taken.length);
      this.judge.ask(again);
    }
  }

  private isReload(key: string, now: number): boolean {
    const window = RELOAD_MINUTES * 60_000;
    if (now - this.seenSince > window) {
      this.seen = [new Map(), this.seen[0]];
      this.crowds = new Map();
      this.seenSince = now;
    }
    const [newer, older] = this.seen;
    const last = newer.get(key) ?? older.get(key);
    if (last !== undefined && now - last < window) return true;
    if (newer.size < MAX_REMEMBERED) newer.set(key, now);
    return false;
  }

  private isCrowded(key: string): boolean {
    const noted = this.crowds.get(key) ?? 0;
    if (noted >= OF_ONE_NETWORK) return true;
    if (noted > 0 || this.crowds.size < MAX_REMEMBERED) this.crowds.set(key, noted + 1);
    return false;
  }
}

/** By code, so that two processes lock rows in the same order; reloads within one batch are left out, as the statement cannot see them. */
function inOrder(looks: readonly NewLook[]): NewLook[] {
  const sorted = [...looks].sort((a, b) => a.range - b.range || a.serial - b.serial || a.at.getTime() - b.at.getTime());
  const last = new Map<string, number>();
  return sorted.filter(({ range, serial, visitor, at }) => {
    if (!visitor) return true;
    const key = `${range}.${serial}.${visitor.toString('base64')}`;
    const before = last.get(key);
    if (before !== undefined && at.getTime() - before < RELOAD_MINUTES * 60_000) return false;
    last.set(key, at.getTime());
    return true;
  });
}
