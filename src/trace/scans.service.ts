import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { Config } from '../platform/config/config.js';
import type { HeaderList } from './answer-on-the-wire.js';
import { connectionOptions } from '../platform/db/connection-options.js';
import { DocumentCache } from './document-cache.js';
import { CodesService, type CodeFamily, type LabelHistory } from '../codes/codes.service.js';
import type { CopySign } from './looks/copy-rules.js';
import { LookLog } from './looks/look-log.service.js';
import { PageWriter } from './page-writer.service.js';
import { readDocument, type PublicDocument, type Variant } from './public-document.js';
import { NumbersBusy } from './trace.errors.js';
import { BATCH_QUERY, NUMBER_QUERY, SCAN_QUERY, type NumberedBatch, type ScanRow } from './scan.queries.js';

/** Connections of the hot path. More would split what one query can carry: 2 served more than 8 (performance.md §2a). */
const CONNECTIONS = 2;
/** A second query leaves only when the first has been away so long: what waits meanwhile goes together, in one query instead of several. */
const PATIENCE_MS = 2;
/** Look-ups by number that may wait for their one connection. */
const NUMBERS_WAITING = 50;
/** Codes in one query. */
const ASK_AT_MOST = 250;

/** A code that was issued, what stands against it now, and its page. */
export interface Scanned {
  /** Null for a label that stands on nothing. */
  lot: string | null;
  quality: 'pending' | 'released' | 'rejected';
  recalled: boolean;
  held: boolean;
  voided: boolean;
  scans: number;
  firstScanAt: number | null;
  /** Provinces of the looks on record, by the first digits of their codes. */
  places: readonly number[];
  /** Signs that the label was copied. */
  signs: readonly CopySign[];
  /** What it is inside of and what is inside it; absent for a code that stands alone. */
  family?: CodeFamily;
  /** What took its place, and what it took the place of; absent for a code that never changed. */
  labels?: LabelHistory;
  /** Absent when no batch stands behind the code: nothing at all, or goods that are no batch yet. */
  document: PublicDocument | undefined;
  /** Answers made of this very look, for all who share it. Gone with it: the next look is answered anew. */
  answers: Map<string, Answer>;
}

/** An answer ready to be sent. */
export interface Answer {
  etag: string;
  headers: HeaderList;
  body: Buffer;
}

/** Looks at a code so far. */
export interface LooksAt {
  count: number;
  firstAt: number | null;
  places: readonly number[];
}

interface Asked {
  range: number;
  serial: number;
  kind: string;
  variant: Variant;
  scanned: Promise<Scanned | undefined>;
  answer: (scanned: Scanned | undefined | Promise<Scanned | undefined>) => void;
  fail: (error: unknown) => void;
}

/**
 * Answers scans. The codes of one turn of the event loop, and all that come while both connections are busy, are one query; so the
 * busier the house, the fewer queries a scan costs.
 */
@Injectable()
export class Scans implements OnApplicationShutdown {
  private readonly pool: pg.Pool;
  /** Numbers can be guessed and codes cannot: whoever tries numbers waits in a line of their own. */
  private readonly numbers: pg.Pool;
  private readonly cache = new DocumentCache();
  /** By code and form, in the order of asking. */
  private readonly waiting = new Map<string, Asked>();
  private inFlight = 0;
  private scheduled = false;
  private patience: NodeJS.Timeout | undefined;

