import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Readiness } from '../platform/health/readiness.js';
import { Loop } from '../platform/loop.js';
import { CodeKeyRing } from './code-key-ring.service.js';

const LOOK_MS = 5_000;

/** Follows the key file of a running process; a file that does not fit turns /readyz red and changes nothing else. */
@Injectable()
export class CodeKeyWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop: Loop;

  constructor(
    private readonly keys: CodeKeyRing,
    readiness: Readiness,
  ) {
    this.loop = new Loop('code-keys', LOOK_MS, () => this.keys.refresh());
    readiness.add('code-keys', () => this.keys.fault);
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }
}
