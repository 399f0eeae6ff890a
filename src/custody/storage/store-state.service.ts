import { Injectable } from '@nestjs/common';
import { BatchExpiry } from '../../lots/batch-expiry.js';
import { Clock } from '../../platform/clock.js';
import type { Tx } from '../../platform/db/tx.js';
import { addDays, chineseDay } from '../../platform/occurred-at.js';
import type { FindingDraft } from '../../rules/finding.js';
import { excursionsMet } from './climate/zone-climate.queries.js';
import { Sensors } from './climate/sensors.service.js';
import { sensorDue, sensorOverdue } from './climate/sensor-due.js';
import { checkDueOn, checkOverdue } from './check-due.js';
import { nearExpiry, type Dating } from './near-expiry.js';
import { storageReference, type StorageReference } from './storage-reference.queries.js';
import type { StorageTask } from './storage-tasks.js';
import { datingsOf, lotsInZone, stockedLots, zonesOf, zoneUpkeep } from './stores.queries.js';

/** When a zone with goods in it is to be looked after. */
export interface ZoneDue {
  zone: string;
  name: string;
  kind: string;
  dueOn: string;
}

/** How the stores of an organisation stand today: what is overdue, what is near its end. */
@Injectable()
export class StoreState {
  constructor(
    private readonly clock: Clock,
    private readonly expiry: BatchExpiry,
    private readonly sensors: Sensors,
  ) {}

  today(): string {
    return chineseDay(this.clock.now());
  }

  /** What R-30 says when these lots come into these zones at a time. */
  async drafts(
    tx: Tx,
    organisationId: string,
    into: readonly { lot: string; zone: string }[],
    at: string,
  ): Promise<FindingDraft[]> {
    if (into.length === 0) return [];
    const reference = await storageReference(tx);
    const today = this.today();
    const zones = await this.zonesDue(tx, organisationId, reference, [...new Set(into.map(({ zone }) => zone))]);
    const lots = [...new Set(into.map(({ lot }) => lot))];
    const datings = await this.datings(tx, organisationId, lots);
    return [
      ...(await excursionsMet(tx, organisationId, [...new Set(into.map(({ zone }) => zone))], at)),
      ...zones.flatMap(({ name, dueOn }) => checkOverdue(name, dueOn, today)),
      ...lots.flatMap((lot) => nearExpiry(lot, datings.get(lot)!, today, reference.nearExpiryDays)),
    ];
  }

  /** Of all zones with goods in them, or of these, when each is to be looked after. */
  async zonesDue(
    tx: Tx,
    organisationId: string,
    reference: StorageReference,
    wanted?: readonly string[],
  ): Promise<ZoneDue[]> {
    const upkeep = await zoneUpkeep(tx, organisationId, wanted);
    const zones = new Map((await zonesOf(tx, organisationId, wanted)).map((zone) => [zone.id, zone]));
    return upkeep.flatMap(({ zone, last, since }) => {
      const { name, kind } = zones.get(zone)!;
      const every = reference.kinds.get(kind)?.checkEveryDays;
      const dueOn = every === undefined ? null : checkDueOn(last, since, every);
      return dueOn === null ? [] : [{ zone, name, kind, dueOn }];
    });
  }

  /** What wants doing: zones to be looked after, lots near their end. */
  async tasks(tx: Tx, organisationId: string): Promise<StorageTask[]> {
    const reference = await storageReference(tx);
    const today = this.today();
    const checks = await this.zonesDue(tx, organisationId, reference);
    const lots = (await stockedLots(tx, organisationId)).map(({ lot }) => lot);
    const datings = await this.datings(tx, organisationId, lots);
    const soon = addDays(today, reference.nearExpiryDays);
    const soonDays = { today, soon };
    const sensors = (await this.sensors.read(tx, organisationId)).filter(({ placement }) => placement !== null);
    return [
      ...sensors.flatMap((sensor) => sensorDue(sensor, soonDays)),
      ...checks.map(({ zone, name, dueOn }) => ({
        ...{ kind: 'check' as const, subject: zone, name, dueOn },
        overdue: today > dueOn,
      })),
      ...lots.flatMap((lot) => {
        const { expiresOn, retestOn } = datings.get(lot)!;
        const due = { subject: lot, name: lot };
        return [
          ...(expiresOn === null || expiresOn > soon
            ? []
            : [{ ...due, kind: 'expiry' as const, dueOn: expiresOn, overdue: today > expiresOn }]),
          ...(retestOn === null || retestOn > soon
            ? []
            : [{ ...due, kind: 'retest' as const, dueOn: retestOn, overdue: today >= retestOn }]),
        ];
      }),
    ];
  }

  /** What R-30 says of a task, and the lots it concerns; nothing while the task may wait. */
  async broken(tx: Tx, organisationId: string, task: StorageTask): Promise<{ drafts: FindingDraft[]; lots: string[] }> {
    const { kind, subject, name, dueOn } = task;
    const today = this.today();
    if (kind === 'check') {
      const drafts = checkOverdue(name, dueOn, today);
      return {
        drafts,
        lots: drafts.length === 0 ? [] : (await lotsInZone(tx, organisationId, subject)).map(({ lot }) => lot),
      };
    }
    if (kind === 'silence' || kind === 'calibration') {
      const zone =
        (await this.sensors.read(tx, organisationId)).find(({ id }) => id === subject)?.placement?.zone ?? null;
      const drafts = sensorOverdue(task, today);
      const lots = zone === null || drafts.length === 0 ? [] : await lotsInZone(tx, organisationId, zone);
      return { drafts, lots: lots.map(({ lot }) => lot) };
    }
    const dating = { expiresOn: kind === 'expiry' ? dueOn : null, retestOn: kind === 'retest' ? dueOn : null };
    const { nearExpiryDays } = await storageReference(tx);
    return { drafts: nearExpiry(subject, dating, today, nearExpiryDays), lots: [subject] };
  }

  /** Until when lots may be kept: what was said of them here, and else what their own label says. */
  async datings(tx: Tx, organisationId: string, lots: readonly string[]): Promise<Map<string, Dating>> {
    const said = await datingsOf(tx, organisationId, lots);
    const silent = lots.filter((lot) => said.get(lot)?.expiresOn == null);
    const labels = await this.expiry.expiryOf(tx, organisationId, silent);
    return new Map(
      lots.map((lot) => {
        const { expiresOn = null, retestOn = null } = said.get(lot) ?? {};
        return [lot, { expiresOn: expiresOn ?? labels.get(lot) ?? null, retestOn }];
      }),
    );
  }
}
