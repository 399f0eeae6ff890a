import { describe, expect, it } from '@jest/globals';
import { personMeant, testerIsNotReviewer } from './tester-is-not-reviewer.js';

describe('R-22: tester and reviewer are two people', () => {
  it.each([
    ['陈思敏', '周国梁', true],
    ['陈思敏', '陈思敏', false],
    ['陈 思敏', '陈思敏', false],
    ['lab', 'LAB ', false],
    ['陈思敏', '陈\u200B思敏', false],
    ['陈思敏\uFEFF', '\u2060陈思敏', false],
    ['陈思敏', '\u200B\u200D', false],
    ['ｌａｂ', 'lab', false],
    ['lab', 'lab2', true],
    ['', '周国梁', false],
    ['陈思敏', ' ', false],
  ])('%p tested and %p reviewed: %p', (tester, reviewer, kept) => {
    expect(testerIsNotReviewer(tester, reviewer)).toBe(kept);
  });
});

describe('R-22: who is meant by a written name', () => {
  const people = [
    { id: 'p1', login: 'lab', name: '陈思敏' },
    { id: 'p2', login: 'zhou', name: '周国梁' },
    { id: 'p3', login: 'zhou2', name: '周国梁' },
  ];
  it.each([
    ['陈思敏', 'p1'],
    ['Lab', 'p1'],
    ['陈 思敏', 'p1'],
    ['zhou', 'p2'],
    ['周国梁', null], // two of that name
    ['外聘专家', null],
    ['', null],
  ])('%j is %s', (written, person) => expect(personMeant(written, people)).toBe(person));
});
