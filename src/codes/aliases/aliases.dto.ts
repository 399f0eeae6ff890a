import { ActId } from '../../platform/acts/act-id.js';
import { Line, MayBeLeftOut, OneOf } from '../../platform/http/fields.js';
import { ALIAS_SCHEMES, type AliasScheme } from './alias.js';

/** Why a number no longer names the lot. */
export const WITHDRAWAL_REASONS = ['wrong-number', 'wrong-lot', 'no-longer-used'] as const;

/** Another system's number of the lot. `platform` names whose it is, for scheme `platform` and for no other. */
export class AddAliasDto {
  @ActId() id: string;
  @OneOf(ALIAS_SCHEMES) scheme: AliasScheme;
  @MayBeLeftOut() @Line(40) platform?: string;
  @Line(300) value: string;
}

/** Takes a number back; it may be given to another lot afterwards. */
export class WithdrawAliasDto {
  @ActId() id: string;
  @OneOf(WITHDRAWAL_REASONS) reason: (typeof WITHDRAWAL_REASONS)[number];
}
