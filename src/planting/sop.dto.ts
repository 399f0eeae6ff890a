import { Matches } from 'class-validator';
import { ActId } from '../platform/acts/act-id.js';
import { Day, Line, MayBeLeftOut, OneOf, Whole } from '../platform/http/fields.js';
import { SOP_SCOPES, SOP_STATES, type SopScope, type SopState } from './sop-state.js';

/** POST /api/sops: the draft of a version. `documentSha256` is the hash of its text, which stays with the organisation. */
export class DraftSopDto {
  @ActId() id: string;
  @Line(60) code: string;
  @Whole(1, 10_000) version: number;
  @Line(200) title: string;
  @OneOf(SOP_SCOPES) scope: SopScope;
  @MayBeLeftOut() @Line(40) herb?: string;
  @MayBeLeftOut()
  @Matches(/^[0-9a-f]{64}$/, { message: '应为 SHA-256|must be SHA-256 in hex' })
  documentSha256?: string;
}

/** POST /api/sops/:id/steps. `at`: the day it holds from; in force may begin in the future, not in the past. */
export class StepSopDto {
  @ActId() id: string;
  @OneOf(SOP_STATES) state: SopState;
  @MayBeLeftOut() @Day() at?: string;
  @MayBeLeftOut() @Line(500) reason?: string;
}
