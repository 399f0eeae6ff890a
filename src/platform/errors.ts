/** A sentence in both languages the product speaks; which one is sent is decided by platform/http. */
export interface Bilingual {
  zh: string;
  en: string;
}

/** One fault of one input field: where it is, what was sent, what was expected. */
export interface FieldFault {
  /** Dotted path into the body, e.g. `inputs.0.grams`. */
  path: string;
  /** What was sent; left out for secrets. */
  value?: unknown;
  message: Bilingual;
}

/**
 * What kind of "no" this is. Only platform/http knows which status code each becomes:
 * invalid 422, malformed 400, unauthenticated 401, forbidden 403, not-found 404, wrong-method 405, conflict 409, gone 410,
 * too-large 413, unsupported 415, too-many 429, unavailable 503, bug 500.
 */
export type ErrorKind =
  | 'invalid'
  | 'malformed'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'wrong-method'
  | 'conflict'
  | 'gone'
  | 'too-large'
  | 'unsupported'
  | 'too-many'
  | 'unavailable'
  | 'bug';

/** The parent of everything a room refuses. Rooms subclass it and give `code` (`room/what-is-wrong`) and `kind`. */
export abstract class DomainError extends Error {
  abstract readonly code: string;
  abstract readonly kind: ErrorKind;
  /** Fields at fault, when the refusal can be pinned to them. */
  readonly errors: FieldFault[] = [];
  /** The rule of the trade that was broken, e.g. `R-21`. */
  readonly ruleId?: string;
  /** Where that rule is written, e.g. `GAP 2022 第三十三条`. */
  readonly citation?: string;
  /** Further members of the problem document (RFC 9457 §3.2). */
  readonly extra: Record<string, unknown> = {};
  /** Seconds after which trying again makes sense (429, 503). */
  readonly retryAfterSeconds?: number | undefined;

  constructor(readonly text: Bilingual) {
    super(text.en);
    this.name = new.target.name;
  }
}

/** One or more fields hold what they must not hold; well-formed, but not acceptable. */
export class InvalidInput extends DomainError {
  readonly code: string = 'input/invalid';
  readonly kind: ErrorKind = 'invalid';
  constructor(override readonly errors: FieldFault[]) {
    super({
      zh: `输入有误：${errors.map((e) => `${e.path} ${e.message.zh}`).join('；')}`,
      en: `Invalid input: ${errors.map((e) => `${e.path} ${e.message.en}`).join('; ')}`,
    });
  }
}

/** The body cannot be read as what the route expects: not JSON, unknown keys, wrong types. */
export class MalformedInput extends InvalidInput {
  override readonly code: string = 'input/malformed';
  override readonly kind: ErrorKind = 'malformed';
}

/** Nothing by this id, or nothing this caller may see: the two are never told apart. */
export class NotFound extends DomainError {
  readonly code: string = 'not-found';
  readonly kind: ErrorKind = 'not-found';
  constructor(what: Bilingual, id: string) {
    super({ zh: `没有找到${what.zh} ${id}`, en: `${what.en} ${id} was not found` });
  }
}
