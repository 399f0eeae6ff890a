import { readBannedOn, readDocument, readRegisteredInputs, type RegisteredInput } from '../herbs/herbs.queries.js';
import { isEnforceable } from '../herbs/limit.js';
import type { Tx } from '../platform/db/tx.js';
import type { BannedName } from './banned-input.js';
import type { InputLabel } from './input-label.js';
import type { IngredientInterval } from './interval-known.js';
import type { RegistrationFormat } from './pesticide-registration.js';

/** The reference data by which inputs are judged, as far as the project is sure of it. */
export interface InputReference {
  banned: BannedName[];
  formats: RegistrationFormat[];
  /** Toxicities that are forbidden on herbs. */
  tooToxic: string[];
  intervals: IngredientInterval[];
  registered: RegisteredInput[];
}

interface InputsDocument {
  registrationFormats?: (RegistrationFormat & { certainty: string })[];
  toxicities?: { nameZh: string; forbiddenOnHerbs: boolean; certainty: string }[];
  ingredientIntervals?: (IngredientInterval & { certainty: string })[];
}

/**
 * Everything banned by `today` (what is banned today includes what was banned before; the rule compares each ban with
 * its day of use), the forms, and the register's entries of these numbers.
 */
export async function readInputReference(tx: Tx, today: string, numbers: readonly string[]): Promise<InputReference> {
  const banned = await readBannedOn(tx, today);
  const document = ((await readDocument(tx, 'inputs')) ?? {}) as InputsDocument;
  const registered = numbers.length === 0 ? [] : await readRegisteredInputs(tx, numbers);
  const sure = <T extends { certainty: string }>(rows: T[] | undefined): T[] =>
    (rows ?? []).filter(({ certainty }) => isEnforceable(certainty));
  return {
    banned,
    formats: sure(document.registrationFormats),
    tooToxic: sure(document.toxicities).flatMap(({ nameZh, forbiddenOnHerbs }) => (forbiddenOnHerbs ? [nameZh] : [])),
    intervals: sure(document.ingredientIntervals),
    registered: sure(registered),
  };
}

/** The register's label of a number on a day, or undefined where it has none in force. */
export function registeredLabel(
  { registered }: InputReference,
  number: string | null | undefined,
  day: string,
): InputLabel | undefined {
  if (number === null || number === undefined) return undefined;
  const wanted = registrationKey(number);
  const entry = registered.find(
    ({ registrationNumber, effectiveFrom, effectiveTo }) =>
      registrationNumber === wanted && effectiveFrom <= day && (effectiveTo === null || day <= effectiveTo),
  );
  return entry?.label as InputLabel | undefined;
}

/** A registration number in its one form: half-width capitals without spaces. */
export function registrationKey(number: string): string {
  return number.normalize('NFKC').replace(/\s+/gu, '').toUpperCase();
}
