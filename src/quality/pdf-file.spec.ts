import { describe, expect, it } from '@jest/globals';
import { MAX_PDF_BYTES, pdfFault } from './pdf-file.js';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const padded = (length: number): Uint8Array => {
  const file = Buffer.alloc(length, 0x20);
  file.write('%PDF-1.7\n', 0);
  file.write('%%EOF\n', length - 6);
  return file;
};

describe('the original of a report', () => {
  it.each([
    ['a PDF 1.7', bytes('%PDF-1.7\n1 0 obj\n%%EOF\n'), undefined],
    ['a PDF 2.0', bytes('%PDF-2.0\n%%EOF'), undefined],
    ['with bytes after its end', bytes(`%PDF-1.4\n%%EOF\n${' '.repeat(1000)}`), undefined],
    ['nothing', bytes(''), 'empty'],
    ['a web page', bytes('<html>%PDF-1.7 %%EOF</html>'), 'not-a-pdf'],
    ['a picture', bytes('\x89PNG\r\n\x1a\n%%EOF'), 'not-a-pdf'],
    ['a version nobody knows', bytes('%PDF-9.0\n%%EOF'), 'not-a-pdf'],
    ['cut off before its end', bytes('%PDF-1.7\n1 0 obj'), 'cut-off'],
    ['its end too far away', bytes(`%PDF-1.4\n%%EOF\n${' '.repeat(1100)}`), 'cut-off'],
    ['as large as may be', padded(MAX_PDF_BYTES), undefined],
    ['one byte larger', padded(MAX_PDF_BYTES + 1), 'too-large'],
  ])('%s → %s', (_, file, fault) => expect(pdfFault(file)).toBe(fault));
});
