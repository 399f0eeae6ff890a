import type { Bilingual } from '../platform/errors.js';
import type { PageLanguage } from '../platform/html/public-page.js';
import type { Story } from './story.js';

/** A story with every text in one language: the JSON of `/api/trace/:code` but for what belongs to the moment. */
export function storyJson(story: Story, language: PageLanguage): { body: Record<string, unknown>; reports: unknown[] } {
  const { batch, chapters, sources, massPath, reports, companies, proof, bases, demonstration } = story;
  return {
    body: localised(
      {
        demonstration,
        batch: {
          ...batch,
          herb: batch.names ? { zh: batch.names.nameZh, en: batch.names.pinyin } : batch.herb,
          herbCode: batch.herb,
        },
        bases,
        chapters,
        sources,
        massPath,
        companies,
        proof,
      },
      language,
    ) as Record<string, unknown>,
    reports: localised(reports, language) as unknown[],
  };
}

/** Every bilingual text within a value, in one language; absent lateness is left out as the shape has it (`late?`). */
function localised(value: unknown, language: PageLanguage): unknown {
  if (Array.isArray(value)) return value.map((item) => localised(item, language));
  if (typeof value !== 'object' || value === null) return value;
  if (isBilingual(value)) return value[language];
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, field]) =>
      key === 'late' && field === false ? [] : [[key, localised(field, language)]],
    ),
  );
}

function isBilingual(value: object): value is Bilingual {
  return 'zh' in value && 'en' in value && Object.keys(value).length === 2;
}
