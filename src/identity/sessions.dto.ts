import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length, MaxLength, MinLength } from 'class-validator';
import { ActId } from '../platform/acts/act-id.js';
import { Line } from '../platform/http/fields.js';
import { LoginField, PasswordField } from './people.dto.js';

/** Signing in. The login is read as typed; its form is not checked, so that nothing is told about logins. */
export class SignInDto {
  @ApiProperty({ example: 'clerk' })
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  login: string;

  @PasswordField() password: string;
}

/** The first administrator of an organisation, with the one-time token that was given out when it was founded. */
export class FirstAdministratorDto {
  @ApiProperty({ writeOnly: true })
  @IsString()
  @Length(43, 43)
  token: string;

  @ActId() id: string;

  @LoginField() login: string;

  @PasswordField() password: string;

  @Line() name: string;
}
