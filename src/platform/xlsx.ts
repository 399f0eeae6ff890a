import { strToU8, Zip, ZipDeflate } from 'fflate';

/** A sheet: its rows are asked for one by one, so that none of them need to be in memory together. */
export interface Sheet {
  /** Up to 31 letters, none of \ / ? * [ ] : */
  name: string;
  rows: Iterable<readonly (string | number | null)[]>;
}

/** Rows a sheet may have (ECMA-376); what is more goes on in a second sheet of the same name. */
const MAX_ROWS = 1_048_576;
/** Rows written before others get their turn. */
const AT_ONCE = 500;

/**
 * Writes a workbook as a stream (ECMA-376, inline strings, no formulas: a text that begins with = stays a text). Memory does not grow
 * with the rows. The list of sheets stands at the end of the file, when it is known how many there are.
 */
export async function* writeXlsx(sheets: readonly Sheet[]): AsyncGenerator<Buffer> {
  let ready: Buffer[] = [];
  const zip = new Zip((error, part) => {
    if (error !== null) throw error;
    ready.push(Buffer.from(part));
  });
  const file = (name: string): ZipDeflate => {
    const entry = new ZipDeflate(name, { level: 6 });
    zip.add(entry);
    return entry;
  };
  const names: string[] = [];
  for (const { name, rows } of sheets) {
    const cursor = rows[Symbol.iterator]();
    for (let part = 1, more = true; more; part += 1) {
      names.push(part === 1 ? name : `${name.slice(0, 26)} (${part})`);
      const entry = file(`xl/worksheets/sheet${names.length}.xml`);
      entry.push(strToU8(`${HEAD}<worksheet xmlns="${MAIN}"><sheetData>`));
      let text = '';
      more = false;
      for (let row = cursor.next(), n = 1; ; row = cursor.next(), n += 1) {
        if (row.done === true) break;
        text += rowXml(row.value);
        if (n % AT_ONCE === 0) {
          entry.push(strToU8(text));
          text = '';
          yield* ready;
          ready = [];
          await new Promise((resolve) => setImmediate(resolve));
        }
        if (n === MAX_ROWS) {
          more = true;
          break;
        }
      }
      entry.push(strToU8(`${text}</sheetData></worksheet>`), true);
    }
  }
  for (const [name, text] of partsOf(names)) file(name).push(strToU8(HEAD + text), true);
  zip.end();
  yield* ready;
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

function rowXml(cells: readonly (string | number | null)[]): string {
  const written = cells.map((cell) => {
    if (cell === null || cell === '') return '<c/>';
    if (typeof cell === 'number') return `<c><v>${cell}</v></c>`;
    return `<c t="inlineStr"><is><t xml:space="preserve">${escaped(cell.slice(0, 32_767))}</t></is></c>`;
  });
  return `<row>${written.join('')}</row>`;
}

/** Without the characters that XML 1.0 cannot hold. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

function partsOf(names: readonly string[]): [string, string][] {
  const sheets = names.map((name, i) => `<sheet name="${escaped(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`);
  const links = names.map(
    (_, i) => `<Relationship Id="rId${i + 1}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`,
  );
  const types = names.map(
    (_, i) => `<Override PartName="/xl/worksheets/sheet${i + 1}.xml" ContentType="${TYPE}.worksheet+xml"/>`,
  );
  return [
    ['xl/workbook.xml', `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${sheets.join('')}</sheets></workbook>`],
    ['xl/_rels/workbook.xml.rels', `<Relationships xmlns="${PACKAGE}/relationships">${links.join('')}</Relationships>`],
    [
      '_rels/.rels',
      `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      '[Content_Types].xml',
      `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/>${types.join('')}</Types>`,
    ],
  ];
}
