import { DomainError, InvalidInput, NotFound, type Bilingual, type FieldFault } from '../platform/errors.js';
import { ruleOf } from '../rules/catalogue.js';
import type { VerdictReason } from './receiving-verdict.js';

export const noShipment = (id: string) => new NotFound({ zh: '发货单', en: 'shipment' }, id);
export const noDelivery = (code: string) => new NotFound({ zh: '到货', en: 'delivery' }, code);
export const noReceipt = (id: string) => new NotFound({ zh: '验收单', en: 'receipt' }, id);

export const wrongField = (path: string, value: string | number, zh: string, en: string) =>
  new InvalidInput([{ path, value, message: { zh, en } }]);

/** Document numbers are used once. */
export class DocumentNumberTaken extends DomainError {
  readonly code: string = 'custody/number-taken';
  readonly kind = 'conflict';
  override readonly errors: FieldFault[];
  constructor(path: string, number: string) {
    const message = { zh: `单号“${number}”已使用`, en: `number "${number}" was used before` };
    super(message);
    this.errors = [{ path, value: number, message }];
  }
}

/** goods that may not go to this receiver. */
export class DestinationRefused extends DomainError {
  readonly code = 'custody/destination-refused';
  readonly kind = 'conflict';
  override readonly ruleId = 'R-24';
  override readonly citation = ruleOf('R-24').citation;
  constructor(why: Bilingual) {
    super(why);
  }
}

/** Goods that may not be accepted; they can be refused or set aside. */
export class ReceiptRefused extends DomainError {
  readonly code = 'custody/not-acceptable';
  readonly kind = 'conflict';
  override readonly extra: Record<string, unknown>;
  constructor(reasons: readonly VerdictReason[]) {
    super({
      zh: `不可验收：${reasons.map(({ message }) => message.zh).join('；')}。可以拒收或隔离`,
      en: `not acceptable: ${reasons.map(({ message }) => message.en).join('; ')}. It can be rejected or quarantined`,
    });
    this.extra = { reasons: reasons.map(({ code, citation, lot }) => ({ code, citation, ...(lot && { lot }) })) };
  }
}
