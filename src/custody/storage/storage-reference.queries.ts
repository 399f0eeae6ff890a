import { readDocument } from '../../herbs/herbs.queries.js';
import { isEnforceable } from '../../herbs/limit.js';
import type { Tx } from '../../platform/db/tx.js';
import type { Fumigant } from './allowed-fumigant.js';
import type { ClimateBand } from './climate-band.js';

interface Range {
  min?: string;
  max?: string;
}
interface ZoneRow {
  kind: string;
  celsius?: Range;
  humidity?: Range;
  checkEveryDays: number;
  certainty: string;
}
interface StorageDocument {
  zones?: ZoneRow[];
  signs?: string[];
  nearExpiryDays?: { days: number; certainty: string };
  sensors?: { silentAfterMinutes: number; certainty: string };
  readings?: { keepMonths: number; certainty: string };
  fumigants?: (Fumigant & { certainty: string })[];
}

/** The reference data by which stores are judged. Without it nothing is bounded and no fumigant is on the list. */
export interface StorageReference {
  kinds: Map<string, { band: ClimateBand; checkEveryDays: number }>;
  signs: string[];
  nearExpiryDays: number;
  silentAfterMinutes: number;
  keepMonths: number;
  fumigants: Fumigant[];
}

export async function storageReference(tx: Pick<Tx, 'query'>): Promise<StorageReference> {
  const document = ((await readDocument(tx, 'storage')) ?? {}) as StorageDocument;
  const zones = (document.zones ?? []).filter(({ certainty }) => isEnforceable(certainty));
  return {
    kinds: new Map(zones.map((zone) => [zone.kind, { band: bandOf(zone), checkEveryDays: zone.checkEveryDays }])),
    signs: document.signs ?? [],
    nearExpiryDays: document.nearExpiryDays?.days ?? 0,
    silentAfterMinutes: document.sensors?.silentAfterMinutes ?? 60,
    keepMonths: document.readings?.keepMonths ?? 60,
    fumigants: (document.fumigants ?? []).filter(({ certainty }) => isEnforceable(certainty)),
  };
}

/** Decimal texts as a band; what is left out does not bind. */
export function bandOf({
  celsius,
  humidity,
}: {
  celsius?: Range | undefined;
  humidity?: Range | undefined;
}): ClimateBand {
  const number = (text: string | undefined) => (text === undefined ? null : Number(text));
  return {
    ...{ celsiusMin: number(celsius?.min), celsiusMax: number(celsius?.max) },
    ...{ humidityMin: number(humidity?.min), humidityMax: number(humidity?.max) },
  };
}
