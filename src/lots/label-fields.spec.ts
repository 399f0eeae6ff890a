import { describe, expect, it } from '@jest/globals';
import { labelComplete } from '../rules/label-complete.js';
import { expiryOf, labelFields, missingFields, weightText, type LabelSource } from './label-fields.js';

const whole: LabelSource = {
  ...{ name: '连翘', species: 'Forsythia suspensa (Thunb.) Vahl', batchNumber: 'QQ-141026-20250809-01', form: '青翘' },
  ...{ origin: '山西省临汾市安泽县（和川连翘基地）', gramsEach: 20_000, packedOn: '2025-08-10', shelfLifeMonths: 24 },
  ...{ harvestedFrom: '2025-07-29', harvestedTo: '2025-08-05', code: '1ABC', organisation: '安泽县岳阳连翘合作社' },
};
const valueOf = (source: LabelSource, key: string) => labelFields(source).find((field) => field.key === key)?.value;

describe('R-20: the eleven fields of a label', () => {
  it('are eleven, named and ordered as GAP has them', () =>
    expect(labelFields(whole).map(({ zh }) => zh)).toEqual([
      '品名',
      '基原',
      '批号',
      '规格',
      '产地',
      '重量',
      '采收日期',
      '包装日期',
      '保质期',
      '追溯标志',
      '企业名称',
    ]));

  it.each([
    ['specification', '青翘 20 kg/件'],
    ['quantity', '20 kg'],
    ['harvestedOn', '2025-07-29 至 2025-08-05'],
    ['packedOn', '2025-08-10'],
    ['shelfLife', '24 个月，至 2027-08-09'],
  ])('%s reads %s', (key, text) => expect(valueOf(whole, key)).toBe(text));

  it('name one day once', () =>
    expect(valueOf({ ...whole, harvestedTo: whole.harvestedFrom }, 'harvestedOn')).toBe('2025-07-29'));

  it.each<[string, Partial<LabelSource>, string[]]>([
    ['nothing missing', {}, []],
    ['no planting behind it', { species: null, origin: null }, ['species', 'origin']],
    ['one end of the harvest unknown', { harvestedTo: null }, ['harvestedOn']],
    ['no shelf life', { shelfLifeMonths: null }, ['shelfLife']],
    ['an empty name', { name: '' }, ['name']],
    ['no code yet', { code: null }, ['traceMark']],
    ['no form: the size of the package stands alone', { form: null }, []],
  ])('%s', (_, more, missing) => {
    const fields = labelFields({ ...whole, ...more });
    expect(missingFields(fields)).toEqual(missing);
    expect(labelComplete(fields).map(({ ruleId, level }) => `${ruleId} ${level}`)).toEqual(
      missing.length === 0 ? [] : ['R-20 warn'],
    );
  });

  it('says which are missing', () =>
    expect(labelComplete(labelFields({ ...whole, species: null, shelfLifeMonths: null }))[0]!.message.zh).toContain(
      '基原、保质期',
    ));
});

describe('the last day of a shelf life', () => {
  it.each([
    ['2025-08-10', 24, '2027-08-09'],
    ['2025-01-31', 1, '2025-02-27'],
    ['2024-02-29', 12, '2025-02-27'],
    ['2025-03-01', 12, '2026-02-28'],
    ['2025-12-31', 2, '2026-02-27'],
    ['2025-01-01', 12, '2025-12-31'],
  ])('%s and %i months: %s', (day, months, last) => expect(expiryOf(day, months)).toBe(last));
});

describe('weights in words', () => {
  it.each([
    [1, '1 g'],
    [999, '999 g'],
    [1000, '1 kg'],
    [1500, '1.5 kg'],
    [1005, '1.005 kg'],
    [20_000, '20 kg'],
  ])('%i g: %s', (grams, text) => expect(weightText(grams)).toBe(text));
});
