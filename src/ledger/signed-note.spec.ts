import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatVerifierKey, makeSigner, NoteRefused, openNote, parseVerifierKey, signNote } from './signed-note.js';

const FOO = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const FOO_NOTE =
  'This is an example message.\n\n' +
  '— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';

const newSigner = (name = 'log.example.cn/herbs') => makeSigner(name, generateKeyPairSync('ed25519').privateKey);

describe('the vector of C2SP signed-note', () => {
  it('reads and writes the verifier key', () => {
    const verifier = parseVerifierKey(FOO);
    expect(verifier.name).toBe('example.com/foo');
    expect(verifier.keyId.toString('hex')).toBe('530d903a');
    expect(formatVerifierKey(verifier)).toBe(FOO);
  });

  it('reads the verifier key of the Go checksum database, made by other software', () => {
    const sumdb = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8';
    expect(formatVerifierKey(parseVerifierKey(sumdb))).toBe(sumdb);
  });

  it('opens the note, and refuses it when its text is changed', () => {
    expect(openNote(FOO_NOTE, [parseVerifierKey(FOO)])).toBe('This is an example message.\n');
    expect(() => openNote(FOO_NOTE.replace('an', 'no'), [parseVerifierKey(FOO)])).toThrow(NoteRefused);
  });

  it.each([
    ['another id', FOO.replace('530d903a', '530d903b')],
    ['another name', FOO.replace('foo', 'fou')],
    ['another algorithm', FOO.replace('+Aeky', '+Beky')],
    ['a shorter key', FOO.slice(0, -4)],
    ['stray bits in its base64', FOO.slice(0, -1)],
    ['no id', 'example.com/foo+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'],
    ['nothing', ''],
  ])('refuses a verifier key with %s', (_what, text) => {
    expect(() => parseVerifierKey(text)).toThrow(NoteRefused);
  });
});

describe('signing and opening', () => {
  it('opens what it signed, whatever the text, also with empty lines in it', () => {
    const signer = newSigner();
    const line = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/\p{Cc}/gu, ''));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), (lines) => {
        const text = lines.map((l) => `${l}\n`).join('');
        expect(openNote(signNote(text, signer), [signer])).toBe(text);
      }),
    );
  });

  it('passes over signatures of unknown keys and refuses a note without a known one', () => {
    const [ours, theirs] = [newSigner('ours'), newSigner('theirs')];
    const note = signNote('text\n', ours);
    const both = note + signNote('text\n', theirs).slice('text\n\n'.length);
    expect(openNote(both, [ours])).toBe('text\n');
    expect(openNote(both, [theirs])).toBe('text\n');
    expect(() => openNote(note, [theirs])).toThrow('no known key');
  });

  it('refuses a note when a known signature fails, even beside one that holds', () => {
    const [a, b] = [newSigner('a'), newSigner('b')];
    const note = signNote('text\n', a) + signNote('other\n', b).slice('other\n\n'.length);
    expect(openNote(note, [a])).toBe('text\n');
    expect(() => openNote(note, [a, b])).toThrow('b does not fit');
  });

  it('accepts sixteen signatures', () => {
    const signers = Array.from({ length: 16 }, (_, i) => newSigner(`key-${i}`));
    const note = 'text\n\n' + signers.map((s) => signNote('text\n', s).slice('text\n\n'.length)).join('');
    expect(openNote(note, signers)).toBe('text\n');
  });

  it('is refused after a change of any one byte', () => {
    const signer = newSigner();
    const note = Buffer.from(signNote('log.example.cn/herbs\n12\nroot\n', signer), 'utf8');
    for (let i = 0; i < note.length; i++) {
      for (const bit of [0x01, 0x20, 0x80]) {
        const copy = Buffer.from(note);
        copy[i]! ^= bit;
        expect(() => openNote(copy.toString('utf8'), [signer])).toThrow(NoteRefused);
      }
    }
  });

  it.each([
    ['without a final newline', 'text'],
    ['with a tab', 'a\tb\n'],
    ['with a carriage return', 'a\r\n'],
    ['with a lone surrogate', 'a\ud800\n'],
    ['too long', `${'x'.repeat(1_000_001)}\n`],
  ])('does not sign a text %s', (_what, text) => {
    expect(() => signNote(text, newSigner())).toThrow(NoteRefused);
  });

  it.each(['', 'a b', 'a+b', 'a\u3000b', 'a\nb'])('does not take %j for a key name', (name) => {
    expect(() => newSigner(name)).toThrow(TypeError);
  });

  it('takes Ed25519 keys only', () => {
    expect(() => makeSigner('rsa', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)).toThrow(TypeError);
  });
});
