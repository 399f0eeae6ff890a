import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { ActId } from '../platform/acts/act-id.js';
import { Line, MayBeLeftOut, OneOf } from '../platform/http/fields.js';
import { LOGIN_SHAPE } from './login.js';
import { PASSWORD_MAX } from './password.js';
import { ROLES, type Role } from './permissions.js';

/** Twice the limit of characters: NFKC may shorten, and the rule itself answers in its own words. */
const PASSWORD_TEXT = PASSWORD_MAX * 2;

/** A login to be given out. */
export const LoginField = () =>
  applyDecorators(
    ApiProperty({ pattern: LOGIN_SHAPE.source, example: 'clerk' }),
    Matches(LOGIN_SHAPE, {
      message: '应为 2 至 64 位小写字母、数字、点、下划线或连字符|must be 2 to 64 lower-case letters, digits, . _ or -',
    }),
  );

/** A password as typed; whether it is good enough is decided by password.ts. */
export const PasswordField = () =>
  applyDecorators(
    ApiProperty({ type: 'string', maxLength: PASSWORD_TEXT, writeOnly: true }),
    IsString(),
    MinLength(1),
    MaxLength(PASSWORD_TEXT),
  );

/** A colleague who gets a login. */
export class AppointPersonDto {
  @ActId() id: string;

  @LoginField() login: string;

  @Line() name: string;

  @OneOf(ROLES) role: Role;

  /** Regulators only: the division they watch, within their office's own. */
  @ApiPropertyOptional({ example: '1410' })
  @MayBeLeftOut()
  @Line(12)
  region?: string;

  @PasswordField() password: string;
}

/** What an administrator changes about a colleague; what is left out stays. */
export class ChangePersonDto {
  @ApiPropertyOptional({ maxLength: 100 })
  @MayBeLeftOut()
  @Line()
  name?: string;

  @ApiPropertyOptional({ enum: ROLES })
  @MayBeLeftOut()
  @OneOf(ROLES)
  role?: Role;

  @ApiPropertyOptional({ example: '1410' })
  @MayBeLeftOut()
  @Line(12)
  region?: string;

  /** true ends all sessions and keys at the next request; false lets the person in again. */
  @ApiPropertyOptional()
  @MayBeLeftOut()
  @IsBoolean()
  disabled?: boolean;

  /** A new password, when the old one is forgotten; ends all sessions of the person. */
  @ApiPropertyOptional({ writeOnly: true })
  @MayBeLeftOut()
  @PasswordField()
  password?: string;
}

/** One's own password. */
export class ChangePasswordDto {
  @ActId() id: string;

  @PasswordField() currentPassword: string;

  @PasswordField() password: string;
}
