import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { CodesService } from '../codes/codes.service.js';
import { Config } from '../platform/config/config.js';
import { connectionOptions } from '../platform/db/connection-options.js';
import { DocumentCache } from './document-cache.js';
import { PageWriter } from './page-writer.service.js';
import { readDocument, type PublicDocument, type Variant } from './public-document.js';
import { BATCH_QUERY, NUMBER_QUERY, SCAN_QUERY, type NumberedBatch, type ScanRow } from './scan.queries.js';

/** Connections of the hot path. More would split what one query can carry: 2 served more than 8 (performance.md §2a). */
const CONNECTIONS = 2;
/** Codes in one query. */
const ASK_AT_MOST = 250;

/** A code that was issued, what stands against it now, and its page. */
export interface Scanned {
  lot: string;
  quality: 'pending' | 'released' | 'rejected';
  recalled: boolean;
  held: boolean;
  voided: boolean;
  scans: number;
  firstScanAt: number | null;
  document: PublicDocument;
}

interface Asked {
  range: number;
  serial: number;
  kind: string;
  variant: Variant;
  answer: (row: ScanRow | undefined) => void;
  fail: (error: unknown) => void;
}

/**
 * Answers scans. The codes of one turn of the event loop, and all that come while both connections are busy, are one query; so the
 * busier the house, the fewer queries a scan costs.
 */
@Injectable()
export class Scans implements OnApplicationShutdown {
  private readonly pool: pg.Pool;
  private readonly cache = new DocumentCache();
  private waiting: Asked[] = [];
  private inFlight = 0;
  private scheduled = false;

  constructor(
    private readonly writer: PageWriter,
    private readonly codes: CodesService,
    config: Config,
  ) {
    this.pool = new pg.Pool(
      connectionOptions(config.databaseSystemUrl!, 'bencao_system', CONNECTIONS, {
        connectMs: config.databaseConnectTimeoutMs,
        statementMs: config.databaseStatementTimeoutMs,
        lockMs: config.databaseLockTimeoutMs,
        idleTxMs: config.databaseIdleTxTimeoutMs,
      }),
    );
    // A lost idle connection is replaced by the pool; without a listener it would end the process.
    this.pool.on('error', () => undefined);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }

  /** The code's standing and page; undefined when we made the code but never issued it. */
  async scan(code: { range: number; serial: number; kind: string }, variant: Variant): Promise<Scanned | undefined> {
    const row = await this.ask(code, variant);
    if (!row) return undefined;
    this.cache.rememberLot(code.range, row[1]);
    return this.scannedOf(row, variant, () => this.ask(code, variant));
  }

  /** A batch without a code in hand. */
  async batch(lot: string, variant: Variant): Promise<Scanned | undefined> {
    const ask = async (): Promise<ScanRow | undefined> => {
      const held = this.cache.get(lot, variant)?.version ?? null;
      const { rows } = await this.pool.query({ ...BATCH_QUERY, values: [lot, variant, held] });
      return rows[0] as ScanRow | undefined;
    };
    const row = await ask();
    return row && this.scannedOf(row, variant, ask);
  }

  /** Batches of a number, of every company that uses it. */
  async batchesOf(number: string): Promise<NumberedBatch[]> {
    const { rows } = await this.pool.query<NumberedBatch>({ ...NUMBER_QUERY, values: [number] });
    return rows;
  }

  /** How often, and since when, this code was looked at; what is not written yet is counted too. */
  countOf(
    { range, serial }: { range: number; serial: number },
    scanned: Scanned,
  ): { count: number; firstAt: number | null } {
    const waiting = this.codes.scansWaiting({ range, serial });
    return {
      count: scanned.scans + (waiting?.count ?? 0),
      firstAt: scanned.firstScanAt ?? waiting?.firstAt.getTime() ?? null,
    };
  }

  private async scannedOf(
    row: ScanRow,
    variant: Variant,
    again: () => Promise<ScanRow | undefined>,
  ): Promise<Scanned | undefined> {
    let current: ScanRow | undefined = row;
    let document = this.documentOf(current, variant);
    // Nobody has written this page yet, or a fact of the batch is newer than it: it is written before it is shown.
    if (!document || !current[10]) {
      if (!(await this.writer.write(current[1]))) return undefined;
      current = await again();
      document = current && this.documentOf(current, variant);
      if (!current || !document) return undefined;
    }
    const [, lot, quality, recalled, held, voided, scans, firstScanAt] = current;
    return { lot, quality, recalled, held, voided, scans, firstScanAt, document };
  }

  private documentOf([, lot, , , , , , , version, packed]: ScanRow, variant: Variant): PublicDocument | undefined {
    if (version === null) return undefined;
    const known = this.cache.get(lot, variant);
    if (known?.version === version) return known;
    // Between asking and answering another request may have replaced what we said we held.
    const read = packed === null ? undefined : readDocument(version, packed, variant);
    if (read) this.cache.put(lot, variant, read);
    return read;
  }

  private ask(code: { range: number; serial: number; kind: string }, variant: Variant): Promise<ScanRow | undefined> {
    return new Promise((answer, fail) => {
      this.waiting.push({ ...code, variant, answer, fail });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.scheduled || this.inFlight >= CONNECTIONS || this.waiting.length === 0) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      void this.askAll();
    });
  }

  private async askAll(): Promise<void> {
    const asked = this.waiting.splice(0, ASK_AT_MOST);
    this.inFlight += 1;
    this.schedule();
    try {
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
      const found = new Map((rows as ScanRow[]).map((row) => [row[0], row]));
      asked.forEach(({ answer }, index) => answer(found.get(index + 1)));
    } catch (error) {
      asked.forEach(({ fail }) => fail(error));
    } finally {
      this.inFlight -= 1;
      this.schedule();
    }
  }
}
