import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { CodesService } from '../../codes/codes.service.js';
import { inTx } from '../../platform/db/tx.js';
import { InvalidInput } from '../../platform/errors.js';
import { scopeOf, type Actor } from '../../platform/http/actor.js';
import { Cases } from '../cases/cases.service.js';
import { NothingToSee } from '../oversight.errors.js';
import { layOutImpact, type ImpactSide, type Way } from './impact.js';
import type { ImpactQuery } from './impact.dto.js';
import { impactFamily, rootsOf, SUBJECT_KINDS, type SubjectKind } from './impact.queries.js';

/** What a thing has touched, as far as the caller may see it. */
export interface Impact {
  subject: { kind: SubjectKind | 'code'; asked: string };
  /** The lots the thing stands for, of those the caller may see. */
  roots: string[];
  window: { from: string | null; until: string | null };
  ancestors?: ImpactSide;
  descendants?: ImpactSide;
}

/** Follows lots, codes, plots, plantings, inputs, reports and companies up and down, at any depth. */
@Injectable()
export class ImpactService {
  constructor(
    private readonly codes: CodesService,
    private readonly cases: Cases,
    @InjectDataSource() private readonly db: DataSource,
    @InjectDataSource('system') private readonly system: DataSource,
  ) {}

  /** @throws NothingToSee, CaseNeeded and NoSuchCase (regulators), InvalidInput unless exactly one thing is named */
  async impact(actor: Actor, query: ImpactQuery): Promise<Impact> {
    const subject = subjectOf(query);
    this.cases.demand(actor, query.case);
    const wanted = await this.rootsOf(subject);
    const ways: Way[] = query.way === undefined || query.way === 'both' ? ['up', 'down'] : [query.way];
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const [first] = wanted;
      // The look is noted before it is taken, and undone with it when there is nothing to see.
      if (first !== undefined) await this.cases.look(tx, actor, query.case, `impact of ${subject.kind}`, first);
      const impact: Impact = {
        ...{ subject, roots: [] },
        window: { from: query.from ?? null, until: query.until ?? null },
      };
      for (const way of ways) {
        const found = wanted.length === 0 ? undefined : await impactFamily(tx, wanted, way);
        if (found === undefined) throw new NothingToSee(subject.asked);
        impact.roots = found.roots.toSorted();
        const side = layOutImpact(way, found.roots, found.family, found.sold, query);
        impact[way === 'up' ? 'ancestors' : 'descendants'] = side;
      }
      return impact;
    });
  }

  private async rootsOf({ kind, asked }: Impact['subject']): Promise<string[]> {
    if (kind !== 'code') return rootsOf(this.system, kind, asked.toLowerCase());
    const resolved = await this.codes.resolve(asked);
    if (resolved.verdict !== 'issued') return (await this.codes.lotsOfAlias(asked)).map(({ lot }) => lot);
    if (resolved.lotId !== null) return [resolved.lotId];
    return (await this.codes.familyOf(resolved)).lots.map(({ lot }) => lot);
  }
}

function subjectOf(query: ImpactQuery): Impact['subject'] {
  const named = ([...SUBJECT_KINDS, 'code'] as const).flatMap((kind) => {
    const asked = query[kind];
    return asked === undefined ? [] : [{ kind, asked }];
  });
  const [subject] = named;
  if (subject !== undefined && named.length === 1) return subject;
  throw new InvalidInput([
    {
      path: 'lot',
      message: {
        zh: `须且只须指定一项：${[...SUBJECT_KINDS, 'code'].join('、')}`,
        en: `name exactly one of ${[...SUBJECT_KINDS, 'code'].join(', ')}`,
      },
    },
  ]);
}
