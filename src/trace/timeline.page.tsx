import type { PageLanguage } from '../platform/html/public-page.js';
import { PAGE_WORDS } from './page-words.js';
import type { Chapter, StoryFact } from './story.js';
import { chinaDay, span } from './words.js';

/** Chapters with at most this many facts show them at once; more are folded under one line. */
const UNFOLDED_FACTS = 3;

/** What happened to the herb, chapter by chapter. */
export function Life({ chapters, language }: { chapters: Chapter[]; language: PageLanguage }) {
  const w = PAGE_WORDS[language];
  return (
    <section class="long">
      <h2>{w.record}</h2>
      <ol class="life">
        {chapters.map((chapter) => (
          <li key={`${chapter.kind} ${chapter.at}`}>
            <h3>{chapter.title[language]}</h3>
            <p class="when">
              {span(chapter.at, chapter.until, w.until)}
              {chapter.late && <span class="late">{`${w.late} ${chinaDay(chapter.recordedAt)}`}</span>}
            </p>
            <p class="when">{[chapter.place?.[language], ...chapter.companies].filter(Boolean).join(' · ')}</p>
            <Facts chapter={chapter} language={language} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Facts({ chapter, language }: { chapter: Chapter; language: PageLanguage }) {
  const named = chapter.companies.length > 1;
  if (chapter.facts.length > UNFOLDED_FACTS) {
    return (
      <>
        {chapter.summary && <p>{chapter.summary[language]}</p>}
        <Folded facts={chapter.facts} language={language} named={named} />
      </>
    );
  }
  return (
    <ul class="facts">
      {chapter.facts.map((fact) => (
        <li key={fact.factId}>
          <FactText fact={fact} language={language} named={named} />
        </li>
      ))}
    </ul>
  );
}

/** Many facts under one line that opens. */
export function Folded({ facts, language, named }: { facts: StoryFact[]; language: PageLanguage; named: boolean }) {
  if (facts.length === 0) return null;
  return (
    <details>
      <summary>{`${facts.length} ${PAGE_WORDS[language].facts}`}</summary>
      <ul>
        {facts.map((fact) => (
          <li key={fact.factId}>
            {chinaDay(fact.at)} <FactText fact={fact} language={language} named={named} />
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Each fact with its proof, and when it was recorded, by whom if its chapter has several, and whether that was late. */
function FactText({ fact, language, named }: { fact: StoryFact; language: PageLanguage; named: boolean }) {
  const { text, factId, recordedAt, late, company, notes = [] } = fact;
  const w = PAGE_WORDS[language];
  const recorded = `${late ? w.late : w.recordedOn} ${chinaDay(recordedAt)}${named && company ? ` ${company}` : ''}`;
  return (
    <>
      {text[language]} <small class={late ? 'late' : 'soft'}>{recorded}</small>
      {notes.map((note) => (
        <small class="note">{note[language]}</small>
      ))}{' '}
      <a href={`/ledger/facts/${factId}`}>{PAGE_WORDS[language].fact}</a>
    </>
  );
}
