export type Qualitative = 'conforms' | 'does-not-conform' | 'not-detected' | 'detected';

const WORDS: Record<Qualitative, readonly string[]> = {
  conforms: ['conforms', 'conform', 'pass', '符合规定', '符合', '合格'],
  'does-not-conform': ['does-not-conform', 'not-conform', 'fail', '不符合规定', '不符合', '不合格'],
  'not-detected': ['not-detected', 'nd', '未检出'],
  detected: ['detected', '检出'],
};

/** The words every laboratory prints, in one vocabulary; undefined for any other word, which is refused, not guessed. */
export function qualitativeOf(text: string): Qualitative | undefined {
  const word = text.normalize('NFKC').trim().toLowerCase();
  return (Object.keys(WORDS) as Qualitative[]).find((key) => WORDS[key].includes(word));
}
