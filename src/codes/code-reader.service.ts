import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { CodeReader, type CodedThing, type CodedThings } from '../lots/coded-things.js';
import type { Tx } from '../platform/db/tx.js';
import type { Actor } from '../platform/http/actor.js';
import { CodeKeyRing } from './code-key-ring.service.js';
import { CodesService } from './codes.service.js';
import { insertRange } from './codes.queries.js';
import { qrMatrix, qrPng } from './qr-image.js';

/** Pixels a module: about 35 mm at 300 dpi, which every phone reads from paper that was folded. */
const PIXELS = 8;

/** Tells the rooms beside this one what a code stands on. */
@Injectable()
export class CodeReading extends CodeReader {
  constructor(
    private readonly codes: CodesService,
    private readonly keys: CodeKeyRing,
    @InjectDataSource('system') private readonly system: DataSource,
  ) {
    super();
  }

  override async read(text: string): Promise<CodedThings | undefined> {
    const resolved = await this.codes.resolve(text);
    if (resolved.verdict !== 'issued') return undefined;
    const { code, kind, range, serial, organisationId, voided } = resolved;
    // A code's own thing, and whatever is inside it; a package that was issued its code, or bears a label of a roll.
    const things: CodedThing[] = await this.system.query(
      `with recursive inside as (
         select $1::bigint as range_no, $2::bigint as serial
         union all
         select c.range_no, c.serial from aggregation_live c
           join inside i on c.parent_range = i.range_no and c.parent_serial = i.serial)
       select coalesce(r.lot_id, b.lot_id) as lot,
              (case when r.kind = 'package' then i.serial else b.package_serial end)::float8 as serial, b.grams::float8 as grams
         from inside i join code_range r on r.range_no = i.range_no and i.serial between r.first_serial and r.last_serial
         left join code_binding b on b.range_no = i.range_no and b.serial = i.serial
        where coalesce(r.lot_id, b.lot_id) is not null order by 1, 2`,
      [range, serial],
    );
    return { code, kind, organisation: organisationId, voided: voided !== undefined, things };
  }

  override async issueNoteCode(
    tx: Tx,
    actor: Actor,
    { actId, factId }: { actId: string; factId: string },
  ): Promise<string> {
    const keyId = this.keys.newestKeyId;
    const note = { organisationId: actor.organisation.id, lotId: null, kind: 'delivery-note' as const };
    const range = await insertRange(tx, { ...note, first: 1, last: 1, keyId, actId, factId });
    return this.keys.codes.encode(keyId, { kind: 'delivery-note', range, serial: 1 });
  }

  override qrOf(code: string): { url: string; png: Buffer } {
    const url = this.codes.urlOf(code);
    return { url, png: qrPng(qrMatrix(url), PIXELS) };
  }
}
