import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, LessThan } from 'typeorm';
import { Ledger } from '../ledger/ledger.service.js';
import { Acts } from '../platform/acts/acts.service.js';
import { Recorded } from '../platform/acts/recorded.js';
import { Clock } from '../platform/clock.js';
import { databaseNow, inTx } from '../platform/db/tx.js';
import { InvalidInput, NotFound } from '../platform/errors.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { API_KEY_SECRET_BYTES, apiKeyHint, formatApiKey } from './api-key.js';
import { ApiKeyEntity, toApiKeyView, type ApiKeyView } from './api-key.entity.js';
import type { MakeApiKeyDto } from './api-keys.dto.js';
import { apiKeyMade, apiKeyRevoked } from './identity.facts.js';
import { pageOf, type Page, type PageQuery } from '../platform/http/page.dto.js';
import { scopesFor, type OrganisationKind } from './permissions.js';
import { secretHash } from './secrets.js';

const API_KEY = { zh: 'API 密钥', en: 'API key' };
/** A day of grace over a year, for zones. */
const LONGEST_LIFE_MS = 366 * 86_400_000;

/** A key as it was made; the key itself is in the first answer and nowhere else. */
export type MadeApiKey = ApiKeyView & { factId: string; key?: string };

/** Keys with which an organisation's programs call. The key itself is in the first answer and nowhere else. */
@Injectable()
export class ApiKeys {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
  ) {}

  /** @throws InvalidInput for a scope the maker has not, or an end in the past or beyond a year */
  async make(actor: Actor, dto: MakeApiKeyDto): Promise<Recorded<MadeApiKey>> {
    const key = formatApiKey(randomBytes(API_KEY_SECRET_BYTES));
    const recorded = await this.acts.perform<MadeApiKey>(
      actor,
      { id: dto.id, kind: 'identity.make-api-key', body: dto },
      async (tx) => {
        this.check(actor, dto);
        const organisationId = actor.organisation.id;
        await tx.insert(ApiKeyEntity, {
          organisationId,
          id: dto.id,
          personId: actor.personId,
          name: dto.name,
          hint: apiKeyHint(key),
          keyHash: secretHash(key),
          scopes: dto.scopes,
          expiresAt: new Date(dto.expiresAt),
        });
        const made = toApiKeyView(await tx.findOneByOrFail(ApiKeyEntity, { organisationId, id: dto.id }));
        const { factId } = await this.ledger.record(tx, actor, apiKeyMade(made, await databaseNow(tx)));
        return { ...made, factId };
      },
    );
    return recorded.replayed ? recorded : new Recorded(false, { ...recorded.answer, key });
  }

  async list(actor: Actor, page: PageQuery): Promise<Page<ApiKeyView>> {
    const rows = await inTx(this.db, scopeOf(actor), (tx) =>
      tx.find(ApiKeyEntity, {
        where: {
          organisationId: actor.organisation.id,
          ...(page.after === undefined ? {} : { id: LessThan(page.after) }),
        },
        order: { id: 'DESC' },
        take: page.limit + 1,
      }),
    );
    return pageOf(rows, page.limit, toApiKeyView);
  }

  /** Ends a key at once; ending it again changes nothing. The row stays, for the records it wrote. */
  async revoke(actor: Actor, id: string): Promise<void> {
    const organisationId = actor.organisation.id;
    await inTx(this.db, scopeOf(actor), async (tx) => {
      const rows: unknown = await tx.query(
        `update api_key set revoked_at = now() where organisation_id = $1 and id = $2 and revoked_at is null returning id`,
        [organisationId, id],
      );
      if (affected(rows) === 1) await this.ledger.record(tx, actor, apiKeyRevoked(id, await databaseNow(tx)));
      else if (!(await tx.existsBy(ApiKeyEntity, { organisationId, id }))) throw new NotFound(API_KEY, id);
    });
  }

  private check(actor: Actor, dto: MakeApiKeyDto): void {
    const allowed = scopesFor(actor.role, actor.organisation.kind as OrganisationKind);
    const errors = dto.scopes.flatMap((scope, index) =>
      allowed.includes(scope)
        ? []
        : [
            {
              path: `scopes.${index}`,
              value: scope,
              message: { zh: '本人没有此权限，或不能交给密钥', en: 'is not yours to give to a key' },
            },
          ],
    );
    const life = Date.parse(dto.expiresAt) - this.clock.now().getTime();
    if (life <= 0 || life > LONGEST_LIFE_MS)
      errors.push({
        path: 'expiresAt',
        value: dto.expiresAt as never,
        message: { zh: '应在今后一年之内', en: 'must lie within the coming year' },
      });
    if (errors.length > 0) throw new InvalidInput(errors);
  }
}

/** TypeORM answers [rows, count] to an UPDATE. */
function affected(result: unknown): number {
  return Array.isArray(result) && typeof result[1] === 'number' ? result[1] : 0;
}
