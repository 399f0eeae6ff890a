import { Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';

/** Holds the interface description, which only the composition root can build: it must see every route. */
@Injectable()
export class OpenApi {
  private make: (() => OpenAPIObject) | undefined;
  private made: OpenAPIObject | undefined;

  describeWith(make: () => OpenAPIObject): void {
    this.make = make;
  }

  /** Built at the first request: most processes are never asked. */
  document(): OpenAPIObject {
    if (!this.make) throw new Error('the application was started without an interface description');
    this.made ??= this.make();
    return this.made;
  }
}
