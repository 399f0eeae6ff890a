import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { BatchCodes, type CodedBatch } from '../lots/batch-codes.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/db/tx.js';
import type { Actor } from '../platform/http/actor.js';
import type { AliasedLot } from './aliases/aliases.queries.js';
import { Aliases } from './aliases/aliases.service.js';
import { CodeFamilies, type CodeFamily } from './aggregation/code-family.service.js';
import { CodeKeyRing } from './code-key-ring.service.js';
import { codeUrl } from './code-url.js';
import { insertRange, issuedCodes, type IssuedCode } from './codes.queries.js';
import { endOfCode, type CodeContent, type Decoded } from './trace-code.js';
import { labelHistory, type LabelHistory } from './voids/label-history.queries.js';

export type { CodeFamily, LabelHistory };

/** An issued code, with what happened to it. `voided` and `replacedBy` are absent while it is live. */
export interface ResolvedCode extends CodeContent {
  verdict: 'issued';
  code: string;
  /** Null for a label that is bound to nothing, and for cartons and pallets, which hold several. */
  lotId: string | null;
  organisationId: string;
  issuedAt: Date;
  voided?: { at: Date; reason: string };
  /** The code that took its place. */
  replacedBy?: string;
  scans: { count: number; firstAt: Date | null };
}

/** What a text is, seen with the database: `not-issued` and `forged` and `malformed` are to be told apart by nobody outside. */
export type Resolution = ResolvedCode | { verdict: 'malformed' | 'mistyped' | 'forged' | 'not-issued' };

interface Question {
  content: CodeContent;
  answer: (issued: IssuedCode | undefined) => void;
  fail: (error: unknown) => void;
}

/** Codes asked for in one query at most; the rest of a turn makes the next one. */
const ASK_AT_MOST = 500;

/**
 * Trace codes: reads them, gives a batch its own, and tells what became of a code. Owns keys and ranges; knows nothing of
 * verdicts, which are the reader's (trace/), and never changes a lot.
 */
@Injectable()
export class CodesService extends BatchCodes {
  private asked: Question[] = [];

  constructor(
    private readonly keys: CodeKeyRing,
    private readonly aliases: Aliases,
    private readonly families: CodeFamilies,
    private readonly config: Config,
    @InjectDataSource('system') private readonly system: DataSource,
  ) {
    super();
  }

  /** Reads a code without the database: most wrong codes go no further. */
  decode(text: string): Decoded {
    return this.keys.codes.decode(text);
  }

  /**
   * Reads a code and asks whether it was issued, and what became of it. All codes of one turn of the event loop are one query.
   * Runs as the system role: whoever holds the label may ask.
   */
  async resolve(text: string): Promise<Resolution> {
    const decoded = this.decode(text);
    if (decoded.verdict !== 'genuine') return decoded;
    const { kind, range, serial, code } = decoded;
    const issued = await this.ask({ kind, range, serial });
    if (!issued) return { verdict: 'not-issued' };
    const { voidedAt, voidReason, replacedBy } = issued;
    return {
      verdict: 'issued',
      ...{ code, kind, range, serial },
      lotId: issued.lotId,
      organisationId: issued.organisationId,
      issuedAt: issued.issuedAt,
      ...(voidedAt && { voided: { at: voidedAt, reason: voidReason ?? '' } }),
      ...(replacedBy && { replacedBy: this.keys.codes.encode(replacedBy.keyId, replacedBy) }),
      scans: { count: issued.scanCount, firstAt: issued.firstScanAt },
    };
  }

  /**
   * The lots that a number of another system names now: 药品追溯码, GTIN with lot, 标识解析 handle, a platform's own code. Several
   * when two platforms use one number; none for anything else. One query, as the system's role.
   */
  lotsOfAlias(text: string): Promise<AliasedLot[]> {
    return this.aliases.lotsOf(text);
  }

  /** A secret for a purpose outside the codes; the same in every process of the product. */
  secretFor(purpose: string): Buffer {
    return this.keys.secretFor(purpose);
  }

  /** The lots a code stands on, what it is inside of and what is inside it: for the page of any level. Unbound says so. */
  familyOf(code: { range: number; serial: number }): Promise<CodeFamily> {
    return this.families.familyOf(code);
  }

  /** What took the place of this code, and what it took the place of, by the ends of the codes. As the system's role. */
  async historyOf({ range, serial }: { range: number; serial: number }): Promise<LabelHistory> {
    const steps = await labelHistory(this.system, range, serial);
    const told = steps.map(({ step, keyId, at, reason, ...content }) => {
      return { step, label: { short: endOfCode(this.keys.codes.encode(keyId, content)), at, reason } };
    });
    return {
      replacedBy: told
        .filter(({ step }) => step > 0)
        .reverse()
        .map(({ label }) => label),
      replaces: told.filter(({ step }) => step < 0).map(({ label }) => label),
    };
  }

  /** The address that stands in the QR of this code. */
  urlOf(code: string): string {
    return codeUrl(this.config.publicUrl, code);
  }

  /** Gives a new batch its code, serial 0 of a range of its own, in the transaction in which the batch is made. */
  override async issueBatchCode(tx: Tx, actor: Actor, batch: CodedBatch): Promise<{ code: string; url: string }> {
    const keyId = this.keys.newestKeyId;
    const { lot, actId, factId } = batch;
    const organisationId = actor.organisation.id;
    const range = await insertRange(tx, {
      ...{ organisationId, lotId: lot, kind: 'batch', first: 0, last: 0, keyId, actId, factId },
    });
    const code = this.keys.codes.encode(keyId, { kind: 'batch', range, serial: 0 });
    return { code, url: this.urlOf(code) };
  }

  /** The code a batch was given when it was made, or undefined for a lot that has none. */
  override async codeOfBatch(tx: Tx, lot: string): Promise<string | undefined> {
    const rows: { range: number; keyId: string }[] = await tx.query(
      `select range_no::float8 as range, key_id as "keyId" from code_range where lot_id = $1 and kind = 'batch'`,
      [lot],
    );
    const found = rows[0];
    return found && this.keys.codes.encode(found.keyId, { kind: 'batch', range: found.range, serial: 0 });
  }

  private ask(content: CodeContent): Promise<IssuedCode | undefined> {
    return new Promise((answer, fail) => {
      this.asked.push({ content, answer, fail });
      if (this.asked.length === 1) setImmediate(() => void this.askAll());
    });
  }

  private async askAll(): Promise<void> {
    const questions = this.asked.splice(0, ASK_AT_MOST);
    if (this.asked.length > 0) setImmediate(() => void this.askAll());
    try {
      const answers = await issuedCodes(
        this.system,
        questions.map(({ content }) => content),
      );
      questions.forEach(({ answer }, index) => answer(answers[index]));
    } catch (error) {
      questions.forEach(({ fail }) => fail(error));
    }
  }
}
