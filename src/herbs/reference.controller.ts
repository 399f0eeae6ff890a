import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/http/access.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { ReplaceReferenceDto } from './herbs.dto.js';
import { ReferenceEdits, type ReferenceVersion } from './reference-edits.service.js';

/** Reference data by file: who reads which version, and who puts a new one in force. */
@ApiTags('herbs')
@Controller('api/reference')
export class ReferenceController {
  constructor(private readonly edits: ReferenceEdits) {}

  /** Every version that was in force, newest first; the list is short and complete. */
  @Get()
  @Requires('herbs:read')
  async versions(): Promise<{ items: ReferenceVersion[]; next: null }> {
    return { items: await this.edits.versions(), next: null };
  }

  @Get(':name')
  @Requires('herbs:read')
  inForce(@Param('name') name: string) {
    return this.edits.inForce(name);
  }

  /** Replaces the file whole; the same content again is no new version. */
  @Put(':name')
  @Requires('herbs:write')
  replace(@CurrentActor() actor: Actor, @Param('name') name: string, @Body() dto: ReplaceReferenceDto) {
    return this.edits.replace(name, { content: dto.content, reason: dto.reason, by: actor.personId });
  }
}
