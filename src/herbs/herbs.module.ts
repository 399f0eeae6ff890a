import { Module } from '@nestjs/common';
import { HerbsController } from './herbs.controller.js';
import { HerbsService } from './herbs.service.js';
import { ReferenceLoader } from './reference-loader.service.js';

@Module({ controllers: [HerbsController], providers: [HerbsService, ReferenceLoader], exports: [HerbsService] })
export class HerbsModule {}
