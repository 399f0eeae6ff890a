import type { ComponentChildren } from 'preact';
import { renderPublicPage, type PageLanguage } from '../platform/html/public-page.js';
import type { NumberedBatch } from './scan.queries.js';

const WORDS = {
  zh: {
    name: '本草溯源',
    what: '中药材从种植、采收、加工、检验到放行的全程记录。扫描包装上的二维码，或输入溯源码、批号查询。',
    field: '溯源码或批号',
    search: '查询',
    scan: '扫码查询可以核对手中的包装；按批号查询只能看到批次记录，不能核对标签真伪。',
    forMakers: '给开发者',
    docs: '接口文档',
    ledger: '日志签名（可核验）',
    unknownTitle: '未查到该追溯码，请核对',
    unknown: '请核对包装上的二维码或溯源码。如确认无误仍查询不到，该包装可能不是正品，请联系供货单位或拨打 12315。',
    mistypedTitle: '溯源码输错了',
    mistyped: '这串字符中有输错的地方（校验字符不符），不代表产品有问题。请对照包装逐个字符核对，或直接扫描二维码。',
    busyTitle: '暂时无法查询',
    busy: '系统正忙，请稍后再试。',
    tooManyTitle: '查询过于频繁',
    tooMany: '来自您所在网络的查询太多，请一分钟后再试。',
    severalTitle: '多家企业使用同一批号',
    several: '请选择包装上所印的企业：',
  },
  en: {
    name: 'Bencao Trace',
    what: 'The full record of a batch of Chinese medicinal herbs: growing, harvest, processing, tests and release. Scan the code on the package, or enter a trace code or batch number.',
    field: 'Trace code or batch number',
    search: 'Look up',
    scan: 'A scan checks the package in your hand; a batch number only shows the record of the batch, not whether a label is genuine.',
    forMakers: 'For developers',
    docs: 'API documentation',
    ledger: 'Signed checkpoint of the ledger',
    unknownTitle: 'This trace code was not found',
    unknown:
      'Please check the code on the package. If it is correct and still not found, the package may not be genuine: ask the supplier, or call 12315 in China.',
    mistypedTitle: 'The trace code was mistyped',
    mistyped:
      'One of the characters is wrong (the check character does not fit). This says nothing about the product. Compare it with the package character by character, or scan the code.',
    busyTitle: 'Not available for the moment',
    busy: 'The system is busy. Please try again shortly.',
    tooManyTitle: 'Too many look-ups',
    tooMany: 'Too many look-ups came from your network. Please try again in a minute.',
    severalTitle: 'Several companies use this batch number',
    several: 'Choose the company printed on the package:',
  },
} as const;

/** Where the other language of a page without a code is. */
const other = (language: PageLanguage): string => (language === 'zh' ? '?lang=en' : '?');

/** The field for codes and numbers. */
export function LookupForm({ language }: { language: PageLanguage }) {
  const w = WORDS[language];
  return (
    <section>
      <form action="/t" method="get">
        <label for="number">{w.field}</label>
        <input id="number" name="number" required maxLength={120} autocomplete="off" spellcheck={false} />
        {language === 'en' && <input type="hidden" name="lang" value="en" />}
        <button type="submit">{w.search}</button>
      </form>
      <p class="small">{w.scan}</p>
    </section>
  );
}

function page(language: PageLanguage, title: string, children: ComponentChildren): string {
  return renderPublicPage({ language, title, otherLanguage: other(language), children });
}

/** The front door: what this is, and where to look a package up. */
export function landingPage(language: PageLanguage): string {
  const w = WORDS[language];
  return page(language, w.field, [
    <section key="what">
      <h1>{w.name}</h1>
      <p>{w.what}</p>
    </section>,
    <LookupForm key="form" language={language} />,
    <section key="docs">
      <h2>{w.forMakers}</h2>
      <ul>
        <li>
          <a href="/api/docs">{w.docs}</a>
        </li>
        <li>
          <a href="/ledger/checkpoint">{w.ledger}</a>
        </li>
      </ul>
    </section>,
  ]);
}

/**
 * One page for everything that is no code of ours: malformed, forged, never issued, or a number nobody uses. It repeats nothing of
 * what was asked, so that all of them are one body.
 */
export const unknownPage = (language: PageLanguage): string =>
  notice(language, WORDS[language].unknownTitle, WORDS[language].unknown);

/** A wrong character is the reader's slip and no sign of a forgery. */
export const mistypedPage = (language: PageLanguage): string =>
  notice(language, WORDS[language].mistypedTitle, WORDS[language].mistyped);

/** Said to a network that asks too often. Short: it may be sent very often. */
export const tooManyPage = (language: PageLanguage): string =>
  page(language, WORDS[language].tooManyTitle, [
    <section key="notice" class="verdict wait">
      <h1>{WORDS[language].tooManyTitle}</h1>
      <p>{WORDS[language].tooMany}</p>
    </section>,
  ]);

export const busyPage = (language: PageLanguage): string =>
  notice(language, WORDS[language].busyTitle, WORDS[language].busy);

function notice(language: PageLanguage, title: string, text: string): string {
  return page(language, title, [
    <section key="notice" class="verdict wait">
      <h1>{title}</h1>
      <p>{text}</p>
    </section>,
    <LookupForm key="form" language={language} />,
  ]);
}

/** The same number in several companies: the reader chooses. */
export function severalPage(language: PageLanguage, batches: readonly NumberedBatch[]): string {
  const w = WORDS[language];
  return page(language, w.severalTitle, [
    <section key="several">
      <h1>{w.severalTitle}</h1>
      <p>{w.several}</p>
      <ul class="firms">
        {batches.map(({ lot, number, producer, producerName }) => (
          <li key={lot}>
            <a href={numberQuery(number, producer, language)}>{producerName}</a>
          </li>
        ))}
      </ul>
    </section>,
  ]);
}

/** The query that finds one batch by number and company. */
export function numberQuery(number: string, producer: string | undefined, language: PageLanguage): string {
  const query = new URLSearchParams({
    number,
    ...(producer && { producer }),
    ...(language === 'en' && { lang: 'en' }),
  });
  return `/t?${query.toString()}`;
}
