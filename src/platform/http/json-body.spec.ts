import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MalformedInput } from '../errors.js';
import { parseJsonBody } from './json-body.js';

const parse = (text: string): unknown => parseJsonBody(Buffer.from(text));

function fault(body: Buffer | string): { path: string; en: string } {
  try {
    parseJsonBody(Buffer.from(body));
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedInput);
    const [first] = (error as MalformedInput).errors;
    return { path: first!.path, en: first!.message.en };
  }
  throw new Error('was accepted');
}

describe('a JSON body', () => {
  it('is read as sent, whatever sensible thing it is', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8, stringUnit: 'grapheme' }), (text) => {
        fc.pre(!/__proto__|constructor|prototype/.test(text));
        let read: unknown;
        try {
          read = parse(text);
        } catch (error) {
          expect((error as MalformedInput).errors[0]!.message.en).toMatch(/NUL|invisible/);
          return;
        }
        expect(read).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    ['NUL', '{"a":{"name":"x\\u0000y"}}', 'a.name', /NUL/],
    ['NUL in a key', '{"a\\u0000":1}', '', /NUL/],
    ['a lone surrogate', '{"list":["ok","\\ud800"]}', 'list.1', /surrogate/],
    ['an escape that colours a terminal', '{"note":"\\u001b[31m"}', 'note', /invisible/],
    ['a mark that turns the writing', '{"name":"abc\\u202egpj"}', 'name', /invisible/],
    ['a name of nothing', '{"name":"\\u200b"}', 'name', /invisible/],
    ['a key that reaches the prototype', '{"a":{"__proto__":{"role":"administrator"}}}', 'a.__proto__', /allowed/],
    ['a number beyond all numbers', '{"grams":1e999}', 'grams', /finite/],
    ['NaN', '{"grams":NaN}', '', /JSON/],
    ['half a body', '{"grams":1', '', /JSON/],
    ['nothing but a comma', ',', '', /JSON/],
  ])('with %s is refused, naming the place', (_, text, path, message) => {
    expect(fault(text)).toMatchObject({ path, en: expect.stringMatching(message) });
  });

  it('keeps line ends, tabs, rare Han and accents, and gives UUIDs their one form', () => {
    expect(parse('{"note":"一\\n二\\t龘㙍é𠀀","id":"0197C3F7-5A49-7DD3-AC12-EE7E1B07D097"}')).toEqual({
      note: '一\n二\t龘㙍é𠀀',
      id: '0197c3f7-5a49-7dd3-ac12-ee7e1b07d097',
    });
  });

  it('that is not UTF-8 is refused, not repaired', () => {
    expect(fault(Buffer.from([0x22, 0xff, 0xfe, 0x22])).en).toMatch(/UTF-8/);
  });

  it.each([21, 20_000, 2_000_000])('nested %i deep is refused before any parser sees it', (depth) => {
    expect(fault('['.repeat(depth) + ']'.repeat(depth)).en).toMatch(/nested/);
  });

  it('may hold brackets in its texts, and 20 real levels', () => {
    expect(parse('{"note":"[[[[[[[[[[[[[[[[[[[[[[[[ \\" {{{{"}')).toEqual({ note: '[[[[[[[[[[[[[[[[[[[[[[[[ " {{{{' });
    expect(() => parse('['.repeat(20) + ']'.repeat(20))).not.toThrow();
  });
});
