import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/http/access.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { MoveInputDto, ReceiveInputDto } from './input.dto.js';
import { InputsService } from './inputs.service.js';

/** The store of field inputs. */
@ApiTags('planting')
@Controller('api/input-lots')
export class InputsController {
  constructor(private readonly inputs: InputsService) {}

  @Post()
  @Requires('planting:write')
  receive(@CurrentActor() actor: Actor, @Body() dto: ReceiveInputDto) {
    return this.inputs.receive(actor, dto);
  }

  @Get()
  @Requires('planting:read')
  list(@CurrentActor() actor: Actor, @Query() page: PageQuery) {
    return this.inputs.lots(actor, page);
  }

  @Post(':id/movements')
  @Requires('planting:write')
  move(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Body() dto: MoveInputDto) {
    return this.inputs.move(actor, id, dto);
  }

  @Get(':id/movements')
  @Requires('planting:read')
  movements(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Query() page: PageQuery) {
    return this.inputs.movements(actor, id, page);
  }
}
