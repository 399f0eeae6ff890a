import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { LotsService } from '../../lots/lots.service.js';
import { NoSuchLot } from '../../lots/lots.errors.js';
import { Acts } from '../../platform/acts/acts.service.js';
import type { Recorded } from '../../platform/acts/recorded.js';
import { databaseNow, inTx } from '../../platform/db/tx.js';
import { scopeOf, type Actor } from '../../platform/http/actor.js';
import { EvidenceService, type ActAnswer } from '../../rules/evidence.service.js';
import { ALIAS_ADDED, ALIAS_WITHDRAWN, type AliasAdded, type AliasWithdrawn as Withdrawn } from '../codes.facts.js';
import { aliasValues, readAlias } from './alias.js';
import type { AddAliasDto, WithdrawAliasDto } from './aliases.dto.js';
import { AliasTaken, AliasWithdrawn, NoSuchAlias, unfitAlias } from './aliases.errors.js';
import * as queries from './aliases.queries.js';

export interface AliasView extends Omit<queries.AliasRow, 'lot'> {
  recordedAt: string;
  withdrawn?: { at: string; reason: string };
}

/**
 * Official and foreign identifiers of a lot: kept as they are known elsewhere, resolvable here. They are names, not proof:
 * anybody can print one, so a look-up by them says that no label was verified.
 */
@Injectable()
export class Aliases {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    @InjectDataSource('system') private readonly system: DataSource,
    private readonly acts: Acts,
    private readonly evidence: EvidenceService,
    private readonly lots: LotsService,
  ) {}

  /** Only the owner of a lot names it. @throws NoSuchLot, InvalidInput, AliasTaken */
  add(actor: Actor, lotId: string, dto: AddAliasDto): Promise<Recorded<ActAnswer & { lot: string; value: string }>> {
    const { value, platform } = checked(dto);
    const act = { id: dto.id, kind: 'codes.add-alias', path: lotId.toLowerCase(), body: dto };
    return this.acts.perform(actor, act, async (tx) => {
      const lot = await this.lots.lotForUpdate(tx, lotId);
      if (lot.owner !== actor.organisation.id) throw new NoSuchLot(lotId);
      const alias = { id: dto.id, lot: lot.id, scheme: dto.scheme, platform, value };
      const open: AliasAdded = {
        ...{ alias: alias.id, lot: lot.id, scheme: dto.scheme, value },
        ...(platform === null ? {} : { platform }),
      };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          ...{ type: ALIAS_ADDED, visibility: 'public', occurredAt: await databaseNow(tx) },
          ...{ subjects: [lot.id, dto.id], open },
        },
        subject: `alias:${dto.id}`,
      });
      if (!(await queries.insertAlias(tx, actor.organisation.id, { ...alias, factId }))) throw new AliasTaken(value);
      return { id: dto.id, factId, findings, lot: lot.id, value };
    });
  }

  /** @throws NoSuchAlias, AliasWithdrawn */
  withdraw(actor: Actor, aliasId: string, dto: WithdrawAliasDto): Promise<Recorded<ActAnswer & { alias: string }>> {
    const act = { id: dto.id, kind: 'codes.withdraw-alias', path: aliasId.toLowerCase(), body: dto };
    return this.acts.perform(actor, act, async (tx) => {
      const organisationId = actor.organisation.id;
      const alias = await queries.aliasForUpdate(tx, organisationId, aliasId);
      if (!alias) throw new NoSuchAlias(aliasId);
      if (!alias.inUse) throw new AliasWithdrawn(alias.value);
      const { id, lot, scheme, value } = alias;
      const open: Withdrawn = { withdrawal: dto.id, alias: id, lot, scheme, value, reason: dto.reason };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          ...{ type: ALIAS_WITHDRAWN, visibility: 'public', occurredAt: await databaseNow(tx) },
          ...{ subjects: [lot, id], open },
        },
        subject: `alias:${id}`,
      });
      await queries.insertWithdrawal(tx, organisationId, { id: dto.id, alias: id, reason: dto.reason, factId });
      return { id: dto.id, factId, findings, alias: id };
    });
  }

  /** The numbers of a lot with their history, for whoever sees the whole lot. @throws NoSuchLot */
  async list(actor: Actor, lotId: string): Promise<{ items: AliasView[]; next: null }> {
    const lot = await inTx(this.db, scopeOf(actor), (tx) => this.lots.view(tx, actor, lotId));
    if (lot.disclosure !== 'full') throw new NoSuchLot(lotId);
    const rows = await queries.aliasesOfLot(this.system, lot.id);
    const items = rows.map(({ id, scheme, platform, value, recordedAt, withdrawnAt, reason }) => ({
      ...{ id, scheme, platform, value, recordedAt: recordedAt.toISOString() },
      ...(withdrawnAt && { withdrawn: { at: withdrawnAt.toISOString(), reason: reason ?? '' } }),
    }));
    return { items, next: null };
  }

  /** Lots a text names in any scheme; runs as the system's role, because whoever types a number may ask. */
  async lotsOf(text: string): Promise<queries.AliasedLot[]> {
    const values = text.length > 300 ? [] : aliasValues(text);
    return values.length === 0 ? [] : queries.lotsOfValues(this.system, values);
  }
}

function checked(dto: AddAliasDto): { value: string; platform: string | null } {
  const platform = dto.platform ?? null;
  if ((dto.scheme === 'platform') !== (platform !== null)) {
    throw unfitAlias('platform', platform, {
      zh: '仅当 scheme 为 platform 时填写，且必须填写',
      en: 'is given with scheme platform, and with no other',
    });
  }
  const read = readAlias(dto.scheme, dto.value);
  if ('fault' in read) throw unfitAlias('value', dto.value, read.fault);
  return { value: read.value, platform };
}
