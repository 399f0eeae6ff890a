import { ActId } from '../platform/acts/act-id.js';
import { Day, Line, Ref, YesNo } from '../platform/http/fields.js';

/** POST /api/toll-agreements, by the owner of the goods. Days are Chinese calendar days, both included. */
export class TollAgreementDto {
  @ActId() id: string;
  /** The organisation that may work on the goods. */
  @Ref() workshop: string;
  /** What is to be done, e.g. 蒸制、烘干. */
  @Line(200) work: string;
  /** Whether the goods may be mixed with those of others that agreed to it too. */
  @YesNo() mayMix: boolean;
  @Day() validFrom: string;
  @Day() validUntil: string;
}
