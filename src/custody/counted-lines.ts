import type { Serials } from '../lots/custody.js';

/** One line of a receipt as it was entered. */
export interface EnteredLine {
  lot: string;
  verdict: 'accepted' | 'rejected' | 'quarantined';
  grams: number;
  reason?: string | undefined;
  exception?: string | undefined;
  serials?: readonly [number, number] | undefined;
}

/** A lot counted: grams by verdict, together with what is missing exactly what was sent; what is over is told beside it. */
export interface CountedLot {
  lot: string;
  accepted: number;
  quarantined: number;
  rejected: number;
  short: number;
  over: number;
  reason: string | undefined;
  exception: string | undefined;
  quarantinedSerials: Serials[];
  rejectedSerials: Serials[];
}

/** A lot whose lines do not say why they differ from what was sent. */
export interface UnexplainedDifference {
  lot: string;
  sentGrams: number;
  saidGrams: number;
}

/**
 * Lays the lines of a receipt beside what was sent. Less is a shortage and more is over, each with a reason; grams are never
 * made: what is over stays on paper. A lot that is refused as a whole is not counted here, its sender will.
 */
export function countedLines(
  lines: readonly EnteredLine[],
  sent: ReadonlyMap<string, number>,
): { lots: CountedLot[]; unexplained: UnexplainedDifference[] } {
  const lots: CountedLot[] = [];
  const unexplained: UnexplainedDifference[] = [];
  for (const lot of new Set(lines.map((line) => line.lot))) {
    const own = lines.filter((line) => line.lot === lot);
    const sum = (verdict: EnteredLine['verdict']) =>
      own.reduce((grams, line) => grams + (line.verdict === verdict ? line.grams : 0), 0);
    const serials = (verdict: EnteredLine['verdict']) =>
      own.flatMap((line): Serials[] => (line.verdict === verdict && line.serials !== undefined ? [line.serials] : []));
    const [good, quarantined, rejected] = [sum('accepted'), sum('quarantined'), sum('rejected')];
    const sentGrams = sent.get(lot) ?? 0;
    const said = good + quarantined + rejected;
    const refusedWhole = good + quarantined === 0;
    const over = Math.max(0, said - sentGrams);
    const reason = own.find((line) => line.reason !== undefined)?.reason;
    const exception = own.find((line) => line.exception !== undefined)?.exception;
    const differs = said !== sentGrams && !refusedWhole;
    if ((differs && reason === undefined && exception === undefined) || over > good) {
      unexplained.push({ lot, sentGrams, saidGrams: said });
      continue;
    }
    lots.push({
      ...{ lot, accepted: good - over, quarantined, rejected: refusedWhole ? sentGrams : rejected },
      ...{ short: refusedWhole ? 0 : Math.max(0, sentGrams - said), over, reason, exception },
      ...{ quarantinedSerials: serials('quarantined'), rejectedSerials: serials('rejected') },
    });
  }
  return { lots, unexplained };
}
