import { Controller, Get, Param } from '@nestjs/common';
import { Requires } from '../platform/http/access.js';
import { toHerbView, toMonographView, type HerbView, type MonographView } from './herbs.dto.js';
import { HerbsService } from './herbs.service.js';

/** Monographs: which plant, which part, and the limits by edition. */
@Controller('api/herbs')
export class HerbsController {
  constructor(private readonly herbs: HerbsService) {}

  /** Every herb of the reference data; the list is short and complete. */
  @Get()
  @Requires('herbs:read')
  async list(): Promise<{ items: HerbView[]; next: null }> {
    return { items: (await this.herbs.herbs()).map(toHerbView), next: null };
  }

  /** One monograph with its limits by edition; an edition we do not hold stands there with `held: false` and no limits. */
  @Get(':code')
  @Requires('herbs:read')
  async monograph(@Param('code') code: string): Promise<MonographView> {
    return toMonographView(await this.herbs.monograph(code));
  }
}
