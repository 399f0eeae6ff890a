import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { CheckpointRefused, openCheckpoint, signCheckpoint } from './checkpoint.js';
import { EMPTY_ROOT } from './merkle.js';
import { makeSigner, signNote } from './signed-note.js';

const origin = 'log.example.cn/herbs';
const signer = makeSigner(origin, generateKeyPairSync('ed25519').privateKey);
const checkpoint = { origin, size: 9_007_199_254_740_993n, root: EMPTY_ROOT };

describe('checkpoints', () => {
  it('are origin, size and root, signed', () => {
    const note = signCheckpoint(checkpoint, signer);
    expect(note.split('\n').slice(0, 4)).toEqual([
      origin,
      '9007199254740993',
      '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
      '',
    ]);
    expect(openCheckpoint(note, [signer], origin)).toEqual(checkpoint);
  });

  it('of another origin are refused', () => {
    expect(() => openCheckpoint(signCheckpoint(checkpoint, signer), [signer], 'log.example.cn/other')).toThrow(
      CheckpointRefused,
    );
  });

  it('may carry extension lines of others', () => {
    const root = EMPTY_ROOT.toString('base64');
    expect(openCheckpoint(signNote(`${origin}\n0\n${root}\nmore\n`, signer), [signer], origin).size).toBe(0n);
  });

  const root = EMPTY_ROOT.toString('base64');
  it.each([
    ['a leading zero', `${origin}\n01\n${root}\n`],
    ['a sign', `${origin}\n+1\n${root}\n`],
    ['a size of 2^63', `${origin}\n9223372036854775808\n${root}\n`],
    ['a short root', `${origin}\n1\n${EMPTY_ROOT.subarray(1).toString('base64')}\n`],
    ['an unpadded root', `${origin}\n1\n${root.slice(0, -1)}\n`],
    ['no root', `${origin}\n1\n`],
    ['an empty origin', `\n1\n${root}\n`],
    ['an empty extension line', `${origin}\n1\n${root}\n\nmore\n`],
  ])('with %s are refused, even signed', (_what, text) => {
    expect(() => openCheckpoint(signNote(text, signer), [signer], origin)).toThrow(CheckpointRefused);
  });

  it('that are impossible are not signed', () => {
    expect(() => signCheckpoint({ origin, size: -1n, root: EMPTY_ROOT }, signer)).toThrow(CheckpointRefused);
    expect(() => signCheckpoint({ origin, size: 1n, root: EMPTY_ROOT.subarray(1) }, signer)).toThrow(CheckpointRefused);
    expect(() => signCheckpoint({ origin: 'a b', size: 1n, root: EMPTY_ROOT }, signer)).toThrow(CheckpointRefused);
  });
});
