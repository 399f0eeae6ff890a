import { describe, expect, it } from '@jest/globals';
import { originText } from './batch-origin.js';

describe('the origin as a label says it', () => {
  it.each([
    ['one base', [['和川连翘基地', '141026101']], '山西省临汾市安泽县（和川连翘基地）'],
    [
      'two townships of a county',
      [
        ['甲', '141026101'],
        ['甲', '141026102'],
      ],
      '山西省临汾市安泽县（甲）',
    ],
    [
      'two counties',
      [
        ['甲', '141026101'],
        ['乙', '141025100'],
      ],
      '山西省临汾市安泽县、山西省临汾市古县（甲、乙）',
    ],
    ['a place without a name', [['甲', '999999']], '甲'],
    ['nothing', [], null],
  ])('%s', (_, bases, text) =>
    expect(originText((bases as [string, string][]).map(([name, divisionCode]) => ({ name, divisionCode })))).toBe(
      text,
    ),
  );
});
