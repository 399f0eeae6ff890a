import { renderToString } from 'preact-render-to-string';
import type { PageLanguage } from '../platform/html/public-page.js';
import { PAGE_WORDS } from './page-words.js';
import type { Report } from './report.js';

/** What stands in the section of test reports when they may be shown. */
export function reportsHtml(reports: readonly Report[], language: PageLanguage): string {
  if (reports.length === 0) return renderToString(<p>{PAGE_WORDS[language].reportsNone}</p>);
  return renderToString(
    <>
      {reports.map((report) => (
        <div key={report.factId}>
          <ReportTable report={report} language={language} />
          <Originals report={report} language={language} />
        </div>
      ))}
    </>,
  );
}

/** The line above the reports of a held batch. */
export function reportsWarning(language: PageLanguage): string {
  return renderToString(<p class="warn">{PAGE_WORDS[language].reportsHeld}</p>);
}

/** What stands there instead of reports that are withheld. */
export function reportsWithheld(language: PageLanguage): string {
  return renderToString(<p>{PAGE_WORDS[language].reportsHidden}</p>);
}

/** The file the laboratory printed: to open when it may be shown, else its hash, by which anybody who holds it can tell that it is the one. */
function Originals({ report, language }: { report: Report; language: PageLanguage }) {
  const w = PAGE_WORDS[language];
  return (
    <>
      {report.originals.map(({ sha256, bytes, shown }) => (
        <p key={sha256} class="small">
          {shown ? (
            <a href={`/originals/${sha256}`}>{`${w.original} ${Math.max(1, Math.round(bytes / 1024))} KB`}</a>
          ) : (
            <>
              {w.originalHash} <span class="code">{sha256}</span>
            </>
          )}
        </p>
      ))}
    </>
  );
}

function ReportTable({ report, language }: { report: Report; language: PageLanguage }) {
  const w = PAGE_WORDS[language];
  const about = [
    `${w.reportNumber} ${report.number}`,
    report.laboratory,
    report.testedOn && `${w.testedOn} ${report.testedOn}`,
    report.edition && `${w.edition} ${editionName(report.edition, language)}`,
    `${w.conclusion} ${w[report.judgement]}`,
  ];
  // Roles are written out: on narrow screens rows become blocks, and browsers then forget that this is a table.
  return (
    <table role="table">
      <caption>{about.filter(Boolean).join(' · ')}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {[w.item, w.limit, w.result, w.judgement].map((name) => (
            <th key={name} scope="col" role="columnheader">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {report.items.map((line) => (
          <tr
            key={line.item}
            role="row"
            class={line.verdict === 'pass' || line.verdict === 'fail' ? line.verdict : undefined}
          >
            <th scope="row" role="rowheader">
              {line.name[language]}
            </th>
            <td role="cell" data-l={w.limit}>
              {line.limit[language]}
            </td>
            <td role="cell" data-l={w.result}>
              {line.result[language]}
            </td>
            <td role="cell">{line.judgement[language]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** ChP2020 → 《中国药典》2020年版. */
function editionName(edition: string, language: PageLanguage): string {
  const year = /^ChP\s?(\d{4})$/.exec(edition)?.[1];
  if (!year) return edition;
  return language === 'zh' ? `《中国药典》${year}年版` : `Chinese Pharmacopoeia ${year}`;
}
