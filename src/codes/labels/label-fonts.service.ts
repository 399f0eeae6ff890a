import { readFile } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { PaperFont } from '../../platform/paper/paper-font.js';
import type { LabelFont } from './label-font.js';

/** Noto Sans SC Medium: every character of GB 18030's mandatory part, under the SIL Open Font License (fonts/OFL.txt). */
const FONT = new URL('./fonts/NotoSansSC-Medium.ttf', import.meta.url);

/** Loads the label font, and what reads fonts, when the first label asks for it: most processes never do. */
@Injectable()
export class LabelFonts extends PaperFont {
  private font: Promise<LabelFont> | undefined;

  load(): Promise<LabelFont> {
    this.font ??= Promise.all([import('./label-font.js'), readFile(FONT)]).then(
      ([{ LabelFont }, bytes]) => new LabelFont(bytes),
    );
    return this.font;
  }

  override bytes(): Promise<Buffer> {
    return readFile(FONT);
  }
}
