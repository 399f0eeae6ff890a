import { DomainError, InvalidInput, type Bilingual, type FieldFault } from '../../platform/errors.js';

/** Children that cannot go where they are to go; each with its place in the list. */
export class ChildrenRefused extends InvalidInput {
  override readonly code = 'codes/children-refused';
}

/** Children that are inside another carton or pallet; `move` takes them out of it. */
export class PackedElsewhere extends DomainError {
  readonly code = 'codes/packed-elsewhere';
  readonly kind = 'conflict';
  constructor(override readonly errors: FieldFault[]) {
    super({
      zh: `${errors.length} 个码已在别的箱或托中；确要移入请加 move`,
      en: `${errors.length} codes are inside another carton or pallet; send move to take them out of it`,
    });
  }
}

/** Everything named is where the act would bring it, or nothing is there to take out. */
export class NothingToPack extends DomainError {
  readonly code = 'codes/nothing-to-pack';
  readonly kind = 'conflict';
  constructor(action: 'ADD' | 'DELETE') {
    super(
      action === 'ADD'
        ? { zh: '这些码都已在其中', en: 'all of these are inside already' }
        : { zh: '其中没有可取出的', en: 'nothing of this is inside' },
    );
  }
}

/** The container would hold more than one can. */
export class ContainerFull extends DomainError {
  readonly code = 'codes/container-full';
  readonly kind = 'conflict';
  constructor() {
    super({ zh: '一箱或一托最多 1000 件', en: 'one carton or pallet holds at most 1,000 things' });
  }
}

export const WHY_REFUSED = {
  mistyped: { zh: '有一位输错了', en: 'has a character wrong' },
  unknown: { zh: '没有这个溯源码', en: 'is no such trace code' },
  void: { zh: '已作废', en: 'is void' },
  unbound: { zh: '卷标尚未绑定', en: 'is a label that stands on nothing yet' },
  level: { zh: '不能装入其中', en: 'does not go into this' },
  absent: { zh: '不在其中', en: 'is not inside' },
  notContainer: { zh: '不是箱码或托码', en: 'is not the code of a carton or pallet' },
} satisfies Record<string, Bilingual>;
