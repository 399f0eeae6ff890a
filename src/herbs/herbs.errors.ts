import { NotFound } from '../platform/errors.js';

/** A herb code the reference data does not have. */
export class UnknownHerb extends NotFound {
  override readonly code = 'herbs/unknown';
  constructor(readonly herb: string) {
    super({ zh: '药材', en: 'herb' }, herb);
  }
}
