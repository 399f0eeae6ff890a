import { ActId } from '../platform/acts/act-id.js';
import { Day, Line, MayBeLeftOut, OneOf, Paragraph } from '../platform/http/fields.js';

/** POST /api/partners/:id/licences: a licence of a supplier or a customer, as it was shown. */
export class LicenceDto {
  @ActId() id: string;
  /** 药品经营许可证, 药品生产许可证, 医疗机构执业许可证 … */
  @Line(60) kind: string;
  @Line(60) number: string;
  @MayBeLeftOut() @Line(200) scope?: string;
  /** Last day on which it holds. */
  @Day() expiresOn: string;
}

/** POST /api/partners/:id/audits: a supplier audit (供应商审核). */
export class AuditDto {
  @ActId() id: string;
  @Day() auditedOn: string;
  /** Last day on which it holds; left out: as many months as the reference data says. */
  @MayBeLeftOut() @Day() validUntil?: string;
  @OneOf(['passed', 'conditional', 'failed']) result: 'passed' | 'conditional' | 'failed';
  @MayBeLeftOut() @Paragraph(2000) summary?: string;
}

/** POST /api/erp-hooks: where receipts are told. Without `url` nothing is told any more. */
export class ErpHookDto {
  @ActId() id: string;
  @MayBeLeftOut() @Line(500) url?: string;
}
