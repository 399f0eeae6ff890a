import { renderPublicPage, type PageLanguage } from './public-page.js';

const TEXT = {
  zh: {
    title: '没有这个页面',
    body: '地址可能输错了，或者页面已经搬走。要查一批药材，请扫包装上的二维码，或在首页输入溯源码。',
    home: '回首页',
  },
  en: {
    title: 'No such page',
    body: 'The address may be mistyped, or the page has moved. To look up a batch, scan its code or enter it on the front page.',
    home: 'Front page',
  },
} as const;

/** For a person who came to an address that leads nowhere; programs get a problem document. */
export function noPage(language: PageLanguage): string {
  const { title, body, home } = TEXT[language];
  const front = { zh: '/', en: '/?lang=en' };
  const children = (
    <>
      <h1>{title}</h1>
      <p>{body}</p>
      <p>
        <a href={front[language]}>{home}</a>
      </p>
    </>
  );
  return renderPublicPage({ language, title, otherLanguage: front[language === 'zh' ? 'en' : 'zh'], children });
}
