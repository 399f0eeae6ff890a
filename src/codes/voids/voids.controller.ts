import { Body, Controller, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../../platform/http/access.js';
import { CurrentActor, type Actor } from '../../platform/http/actor.js';
import { Replacements } from './replacements.service.js';
import { ReplaceCodeDto, VoidCodeDto, VoidSerialsDto } from './voids.dto.js';
import { Voids } from './voids.service.js';

/** Labels that are damaged, spoiled or lost. */
@ApiTags('codes')
@Controller('api')
export class VoidsController {
  constructor(
    private readonly voids: Voids,
    private readonly replacements: Replacements,
  ) {}

  /** Takes one code out of use. */
  @Post('code-voids')
  @Requires('codes:write')
  voidCode(@CurrentActor() actor: Actor, @Body() dto: VoidCodeDto) {
    return this.voids.voidCode(actor, dto);
  }

  /** Takes the live codes of a stretch of packages out of use. */
  @Post('batches/:id/void-serials')
  @Requires('codes:write')
  voidSerials(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) lot: string, @Body() dto: VoidSerialsDto) {
    return this.voids.voidSerials(actor, lot, dto);
  }

  /** Gives a thing another label; the old code is void. */
  @Post('code-replacements')
  @Requires('codes:write')
  replace(@CurrentActor() actor: Actor, @Body() dto: ReplaceCodeDto) {
    return this.replacements.replace(actor, dto);
  }
}
