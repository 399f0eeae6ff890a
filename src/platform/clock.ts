import { Injectable } from '@nestjs/common';

/** The only way rooms ask for the time; tests give a fixed one. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }
}
