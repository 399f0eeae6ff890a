import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { referenceFolder } from '../../platform/reference-folder.js';
import { Loop } from '../../platform/loop.js';
import { signsOfCopies, type CopyRules } from './copy-rules.js';
import { evidenceOf, keepSigns, type CodeOfLook } from './looks.queries.js';

const PERIOD_MS = 500;
const JUDGED_AT_ONCE = 200;
/** Codes waiting to be judged. One that finds no room is judged at its next look. */
const MAX_WAITING = 20_000;

/** The rules shipped with this release. */
export function shippedRules(): CopyRules {
  return JSON.parse(readFileSync(join(referenceFolder(), 'copy-rules.json'), 'utf8')) as CopyRules;
}

/**
 * Looks for signs of copied labels among the codes that were looked at again, soon after the look and off its path. What it finds
 * stands beside the code's tally, from where the next scan reads it with everything else.
 */
@Injectable()
export class CopyJudge implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly rules = shippedRules();
  private judging = Promise.resolve();
  private readonly asked = new Map<string, CodeOfLook>();
  private readonly loop = new Loop('copy-judge', PERIOD_MS, () => this.judgeAll());

  constructor(@InjectDataSource('system') private readonly db: DataSource) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
    await this.judgeAll().catch(() => undefined);
  }

  ask(codes: readonly CodeOfLook[]): void {
    for (const { range, serial } of codes) {
      if (this.asked.size >= MAX_WAITING) return;
      this.asked.set(`${range}.${serial}`, { range, serial });
    }
  }

  /** Judges every code that was asked for, after whoever is judging. */
  judgeAll(): Promise<void> {
    this.judging = this.judging.catch(() => undefined).then(() => this.judge());
    return this.judging;
  }

  private async judge(): Promise<void> {
    while (this.asked.size > 0) {
      const codes = [...this.asked.values()].slice(0, JUDGED_AT_ONCE);
      // Before they are judged: a look that comes meanwhile asks for them once more.
      for (const { range, serial } of codes) this.asked.delete(`${range}.${serial}`);
      await this.judgeThese(codes).catch((error: unknown) => {
        this.ask(codes);
        throw error;
      });
    }
  }

  private async judgeThese(codes: readonly CodeOfLook[]): Promise<void> {
    const evidence = await evidenceOf(this.db, codes);
    const judged = evidence.map(({ range, serial, single, about, looks }) => ({
      ...{ range, serial },
      // A batch's own code stands on papers that many people see in many places; only its number of looks tells something.
      signs: signsOfCopies(looks, about, this.rules)
        .filter(({ rule }) => single || rule === 'more-looks-than-packages')
        .map((sign) => (single ? sign : { ...sign, level: 'warning' as const })),
    }));
    if (judged.length > 0) await keepSigns(this.db, judged);
  }
}
