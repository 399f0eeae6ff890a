import type { PublicDocument, Variant } from './public-document.js';

/** Bytes of compressed pages one process holds: some ten thousand batches. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Ranges whose lot is remembered; which lot a range belongs to never changes. */
const MAX_RANGES = 200_000;

/**
 * What one process remembers between requests: documents and whose range is whose, both of which are what they are for ever.
 * Never a status: whether a batch is held, recalled or released is asked anew each time.
 */
export class DocumentCache {
  private readonly documents = new Map<string, PublicDocument & { bytes: number }>();
  private readonly lots = new Map<number, string>();
  private bytes = 0;

  get(lot: string | undefined, variant: Variant): PublicDocument | undefined {
    if (lot === undefined) return undefined;
    const key = `${lot} ${variant}`;
    const found = this.documents.get(key);
    if (found) {
      // Maps keep the order of insertion: the one looked at longest ago comes first.
      this.documents.delete(key);
      this.documents.set(key, found);
    }
    return found;
  }

  put(lot: string, variant: Variant, document: PublicDocument): void {
    const key = `${lot} ${variant}`;
    this.bytes -= this.documents.get(key)?.bytes ?? 0;
    this.documents.delete(key);
    const bytes = document.segments.reduce((sum, { deflated }) => sum + deflated.length + 100, 0);
    this.documents.set(key, { ...document, bytes });
    this.bytes += bytes;
    for (const [oldest, { bytes: freed }] of this.documents) {
      if (this.bytes <= MAX_BYTES) break;
      this.documents.delete(oldest);
      this.bytes -= freed;
    }
  }

  lotOf(range: number): string | undefined {
    return this.lots.get(range);
  }

  rememberLot(range: number, lot: string): void {
    if (this.lots.size >= MAX_RANGES) this.lots.clear();
    this.lots.set(range, lot);
  }
}
