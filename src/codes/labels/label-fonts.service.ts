import { readFile } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { LabelFont } from './label-font.js';

/** Noto Sans SC Medium: every character of GB 18030's mandatory part, under the SIL Open Font License (fonts/OFL.txt). */
const FONT = new URL('./fonts/NotoSansSC-Medium.ttf', import.meta.url);

/** Reads the label font once, when the first label asks for it: most processes never do. */
@Injectable()
export class LabelFonts {
  private font: Promise<LabelFont> | undefined;

  load(): Promise<LabelFont> {
    this.font ??= readFile(FONT).then((bytes) => new LabelFont(bytes));
    return this.font;
  }
}
