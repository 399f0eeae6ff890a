/**
 * R-22 (GAP 2022, chapter 质量检验: the record names tester and reviewer): one person does not check their own work.
 * Names are compared after Unicode folding, without spaces, invisible characters and case, so "张 三" is 张三 and "Lab" is lab.
 * An unnamed tester or reviewer breaks the rule too.
 */
export function testerIsNotReviewer(tester: string, reviewer: string): boolean {
  const [one, other] = [folded(tester), folded(reviewer)];
  return one !== '' && other !== '' && one !== other;
}

/** Whether two written names mean the same person, as far as writing can tell. */
export function sameName(one: string, other: string): boolean {
  return folded(one) !== '' && folded(one) === folded(other);
}

/** Somebody who works where the report was written. */
export interface Colleague {
  id: string;
  login: string;
  name: string;
}

/**
 * The one colleague a written name means, by login or by name; null when it means nobody, or two. A login and the name of
 * its owner are one person, however differently they are written.
 */
export function personMeant(written: string, colleagues: readonly Colleague[]): string | null {
  const meant = new Set(
    colleagues.filter(({ login, name }) => sameName(written, login) || sameName(written, name)).map(({ id }) => id),
  );
  return meant.size === 1 ? ([...meant][0] ?? null) : null;
}

const folded = (name: string): string =>
  name
    .normalize('NFKC')
    .replaceAll(/[\s\p{Cf}·•.]+/gu, '')
    .toLowerCase();
