import { describe, expect, it } from '@jest/globals';
import { hiddenFromRegulator, type Asking, type Refused } from './hidden-from-regulator.js';

const LOT = '01890a5d-ac96-774b-bcce-b302099a8057';
const noLot: Refused = { code: 'lots/no-such-lot', lot: LOT };

describe('R-31: a regulator sees no lot outside its region', () => {
  it.each<[string, Asking, Refused, string | undefined]>([
    ['a regulator of a county, told that there is no such lot', { region: '141026' }, noLot, LOT],
    ['a regulator of a province', { region: '14' }, noLot, LOT],
    ['anybody else is told so of any lot that is not there', {}, noLot, undefined],
    ['a regulator refused something else', { region: '141026' }, { code: 'lots/held', lot: LOT }, undefined],
    ['a regulator who asked for no lot', { region: '141026' }, { code: 'quality/no-such-report' }, undefined],
    ['a refusal that names no lot', { region: '141026' }, { code: 'lots/no-such-lot' }, undefined],
    ['a refusal whose lot is no id', { region: '141026' }, { code: 'lots/no-such-lot', lot: 7 }, undefined],
  ])('%s', (_, asking, refused, hidden) => expect(hiddenFromRegulator(asking, refused)).toBe(hidden));
});
