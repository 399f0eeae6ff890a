import { renderPublicPage, type PageLanguage } from '../platform/html/public-page.js';
import type { Bilingual } from '../platform/errors.js';
import { PAGE_WORDS } from './page-words.js';
import type { Story } from './story.js';
import { Folded, Life } from './timeline.page.js';
import { chinaDay, kilograms, span } from './words.js';

/** Text that stands where request-time pieces are put in; each must occur nowhere else in the page. */
export interface Gaps {
  /** The query of the other language's page. */
  otherLanguage: string;
  verdict: string;
  reports: string;
}

/** The public page of a batch with gaps for what belongs to the moment: the verdict, and whether reports are shown. */
export function tracePage(story: Story, language: PageLanguage, gaps: Gaps): string {
  const { batch } = story;
  const name = `${herbName(story, language)}${batch.variant ? ` ${batch.variant}` : ''}`;
  return renderPublicPage({
    language,
    title: `${name} ${PAGE_WORDS[language].number} ${batch.number}`,
    otherLanguage: gaps.otherLanguage,
    children: [
      story.demonstration && <p class="demo">{PAGE_WORDS[language].demo}</p>,
      gaps.verdict,
      <What story={story} language={language} />,
      <Bases story={story} language={language} />,
      <Mass story={story} language={language} />,
      <Life chapters={story.chapters} language={language} />,
      <section class="long">
        <h2>{PAGE_WORDS[language].reports}</h2>
        {gaps.reports}
      </section>,
      <Companies story={story} language={language} />,
      <Proof story={story} language={language} />,
      <Foot story={story} language={language} />,
    ],
  });
}

interface Part {
  story: Story;
  language: PageLanguage;
}

function What({ story, language }: Part) {
  const w = PAGE_WORDS[language];
  const { batch } = story;
  const latin = [language === 'zh' ? batch.names?.pinyin : batch.names?.nameZh, batch.names?.latinName];
  return (
    <section>
      <h2 class="herb">
        {herbName(story, language)} {batch.variant && <small>{batch.variant}</small>}
      </h2>
      <p class="latin">{latin.filter(Boolean).join(' · ')}</p>
      <dl>
        <Row name={w.number} value={batch.number} />
        <Row name={w.origin} value={batch.origin?.[language]} />
        <Row name={w.eachPackage} value={eachText(story, language)} />
        <Row name={w.net} value={kilograms(batch.grams)[language]} />
        <Row name={w.species} value={batch.species.join('、')} />
        <Row name={w.harvested} value={batch.harvested && span(batch.harvested.from, batch.harvested.until, w.until)} />
        <Row name={w.packed} value={packedText(story, language)} />
        <Row name={w.producer} value={batch.producer?.name} />
      </dl>
    </section>
  );
}

function herbName({ batch }: Story, language: PageLanguage): string {
  const { names } = batch;
  return names ? (language === 'zh' ? names.nameZh : names.pinyin) : batch.herb;
}

function packedText({ batch }: Story, language: PageLanguage): string | undefined {
  if (!batch.packed) return undefined;
  const { count, gramsEach, at } = batch.packed;
  const w = PAGE_WORDS[language];
  const each = gramsEach === null ? '' : ` × ${kilograms(gramsEach)[language]}`;
  return `${chinaDay(at)} · ${count} ${w.pieces}${each}`;
}

/** What one package weighs; where packings differ, which packages weigh what. */
function eachText({ batch }: Story, language: PageLanguage): string | undefined {
  const weights = [...new Set(batch.packageGrams.map(({ gramsEach }) => gramsEach))];
  if (weights.length <= 1) return weights[0] === undefined ? undefined : kilograms(weights[0])[language];
  return batch.packageGrams
    .map(
      ({ gramsEach, firstSerial, lastSerial }) => `№ ${firstSerial}–${lastSerial}: ${kilograms(gramsEach)[language]}`,
    )
    .join(' · ');
}

function Row({ name, value }: { name: string; value: string | null | undefined }) {
  return value ? (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  ) : null;
}

