import { codeUrl } from './code-url.js';
import type { CodeKind } from './code-kind.js';
import type { SerialRun } from './serial-run.js';
import type { TraceCodes } from './trace-code.js';

/** The list every codes job makes: one JSON object a line, for printing works and other programs. */
export const CODE_LIST = { name: 'codes.ndjson', mediaType: 'application/x-ndjson' } as const;

/** Serials of one range, with what their codes are computed from. */
export interface PrintableRun extends SerialRun {
  range: number;
  kind: CodeKind;
  keyId: string;
}

/** The lines `{serial, code, url}` of a run, always the same bytes: codes are computed, not drawn. */
export function codeLines(codes: TraceCodes, publicUrl: string, run: PrintableRun): Buffer {
  const { kind, range, keyId, first, last } = run;
  const made = codes.encodeRun(keyId, { kind, range, serial: first }, last - first + 1);
  const before = codeUrl(publicUrl, '');
  let lines = '';
  for (const [index, code] of made.entries()) {
    lines += `{"serial":${first + index},"code":"${code}","url":"${before}${code}"}\n`;
  }
  return Buffer.from(lines, 'latin1');
}
