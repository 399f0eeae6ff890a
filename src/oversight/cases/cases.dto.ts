import { ActId } from '../../platform/acts/act-id.js';
import { Line } from '../../platform/http/fields.js';

/** Opens a case: one reason, under which any number of looks are taken. */
export class OpenCaseDto {
  @ActId() id: string;
  /** Why; told to nobody outside the office. */
  @Line(500) reason: string;
}