function Bases({ story, language }: Part) {
  const w = PAGE_WORDS[language];
  const { plots, growers, harvests } = story.sources;
  if (story.bases.length === 0 && harvests === 0) return null;
  const sources = [
    growers > 0 && `${growers} ${w.growers}`,
    language === 'zh' ? `${plots} 个${w.plots}` : `${plots} ${w.plots}`,
    `${harvests} ${w.batches}`,
  ];
  return (
    <section>
      <h2>{w.base}</h2>
      {story.bases.flatMap(({ id, name, photo }) =>
        photo
          ? [
              <img
                key={id}
                src={`/photos/${photo.sha256}`}
                width={photo.width}
                height={photo.height}
                loading="lazy"
                alt={`${name[language]} ${w.photo}`}
              />,
            ]
          : [],
      )}
      <dl>
        {story.bases.map((base) => (
          <>
            <Row name={w.baseName} value={base.name[language]} />
            <Row name={w.origin} value={base.place?.[language]} />
            <Row name={w.mode} value={base.cultivationMode?.[language]} />
            <Row name={w.form} value={base.organisationForm?.[language]} />
            <Row name={w.area} value={Number(base.areaMu) > 0 ? areaText(base.areaMu, language) : null} />
          </>
        ))}
        <Row name={w.sources} value={sources.filter(Boolean).join(' · ')} />
      </dl>
      <Folded facts={story.bases.flatMap(({ facts }) => facts)} language={language} named />
    </section>
  );
}

function Mass({ story, language }: Part) {
  const w = PAGE_WORDS[language];
  const path = story.massPath;
  if (!path || path.harvests.length === 0) return null;
  const parts = path.plots.map(({ percent }) => percent);
  const [most, least] = [parts[0], parts.at(-1)];
  const ratio = `${((path.batchGrams / path.harvestGrams) * 100).toFixed(1)} %`;
  return (
    <section>
      <h2>{w.massPath}</h2>
      <dl>
        <Row name={w.fieldsGave} value={kilograms(path.harvestGrams)[language]} />
        <Row name={w.intoBatch} value={`${kilograms(path.batchGrams)[language]} (${ratio})`} />
        {path.bases.map(({ base, percent }) => (
          <Row name={story.bases.find(({ id }) => id === base)?.name[language] ?? w.base} value={`${percent} %`} />
        ))}
        <Row
          name={w.fromPlots}
          value={parts.length === 0 ? null : `${parts.length}${w.each}${least === most ? most : `${least}–${most}`} %`}
        />
        <Row name={w.other} value={path.otherPercent > 0 ? `${path.otherPercent} %` : null} />
      </dl>
      {path.harvests.length > 1 && (
        <details>
          <summary>{w.eachHarvest}</summary>
          <ul>
            {path.harvests.map(({ lot, at, grams, percent }) => (
              <li key={lot}>{`${chinaDay(at)} · ${kilograms(grams)[language]} · ${percent} %`}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function areaText(mu: string, language: PageLanguage): string {
  return language === 'zh' ? `${mu} 亩` : `${mu} mu (${(Number(mu) / 15).toFixed(1)} ha)`;
}

function Companies({ story, language }: Part) {
  const w = PAGE_WORDS[language];
  return (
    <section>
      <h2>{w.companies}</h2>
      <ul class="firms">
        {story.companies.map((company) => (
          <li key={company.id}>
            <h3>{company.name}</h3>
            {company.creditCode && (
              <p class="small">
                {w.creditCode} <span class="code">{company.creditCode}</span>
              </p>
            )}
            <p class="roles">{`${w.roles} ${listed(company.roles, language)}`}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function listed(names: readonly Bilingual[], language: PageLanguage): string {
  return names.map((name) => name[language]).join(language === 'zh' ? '、' : ', ');
}

function Proof({ story, language }: Part) {
  const w = PAGE_WORDS[language];
  const { factId, leafIndex, treeSize } = story.proof;
  return (
    <section>
      <details>
        <summary>
          <h2>{w.proof}</h2>
        </summary>
        <p>{leafIndex === null ? w.proofPending : w.proofSealed}</p>
        <dl>
          <Row name={w.factId} value={factId} />
          <Row name={w.leaf} value={leafIndex === null ? null : String(leafIndex)} />
          <Row name={w.tree} value={treeSize === null ? null : String(treeSize)} />
        </dl>
        <ul>
          <li>
            <a href={`/ledger/facts/${factId}`}>{w.factLink}</a>
          </li>
          {leafIndex !== null && (
            <li>
              <a href={`/ledger/proofs/${factId}`}>{w.proofLink}</a>
            </li>
          )}
          <li>
            <a href="/ledger/checkpoint">{w.checkpoint}</a>
          </li>
        </ul>
        <p class="small">{w.proofHow}</p>
        <p>
          <a href={`/check?fact=${factId}${language === 'en' ? '&lang=en' : ''}`}>{w.check}</a>
        </p>
      </details>
    </section>
  );
}

function Foot({ story, language }: Part) {
  const w = PAGE_WORDS[language];
  return (
    <section>
      <p>
        <a href={`/complaints/new?batch=${story.batch.id}${language === 'en' ? '&lang=en' : ''}`}>{w.complain}</a>
      </p>
      <p>{w.complaint}</p>
      <p class="soft">{w.responsibility}</p>
    </section>
  );
}
