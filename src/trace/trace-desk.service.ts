import { Injectable, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CodesService } from '../codes/codes.service.js';
import type { DomainError } from '../platform/errors.js';
import { publicPageHeaders } from '../platform/html/content-security-policy.js';
import { PUBLIC_STYLE } from '../platform/html/public-style.js';
import type { PageLanguage } from '../platform/html/public-page.js';
import { languageOf, problemOf } from '../platform/http/problem.js';
import { isHumanScan } from './human-scan.js';
import { LookLog } from './looks/look-log.service.js';
import {
  busyPage,
  landingPage,
  mistypedPage,
  numberQuery,
  severalPage,
  tooManyPage,
  unknownPage,
} from './lookup.page.js';
import { codingHeaders, FixedAnswer, headerList, sendRaw } from './answer-on-the-wire.js';
import { brotli, codingFor, type Coding } from './coding.js';
import { etagOf, isHeld, momentOf, type CodeInHand } from './moment.js';
import { checkPage } from './check.page.js';
import { isUuid } from '../platform/ids.js';
import { noBatch } from './no-batch.page.js';
import { piecesOf, type Variant } from './public-document.js';
import type { NumberedBatch } from './scan.queries.js';
import { NetworkBudgets, type BudgetKind } from './budgets/network-budgets.service.js';
import { Scans, together, type Answer, type LooksAt, type Scanned } from './scans.service.js';
import { spliceGzip, splicePlain } from './splice.js';
import { MistypedTraceCode, TooManyLookUps, UnknownTraceCode } from './trace.errors.js';

type Form = 'html' | 'json';

const HTML_HEADERS = headerList({
  ...publicPageHeaders(PUBLIC_STYLE),
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'private, no-cache',
  vary: 'Accept-Encoding',
});
const JSON_HEADERS = headerList({
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'private, no-cache',
  'x-content-type-options': 'nosniff',
  vary: 'Accept-Encoding',
});
const PROBLEM_HEADERS = headerList({
  'content-type': 'application/problem+json; charset=utf-8',
  'cache-control': 'private, no-cache',
  'x-content-type-options': 'nosniff',
  vary: 'Accept-Encoding',
});

const NO_LOOKS: LooksAt = { count: 0, firstAt: null, places: [] };

/** Answers a scan on the wire: no entity, no pipe, no template; the page comes spliced from what is stored and this moment. */
@Injectable()
export class TraceDesk {
  private readonly logger = new Logger('trace');
  private readonly landing = each((language) => page(200, landingPage(language)));
  private readonly unknown = each((language) => page(404, unknownPage(language)));
  private readonly mistyped = each((language) => page(404, mistypedPage(language)));
  private readonly busy = each((language) => page(503, busyPage(language)));
  private readonly tooMany = each((language) => page(429, tooManyPage(language)));
  private readonly tooManyProblem = each((language) => problem(new TooManyLookUps(), language));
  private readonly unknownProblem = each((language) => problem(new UnknownTraceCode(), language));
  private readonly mistypedProblem = each((language) => problem(new MistypedTraceCode(), language));

  constructor(
    private readonly scans: Scans,
    private readonly codes: CodesService,
    private readonly log: LookLog,
    private readonly budgets: NetworkBudgets,
  ) {}

  front(request: FastifyRequest, reply: FastifyReply): void {
    this.landing[languageIn(request)].send(request, reply);
  }

  /** `/check`: how anybody holds a record against the ledger. */
  check(request: FastifyRequest, reply: FastifyReply): void {
    const { fact } = request.query as { fact?: unknown };
    page(200, checkPage(languageIn(request), isUuid(fact) ? fact : undefined)).send(request, reply);
  }

  /** `/t/:code` and `/api/trace/:code`. */
  async byCode(text: string, form: Form, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    // Wrong codes end here, before any query; a network that tries many of them learns nothing more for a while.
    const decoded = this.codes.decode(text);
    if (decoded.verdict === 'mistyped') return this.refuse('mistyped', form, request, reply);
    if (decoded.verdict !== 'genuine') return this.refuse('unknown', form, request, reply);
    if (this.isOver('look', form, request, reply)) return;
    const language = languageIn(request);
    const variant: Variant = `${form}.${language}`;
    const scanned = await this.guarded(form, request, reply, () => this.scans.scan(decoded, variant));
    if (scanned === 'answered') return;
    if (!scanned) return this.refuse('unknown', form, request, reply);
    this.answer(scanned, decoded, variant, language === 'zh' ? '?lang=en' : '?', request, reply);
  }

  /** `/t/?number=…` and `/api/trace?number=…`: a batch number, or a code typed into the same field. */
  async byNumber(query: Query, form: Form, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const text = (query.number ?? '').trim();
    const { verdict } = this.codes.decode(text);
    if (verdict === 'genuine') return this.byCode(text, form, request, reply);
    if (text === '' || text.length > 120 || text.includes('\0')) return this.refuse('unknown', form, request, reply);
    if (this.isOver('number', form, request, reply)) return;
    const language = languageIn(request);
    const variant: Variant = `${form}.${language}`;
    const found = await this.guarded(form, request, reply, async () => {
      const numbered = await this.scans.batchesOf(text);
      const batches = numbered.length > 0 ? numbered : await this.batchesOfAlias(text);
      const chosen = query.producer ? batches.filter(({ producer }) => producer === query.producer) : batches;
      const [only] = chosen;
      if (chosen.length > 1) return chosen;
      return only && (await this.scans.batch(only.lot, variant));
    });
    if (found === 'answered') return;
    // Somebody's number may look like a mistyped code; only what is neither is called a slip.
    if (!found) return this.refuse(verdict === 'mistyped' ? 'mistyped' : 'unknown', form, request, reply);
    if (Array.isArray(found)) {
      if (form === 'html') return page(200, severalPage(language, found)).send(request, reply);
      const items = found.map(({ number, herb, producer, producerName }) => ({
        ...{ number, herb, producer: { id: producer, name: producerName } },
        href: `/api/trace${numberQuery(number, producer, language).slice('/t'.length)}`,
      }));
      return new FixedAnswer(200, JSON_HEADERS, Buffer.from(JSON.stringify({ items, next: null }))).send(
        request,
        reply,
      );
    }
    const otherLanguage = numberQuery(text, query.producer, language === 'zh' ? 'en' : 'zh').slice('/t'.length);
    this.answer(found, null, variant, otherLanguage, request, reply);
  }

