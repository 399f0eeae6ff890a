import { DomainError } from '../errors.js';

/** The client's id was already used for something else. Nothing is told about an act of another organisation. */
export class IdAlreadyUsed extends DomainError {
  readonly code = 'acts/id-already-used';
  readonly kind = 'conflict';
  constructor(
    readonly actId: string,
    own: boolean,
  ) {
    super(
      own
        ? {
            zh: `编号 ${actId} 已用于另一内容，第二份内容已保留，请核对`,
            en: `id ${actId} was already used with other content; the second version is kept for review`,
          }
        : { zh: `编号 ${actId} 不可用，请换一个`, en: `id ${actId} cannot be used; choose another` },
    );
  }
}
