import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { PUBLIC_STYLE } from './public-style.js';

export type PageLanguage = 'zh' | 'en';

export interface PublicPage {
  language: PageLanguage;
  title: string;
  /** Where the other language of this page is. */
  otherLanguage: string;
  children: ComponentChildren;
}

const NAME = { zh: '本草溯源', en: 'Bencao Trace' };

/** A whole public page as text. Everything in it is escaped by the renderer. */
export function renderPublicPage(page: PublicPage): string {
  return `<!doctype html>${renderToString(<Shell {...page} />)}`;
}

function Shell({ language, title, otherLanguage, children }: PublicPage) {
  const other = language === 'zh' ? ({ lang: 'en', name: 'English' } as const) : { lang: 'zh-CN', name: '中文' };
  return (
    <html lang={language === 'zh' ? 'zh-CN' : 'en'}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} · ${NAME[language]}`}</title>
        <meta name="robots" content="noindex" />
        <meta name="format-detection" content="telephone=no" />
        <link rel="icon" href="data:," />
        <style>{PUBLIC_STYLE}</style>
      </head>
      <body>
        <header>
          <a href={language === 'zh' ? '/' : '/?lang=en'}>{NAME[language]}</a>
          <a href={otherLanguage} lang={other.lang} hreflang={other.lang}>
            {other.name}
          </a>
        </header>
        <main>{children}</main>
      </body>
    </html>
  );
}
