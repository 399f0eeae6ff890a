import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { HerbsService } from '../herbs/herbs.service.js';
import { CodeReader } from '../lots/coded-things.js';
import { placeName } from '../identity/place-name.js';
import type { Actor } from '../platform/http/actor.js';
import { PaperFont } from '../platform/paper/paper-font.js';
import { custodyReference } from './custody-reference.queries.js';
import { CustodyDesk } from './custody-desk.service.js';
import { deliveryNotePdf, type NoteLine } from './delivery-note-pdf.js';
import { standingOf } from './expected-delivery.queries.js';
import { rootsOf } from './shipments.queries.js';

/** 随货同行单: the paper that travels with the goods, with its own code. */
@Injectable()
export class DeliveryNotes {
  constructor(
    @InjectDataSource('system') private readonly system: DataSource,
    private readonly desk: CustodyDesk,
    private readonly codes: CodeReader,
    private readonly font: PaperFont,
    private readonly herbs: HerbsService,
  ) {}

  /** The note of a shipment the caller has a part in, as a PDF. @throws NotFound */
  async pdf(actor: Actor, id: string): Promise<Buffer> {
    const shipment = await this.desk.shipment(actor, id);
    const lots = shipment.lines.map(({ lot }) => lot);
    const [standings, roots, herbs] = [
      await standingOf(this.system, lots),
      await rootsOf(this.system, lots),
      await this.herbs.herbs(),
    ];
    const makers: { lot: string; name: string; specification: string | null }[] = await this.system.query(
      `select l.id as lot, o.name, null as specification from lot l join organisation o on o.id = l.made_by where l.id = any($1::uuid[])`,
      [[...roots.values()]],
    );
    const { reasons } = await custodyReference(this.system.manager);
    const { url, png } = this.codes.qrOf(shipment.noteCode);
    const lines = shipment.lines.map(({ lot, herb, variant, number, grams, packages }): NoteLine => {
      const origin = standings.find((each) => each.lot === lot)?.origin ?? [];
      const places = [...new Set(origin.map(({ region }) => placeName(region)?.zh ?? region))];
      return {
        name: herbs.find(({ code }) => code === herb)?.nameZh ?? herb,
        ...{ specification: variant ?? '', number: number ?? '', grams },
        origin: places.join('、'),
        maker: makers.find((maker) => maker.lot === roots.get(lot))?.name ?? '',
        packages: packages.reduce((sum, { first, last }) => sum + last - first + 1, 0),
      };
    });
    return deliveryNotePdf(await this.font.bytes(), {
      ...{ documentNumber: shipment.documentNumber, supplier: shipment.senderName, receiver: shipment.toName },
      ...{ address: shipment.address ?? '', shippedAt: shipment.shippedAt, carrier: shipment.carrier ?? '' },
      vehicle: shipment.vehicle ?? '',
      reason: reasons.find(({ code }) => code === shipment.reason)?.zh ?? shipment.reason,
      ...{ lines, code: shipment.noteCode, url, qr: png },
    });
  }
}
