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

const folded = (name: string): string =>
  name
    .normalize('NFKC')
    .replaceAll(/[\s\p{Cf}·•.]+/gu, '')
    .toLowerCase();
