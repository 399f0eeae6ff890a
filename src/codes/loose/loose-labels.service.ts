import { Injectable } from '@nestjs/common';
import { Acts } from '../../platform/acts/acts.service.js';
import type { Recorded } from '../../platform/acts/recorded.js';
import type { Actor } from '../../platform/http/actor.js';
import { LabelOrders } from '../labels/label-orders.service.js';
import { LabelPrints, type LabelsRequested } from '../labels/label-prints.service.js';
import type { PrintLabelsDto } from '../labels/labels.dto.js';
import { SerialsNotLive } from '../labels/labels.errors.js';
import { looseRuns } from '../labels/labels.queries.js';
import { firstGap } from '../serial-run.js';
import { NoSuchLooseCodes } from './loose.errors.js';

/** Labels of rolls, cartons and pallets: printed after they were issued, or once more with the reason on record. */
@Injectable()
export class LooseLabels {
  constructor(
    private readonly acts: Acts,
    private readonly orders: LabelOrders,
    private readonly prints: LabelPrints,
  ) {}

  /**
   * `issue` is the order that issued the codes; a container that got another label has that replacement for one.
   * @throws NoSuchLooseCodes, SerialsNotLive, LabelTooLong, LabelUnprintable, InvalidInput
   */
  print(actor: Actor, issue: string, dto: PrintLabelsDto): Promise<Recorded<LabelsRequested>> {
    const serials = this.prints.wishedSerials(dto);
    const path = issue.toLowerCase();
    return this.acts.perform(actor, { id: dto.id, kind: 'codes.print-loose-labels', path, body: dto }, async (tx) => {
      const found = await looseRuns(tx, actor.organisation.id, path, serials);
      if (!found) throw new NoSuchLooseCodes(issue);
      const gap = firstGap(found.runs, serials);
      if (gap) throw new SerialsNotLive({ issue: path }, gap.first, gap.last);
      const order = await this.orders.looseOrderFor(actor, found.kind, dto);
      return this.prints.order(tx, actor, dto, { of: { issue: path }, order, runs: found.runs });
    });
  }
}