  constructor(
    private readonly writer: PageWriter,
    private readonly log: LookLog,
    private readonly codes: CodesService,
    config: Config,
  ) {
    const pool = (connections: number): pg.Pool =>
      new pg.Pool(
        connectionOptions(config.databaseSystemUrl!, 'bencao_system', connections, {
          connectMs: config.databaseConnectTimeoutMs,
          statementMs: config.databaseStatementTimeoutMs,
          lockMs: config.databaseLockTimeoutMs,
          idleTxMs: config.databaseIdleTxTimeoutMs,
        }),
      );
    this.pool = pool(CONNECTIONS);
    this.numbers = pool(1);
    // A lost idle connection is replaced by the pool; without a listener it would end the process.
    for (const each of [this.pool, this.numbers]) each.on('error', () => undefined);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.pool.end(), this.numbers.end()]);
  }

  /**
   * The code's standing and page; undefined when we made the code but never issued it. Who asks for the same code before the query
   * has left shares its answer; whoever comes later gets a newer one.
   */
  scan(code: { range: number; serial: number; kind: string }, variant: Variant): Promise<Scanned | undefined> {
    const key = `${code.range} ${code.serial} ${code.kind} ${variant}`;
    const known = this.waiting.get(key);
    if (known) return known.scanned;
    const { promise: scanned, resolve: answer, reject: fail } = deferred<Scanned | undefined>();
    const { range, serial, kind } = code;
    this.waiting.set(key, { range, serial, kind, variant, scanned, answer, fail });
    this.schedule();
    return scanned;
  }

  /** A batch without a code in hand. */
  async batch(lot: string, variant: Variant): Promise<Scanned | undefined> {
    const ask = async (): Promise<ScanRow | undefined> => {
      const held = this.cache.get(lot, variant)?.version ?? null;
      const { rows } = await this.numbers.query({ ...BATCH_QUERY, values: [lot, variant, held] });
      return rows[0] as ScanRow | undefined;
    };
    const row = await ask();
    return row && this.scannedOf(row, variant, ask);
  }

  /** Batches of a number, of every company that uses it. */
  async batchesOf(number: string): Promise<NumberedBatch[]> {
    if (this.numbers.waitingCount >= NUMBERS_WAITING) throw new NumbersBusy();
    const { rows } = await this.numbers.query<NumberedBatch>({ ...NUMBER_QUERY, values: [number] });
    return rows;
  }

  /** How often, since when and where this code was looked at; what is not written yet is counted too. */
  looksAt(code: { range: number; serial: number }, scanned: Scanned): LooksAt {
    const waiting = this.log.waitingFor(code);
    if (!waiting) return { count: scanned.scans, firstAt: scanned.firstScanAt, places: scanned.places };
    return {
      count: scanned.scans + waiting.count,
      firstAt: scanned.firstScanAt ?? waiting.firstAt.getTime(),
      places: together(scanned.places, waiting.places),
    };
  }

  /** @param again asks the same once more, after the page was written */
  private scannedOf(
    row: ScanRow,
    variant: Variant,
    again: () => Promise<ScanRow | undefined>,
  ): Scanned | undefined | Promise<Scanned | undefined> {
    const [, lot] = row;
    if (lot === null || row[13] !== 'batch') return toScanned(row, undefined);
    const document = this.documentOf(row, lot, variant);
    if (document && row[12]) return toScanned(row, document);
    // Nobody has written this page yet, or a fact of the batch is newer than it: it is written before it is shown.
    return this.writer.write(lot).then(async (written) => {
      const newer = written ? await again() : undefined;
      const page = newer && this.documentOf(newer, lot, variant);
      return newer && page && toScanned(newer, page);
    });
  }

  /** What the one query leaves out because few codes have it: the things around it, and what took its place. */
  private async withMore(asked: Asked, row: ScanRow, scanned: Scanned | undefined): Promise<Scanned | undefined> {
    if (!scanned) return undefined;
    const family = row[14] ? await this.codes.familyOf(asked) : undefined;
    const labels = row[5] || row[14] ? await this.codes.historyOf(asked) : undefined;
    return { ...scanned, ...(family && { family }), ...(labels && { labels }) };
  }

  private documentOf(
    [, , , , , , , , , , version, packed]: ScanRow,
    lot: string,
    variant: Variant,
  ): PublicDocument | undefined {
    if (version === null) return undefined;
    const known = this.cache.get(lot, variant);
    if (known?.version === version) return known;
    // Between asking and answering another request may have replaced what we said we held.
    const read = packed === null ? undefined : readDocument(version, packed, variant);
    if (read) this.cache.put(lot, variant, read);
    return read;
  }

  private schedule(patient = true): void {
    if (this.scheduled || this.inFlight >= CONNECTIONS || this.waiting.size === 0) return;
    if (patient && this.inFlight > 0) {
      this.patience ??= setTimeout(() => {
        this.patience = undefined;
        this.schedule(false);
      }, PATIENCE_MS);
      return;
    }
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      void this.askAll();
    });
  }

  private async askAll(): Promise<void> {
    const asked = this.take();
    this.inFlight += 1;
    this.schedule();
    try {
      const rows = await this.rowsOf(asked);
      asked.forEach((each, index) => {
        const row = rows.get(index + 1);
        if (!row) return each.answer(undefined);
        if (row[1] !== null) this.cache.rememberLot(each.range, row[1]);
        const scanned = this.scannedOf(row, each.variant, async () => (await this.rowsOf([each])).get(1));
        if (!row[14] && !row[5]) return each.answer(scanned);
        each.answer(Promise.resolve(scanned).then((found) => this.withMore(each, row, found)));
      });
    } catch (error) {
      asked.forEach(({ fail }) => fail(error));
    } finally {
      this.inFlight -= 1;
      this.schedule();
    }
  }

  private async rowsOf(asked: readonly Asked[]): Promise<Map<number, ScanRow>> {
    const { rows } = await this.pool.query({
      ...SCAN_QUERY,
      values: [
        asked.map(({ range }) => range),
        asked.map(({ serial }) => serial),
        asked.map(({ kind }) => kind),
        asked.map(({ variant }) => variant),
        asked.map(({ range, variant }) => this.cache.get(this.cache.lotOf(range), variant)?.version ?? null),
      ],
    });
    return new Map((rows as ScanRow[]).map((row) => [row[0], row]));
  }

  private take(): Asked[] {
    const asked: Asked[] = [];
    for (const [key, each] of this.waiting) {
      if (asked.length === ASK_AT_MOST) break;
      this.waiting.delete(key);
      asked.push(each);
    }
    return asked;
  }
}

function toScanned(row: ScanRow, document: PublicDocument | undefined): Scanned {
  const [, lot, quality, recalled, held, voided, scans, firstScanAt, places, signs] = row;
  return {
    ...{
      lot,
      quality: quality ?? 'pending',
      recalled,
      held,
      voided,
      scans,
      firstScanAt,
      document,
      answers: new Map<string, Answer>(),
    },
    places: places ? places.split(',').map(Number) : [],
    signs: signs === null ? [] : (JSON.parse(signs) as CopySign[]),
  };
}

/** Places of both, each once, ascending. */
export function together(some: readonly number[], others: readonly number[]): readonly number[] {
  if (others.every((place) => some.includes(place))) return some;
  return [...new Set([...some, ...others])].sort((a, b) => a - b);
}

function deferred<T>(): {
  promise: Promise<T>;
  resolve: (value: T | Promise<T>) => void;
  reject: (error: unknown) => void;
} {
  let resolve!: (value: T | Promise<T>) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((done, fail) => ([resolve, reject] = [done, fail]));
  return { promise, resolve, reject };
}
