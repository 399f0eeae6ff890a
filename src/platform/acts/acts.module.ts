import { Global, Module } from '@nestjs/common';
import { Clock } from '../clock.js';
import { Acts } from './acts.service.js';

@Global()
@Module({ providers: [Acts, Clock], exports: [Acts, Clock] })
export class ActsModule {}
