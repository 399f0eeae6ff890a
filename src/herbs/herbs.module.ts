import { Module } from '@nestjs/common';
import { HerbsController } from './herbs.controller.js';
import { HerbsService } from './herbs.service.js';
import { ReferenceController } from './reference.controller.js';
import { ReferenceEdits } from './reference-edits.service.js';
import { ReferenceLoader } from './reference-loader.service.js';

@Module({
  controllers: [HerbsController, ReferenceController],
  providers: [HerbsService, ReferenceLoader, ReferenceEdits],
  exports: [HerbsService],
})
export class HerbsModule {}
