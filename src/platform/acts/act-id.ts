import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';

/** The client-made UUIDv7 every act carries: idempotency key and id of what is made. */
export const ActId = () =>
  applyDecorators(
    ApiProperty({
      format: 'uuid',
      description: 'UUIDv7 made by the client; same id and body again gives the first answer',
    }),
    IsUUID('7', { message: '应为客户端生成的 UUIDv7|must be a UUIDv7 made by the client' }),
  );
