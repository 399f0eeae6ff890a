import { DomainError, InvalidInput, NotFound, type Bilingual } from '../../platform/errors.js';

export const unfitAlias = (path: string, value: unknown, message: Bilingual) =>
  new InvalidInput([{ path, value, message }]);

/** The number names a lot already. Aliases are public, so this tells nothing that a look-up would not. */
export class AliasTaken extends DomainError {
  readonly code = 'codes/alias-taken';
  readonly kind = 'conflict';
  constructor(readonly value: string) {
    super({ zh: `“${value}”已经对应另一批次`, en: `"${value}" names another lot already` });
    this.errors.push({ path: 'value', value, message: this.text });
  }
}

/** No such alias, or another organisation's. */
export class NoSuchAlias extends NotFound {
  override readonly code = 'codes/no-such-alias';
  constructor(id: string) {
    super({ zh: '外部编号', en: 'alias' }, id);
  }
}

/** It was withdrawn before. */
export class AliasWithdrawn extends DomainError {
  readonly code = 'codes/alias-withdrawn';
  readonly kind = 'conflict';
  constructor(readonly value: string) {
    super({ zh: `“${value}”已经停用`, en: `"${value}" was withdrawn already` });
  }
}