  /** Batches that another system's number names: 药品追溯码, GTIN with lot, 标识解析 handle, a platform's own code. */
  private async batchesOfAlias(text: string): Promise<NumberedBatch[]> {
    const found = await this.codes.lotsOfAlias(text);
    return found.flatMap(({ lot, kind, number, herb, producer, producerName }) =>
      kind === 'batch' && number !== null ? [{ lot, number, herb, producer, producerName }] : [],
    );
  }

  /** Counts the request; answers it when its network has used up its budget. */
  private isOver(kind: BudgetKind, form: Form, request: FastifyRequest, reply: FastifyReply): boolean {
    const wait = this.budgets.spend(kind, request.ip);
    if (wait === undefined) return false;
    const answer = (form === 'html' ? this.tooMany : this.tooManyProblem)[languageIn(request)];
    answer.send(request, reply, ['retry-after', String(wait)]);
    return true;
  }

  private answer(
    scanned: Scanned,
    inHand: (CodeInHand & { range: number }) | null,
    variant: Variant,
    otherLanguage: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    const coding = codingFor(request.headers['accept-encoding']);
    const html = variant.startsWith('html');
    let looks = inHand ? this.scans.looksAt(inHand, scanned) : NO_LOOKS;
    const make = (): Answer => this.answerOf(scanned, inHand, looks, variant, otherLanguage, coding);
    const held = request.headers['if-none-match'];
    // Before counting: whoever reloads holds the page that told of their own scan.
    if (held !== undefined) {
      const { etag, headers } = make();
      if (isHeld(etag, held)) return sendRaw(reply, 304, headers, null);
    }
    if (inHand && html && isHumanScan(request.method, request.headers)) {
      const look = this.log.note(inHand, request.ip, request.headers['user-agent'] ?? '');
      if (look)
        looks = {
          count: looks.count + 1,
          firstAt: looks.firstAt ?? look.at.getTime(),
          places: together(looks.places, [look.place]),
        };
    }
    const { headers, body } = make();
    sendRaw(reply, 200, headers, body);
  }

  /** Made once for all who share this look and see the same count. */
  private answerOf(
    scanned: Scanned,
    inHand: CodeInHand | null,
    looks: LooksAt,
    variant: Variant,
    otherLanguage: string,
    coding: Coding,
  ): Answer {
    const key = `${looks.count} ${looks.places.join()} ${coding}`;
    const known = scanned.answers.get(key);
    if (known) return known;
    const moment = momentOf(scanned, inHand, looks, variant.endsWith('zh') ? 'zh' : 'en', otherLanguage);
    const { document } = scanned;
    const pieces = document ? piecesOf(document, variant, moment) : [noBatch(variant, moment)];
    const etag = etagOf(document?.version ?? 'no-batch', moment, coding);
    const answer = {
      etag,
      headers: [...(variant.startsWith('html') ? HTML_HEADERS : JSON_HEADERS), 'etag', etag, ...codingHeaders(coding)],
      body:
        coding === 'gzip' ? spliceGzip(pieces) : coding === 'br' ? brotli(splicePlain(pieces)) : splicePlain(pieces),
    };
    scanned.answers.set(key, answer);
    return answer;
  }

  private refuse(why: 'unknown' | 'mistyped', form: Form, request: FastifyRequest, reply: FastifyReply): void {
    if (this.isOver('wrong', form, request, reply)) return;
    if (form === 'html') this[why][languageIn(request)].send(request, reply);
    else this[`${why}Problem`][languageOf(request.headers['accept-language'])].send(request, reply);
  }

  /** A database that is away is told as a page too; the JSON side leaves it to the problem filter. */
  private async guarded<T>(
    form: Form,
    request: FastifyRequest,
    reply: FastifyReply,
    work: () => Promise<T>,
  ): Promise<T | 'answered'> {
    try {
      return await work();
    } catch (error) {
      if (form === 'json') throw error;
      this.logger.error(
        `request ${request.id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      this.busy[languageIn(request)].send(request, reply, ['retry-after', '2']);
      return 'answered';
    }
  }
}

/** The query of a look-up by number. */
export interface Query {
  number?: string;
  producer?: string;
  lang?: string;
}

function each(make: (language: PageLanguage) => FixedAnswer): Record<PageLanguage, FixedAnswer> {
  return { zh: make('zh'), en: make('en') };
}

function page(status: number, html: string): FixedAnswer {
  return new FixedAnswer(status, HTML_HEADERS, Buffer.from(html));
}

function problem(error: DomainError, language: PageLanguage): FixedAnswer {
  const body = problemOf(error, language);
  return new FixedAnswer(body.status, PROBLEM_HEADERS, Buffer.from(JSON.stringify(body)));
}

/** Chinese, unless the address asks for English: a label is scanned by whoever holds it, whatever their phone was set to. */
function languageIn({ query }: FastifyRequest): PageLanguage {
  return (query as Query).lang === 'en' ? 'en' : 'zh';
}
