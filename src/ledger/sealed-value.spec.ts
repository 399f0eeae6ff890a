import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { commitmentTo, newSalt, opensCommitment, SALT_BYTES } from './sealed-value.js';

const factId = '0193536c-9b1e-7000-8000-000000000001';
const salt = Buffer.alloc(SALT_BYTES, 7);

describe('sealed values', () => {
  it('are HMAC-SHA256 over the canonical JSON of fact, name and value', () => {
    const expected = createHmac('sha256', salt)
      .update(`{"factId":"${factId}","name":"price","value":{"fen":1200,"per":"kg"}}`)
      .digest('hex');
    expect(commitmentTo({ factId, name: 'price', value: { per: 'kg', fen: 1200 } }, salt)).toBe(expected);
  });

  it('open with their salt and value, whatever the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const fresh = newSalt();
        const sealed = { factId, name: 'grower', value: value as string };
        expect(opensCommitment(sealed, fresh, commitmentTo(sealed, fresh))).toBe(true);
      }),
    );
  });

  it('do not open with another value, name, fact, salt or commitment', () => {
    const sealed = { factId, name: 'grower', value: '张三' };
    const commitment = commitmentTo(sealed, salt);
    expect(opensCommitment({ ...sealed, value: '李四' }, salt, commitment)).toBe(false);
    expect(opensCommitment({ ...sealed, name: 'buyer' }, salt, commitment)).toBe(false);
    expect(opensCommitment({ ...sealed, factId: factId.replace('1', '2') }, salt, commitment)).toBe(false);
    expect(opensCommitment(sealed, Buffer.alloc(SALT_BYTES, 8), commitment)).toBe(false);
    expect(opensCommitment(sealed, salt.subarray(1), commitment)).toBe(false);
    expect(opensCommitment(sealed, salt, commitment.toUpperCase())).toBe(false);
    expect(opensCommitment(sealed, salt, '')).toBe(false);
  });

  it('of the same value look different every time', () => {
    const sealed = { factId, name: 'grower', value: '张三' };
    expect(commitmentTo(sealed, newSalt())).not.toBe(commitmentTo(sealed, newSalt()));
  });

  it('want a salt of 32 bytes', () => {
    expect(() => commitmentTo({ factId, name: 'a', value: 1 }, Buffer.alloc(31))).toThrow(RangeError);
  });
});
