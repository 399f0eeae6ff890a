import { Injectable, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../platform/clock.js';
import { Loop } from '../platform/loop.js';

const FLUSH_MS = 300;
/** Different codes waiting to be written. With the database away for long, further codes are not counted rather than all memory used. */
const MAX_WAITING = 50_000;

interface Waiting {
  range: number;
  serial: number;
  count: number;
  firstAt: Date;
  lastAt: Date;
}

/**
 * Counts looks at codes off the request path: in memory, written a few times a second in one statement. What is lost by a
 * kill -9 is the looks of the last moment; a count is a hint to the reader and no evidence.
 */
@Injectable()
export class ScanTally implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private waiting = new Map<string, Waiting>();
  private readonly loop = new Loop('scan-tally', FLUSH_MS, () => this.flush());

  constructor(
    @InjectDataSource('system') private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
    await this.flush().catch(() => undefined);
  }

  /** One human look at an issued code. Whoever calls has left out robots, HEAD requests and reloads. */
  note(range: number, serial: number): void {
    const key = `${range}.${serial}`;
    const now = this.clock.now();
    const known = this.waiting.get(key);
    if (known) {
      known.count += 1;
      known.lastAt = now;
    } else if (this.waiting.size < MAX_WAITING) {
      this.waiting.set(key, { range, serial, count: 1, firstAt: now, lastAt: now });
    }
  }

  /** What was noted of a code and is not written yet. */
  waitingFor(range: number, serial: number): { count: number; firstAt: Date } | undefined {
    return this.waiting.get(`${range}.${serial}`);
  }

  /** Writes what is waiting. On failure it waits on, with what came meanwhile. */
  async flush(): Promise<void> {
    if (this.waiting.size === 0) return;
    const taken = this.waiting;
    this.waiting = new Map();
    // Sorted, so that two processes lock rows in the same order.
    const rows = [...taken.values()].sort((a, b) => a.range - b.range || a.serial - b.serial);
    try {
      await this.db.query(
        `insert into scan_tally as t (range_no, serial, count, first_at, last_at)
         select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::timestamptz[], $5::timestamptz[])
         on conflict (range_no, serial) do update set count = t.count + excluded.count,
           first_at = least(t.first_at, excluded.first_at), last_at = greatest(t.last_at, excluded.last_at)`,
        [
          rows.map(({ range }) => range),
          rows.map(({ serial }) => serial),
          rows.map(({ count }) => count),
          rows.map(({ firstAt }) => firstAt),
          rows.map(({ lastAt }) => lastAt),
        ],
      );
    } catch (error) {
      for (const [key, row] of taken) this.putBack(key, row);
      throw error;
    }
  }

  private putBack(key: string, row: Waiting): void {
    const later = this.waiting.get(key);
    if (later) this.waiting.set(key, { ...row, count: row.count + later.count, lastAt: later.lastAt });
    else this.waiting.set(key, row);
  }
}
