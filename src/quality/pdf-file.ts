/** The largest original: a scanned certificate of a dozen pages. */
export const MAX_PDF_BYTES = 10 * 1024 * 1024;

export type PdfFault = 'empty' | 'too-large' | 'not-a-pdf' | 'cut-off';

/**
 * What is wrong with a file that is to be kept as the original of a report. A PDF begins with `%PDF-` and ends with
 * `%%EOF` in its last kilobyte (ISO 32000-1, 7.5.2 and 7.5.5); a file without its end was cut off on the way.
 */
export function pdfFault(bytes: Uint8Array): PdfFault | undefined {
  if (bytes.length === 0) return 'empty';
  if (bytes.length > MAX_PDF_BYTES) return 'too-large';
  if (!/^%PDF-[12]\.\d/.test(latin(bytes.subarray(0, 8)))) return 'not-a-pdf';
  return latin(bytes.subarray(-1024)).includes('%%EOF') ? undefined : 'cut-off';
}

function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
