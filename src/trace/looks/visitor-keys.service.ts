import { createHmac, randomBytes } from 'node:crypto';
import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { CodesService } from '../../codes/codes.service.js';
import { Clock } from '../../platform/clock.js';
import { Loop } from '../../platform/loop.js';
import { networkOf } from '../budgets/network.js';
import { saltOfDay, sweepSalts } from './looks.queries.js';

const REFRESH_MS = 60_000;
const HASH_BYTES = 16;
const DAY = 86_400_000;
const NETWORK_BYTES = 8;
/** A network keeps its hash as long as its looks are kept, else one network would be another every day. */
const NETWORK_DAYS = 90;
/** Salts are deleted after this: from then on nobody can tell whose a hash is, whatever addresses they try. */
const SALT_DAYS = 2;

/**
 * Who looks, as a keyed hash of address and browser: enough to know a reload, useless for knowing a person. The key changes every day
 * (UTC). It is made of a salt that all processes share through the database and of a secret that never enters it, so a stolen
 * database gives away no address, and after two days neither does the whole machine.
 *
 * Beside it the network (/24, /48) under a key that stays 90 days: a copied label is looked at from many networks, and somebody who
 * wants to make an honest one suspect has one.
 */
@Injectable()
export class VisitorKeys implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly keys = new Map<string, Buffer>();
  private networks: { epoch: number; key: Buffer } | undefined;
  private readonly loop = new Loop('visitor-keys', REFRESH_MS, () => this.refresh());

  constructor(
    @InjectDataSource('system') private readonly db: DataSource,
    private readonly codes: CodesService,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.refresh();
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** The hash of a visitor under the key of that day; null while there is none. */
  hash(address: string, agent: string, at: Date): Buffer | null {
    const key = this.keys.get(dayOf(at));
    if (!key) return null;
    return createHmac('sha256', key).update(`${address}\n${agent}`).digest().subarray(0, HASH_BYTES);
  }

  /** The hash of an address's network; the same in every process, for up to 90 days. */
  networkHash(address: string, at: Date): Buffer {
    const epoch = Math.floor(at.getTime() / (NETWORK_DAYS * DAY));
    if (this.networks?.epoch !== epoch) {
      const secret = this.codes.secretFor('networks of visitors of trace codes');
      this.networks = { epoch, key: createHmac('sha256', secret).update(String(epoch)).digest() };
    }
    return createHmac('sha256', this.networks.key).update(networkOf(address)).digest().subarray(0, NETWORK_BYTES);
  }

  /** Keys of today and tomorrow are at hand before they are needed; yesterday's is forgotten. */
  async refresh(): Promise<void> {
    const now = this.clock.now();
    const secret = this.codes.secretFor('visitors of trace codes');
    const days = [dayOf(now), dayOf(new Date(now.getTime() + DAY))];
    for (const day of days) {
      if (this.keys.has(day)) continue;
      const salt = await saltOfDay(this.db, day, randomBytes(32));
      this.keys.set(day, createHmac('sha256', secret).update(salt).digest());
    }
    for (const day of this.keys.keys()) if (!days.includes(day)) this.keys.delete(day);
    await sweepSalts(this.db, dayOf(new Date(now.getTime() - SALT_DAYS * DAY)));
  }
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}
