import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../../platform/http/access.js';
import { CurrentActor, type Actor } from '../../platform/http/actor.js';
import { Bindings } from './bindings.service.js';
import { LooseCodes } from './loose-codes.service.js';
import { BindLabelDto, LooseCodesDto } from './loose.dto.js';

/** Codes that are printed before anybody knows what they will stand on. */
@ApiTags('codes')
@Controller('api')
export class LooseController {
  constructor(
    private readonly codes: LooseCodes,
    private readonly bindings: Bindings,
  ) {}

  /** Issues labels of a roll, for cartons or for pallets, and starts the job that makes their list. */
  @Post('loose-codes')
  @HttpCode(202)
  @Requires('codes:write')
  request(@CurrentActor() actor: Actor, @Body() dto: LooseCodesDto) {
    return this.codes.request(actor, dto);
  }

  /** Binds a label of a roll to a lot, a sack of it or one of its packages. The same act is `bind-label` in POST /api/sync. */
  @Post('label-bindings')
  @Requires('codes:bind')
  bind(@CurrentActor() actor: Actor, @Body() dto: BindLabelDto) {
    return this.bindings.bind(actor, dto);
  }
}
