import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In, LessThan } from 'typeorm';
import { Ledger } from '../ledger/ledger.service.js';
import { Acts } from '../platform/acts/acts.service.js';
import { Recorded } from '../platform/acts/recorded.js';
import { violatedConstraint } from '../platform/db/pg-errors.js';
import { databaseNow, inTx, type Tx } from '../platform/db/tx.js';
import { InvalidInput, NotFound } from '../platform/errors.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { newId } from '../platform/ids.js';
import { isDivisionCode } from './division-code.js';
import { CreditCodeTaken } from './identity.errors.js';
import { organisationFounded } from './identity.facts.js';
import { OrganisationEntity, toOrganisationView, type OrganisationView } from './organisation.entity.js';
import { pageOf, type Page, type PageQuery } from '../platform/http/page.dto.js';
import type { OrganisationKind } from './permissions.js';
import { newToken, secretHash } from './secrets.js';
import { isUscc, normaliseUscc } from './uscc.js';

/** An invited administrator has a week: long enough for a letter, short enough for a lost one. */
const TOKEN_DAYS = 7;

export interface NewOrganisation {
  id: string;
  name: string;
  kind: OrganisationKind;
  creditCode?: string;
  divisionCode?: string;
  demonstration?: boolean;
}

/** An organisation as it was founded; the token for its first administrator is in the first answer and nowhere else. */
export type FoundedOrganisation = OrganisationView & {
  factId: string;
  administratorToken?: string;
  administratorTokenExpiresAt?: string;
};

/** The directory: who takes part. Founding is the platform's act; everybody reads. Organisations are never deleted. */
@Injectable()
export class Organisations {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly ledger: Ledger,
  ) {}

  /** @throws InvalidInput for a code that does not check, CreditCodeTaken */
  async found(actor: Actor, organisation: NewOrganisation): Promise<Recorded<FoundedOrganisation>> {
    const token = newToken();
    const recorded = await this.acts.perform<FoundedOrganisation>(
      actor,
      { id: organisation.id, kind: 'identity.found-organisation', body: organisation },
      async (tx) => {
        const founded = await insertOrganisation(tx, organisation);
        const administratorTokenExpiresAt = await giveAdministratorToken(tx, organisation.id, token);
        const { factId } = await this.ledger.record(tx, actor, organisationFounded(founded, await databaseNow(tx)));
        return { ...founded, factId, administratorTokenExpiresAt };
      },
    );
    // Not a part of what is stored: a replay, or a reader of the stored answers, does not get the token.
    return recorded.replayed ? recorded : new Recorded(false, { ...recorded.answer, administratorToken: token });
  }

  async list(actor: Actor, page: PageQuery): Promise<Page<OrganisationView>> {
    const rows = await inTx(this.db, scopeOf(actor), (tx) =>
      tx.find(OrganisationEntity, {
        ...(page.after === undefined ? {} : { where: { id: LessThan(page.after) } }),
        order: { id: 'DESC' },
        take: page.limit + 1,
      }),
    );
    return pageOf(rows, page.limit, toOrganisationView);
  }

  async show(actor: Actor, id: string): Promise<OrganisationView> {
    const row = await inTx(this.db, scopeOf(actor), (tx) => tx.findOneBy(OrganisationEntity, { id }));
    if (row === null) throw new NotFound({ zh: '主体', en: 'Organisation' }, id);
    return toOrganisationView(row);
  }
}

/** Adds to the directory. @throws InvalidInput, CreditCodeTaken */
export async function insertOrganisation(tx: Tx, organisation: NewOrganisation): Promise<OrganisationView> {
  const row = checked(organisation);
  try {
    await tx.insert(OrganisationEntity, row);
  } catch (error) {
    if (violatedConstraint(error) === 'organisation_credit_code_is_used_once')
      throw new CreditCodeTaken(row.creditCode ?? '');
    throw error;
  }
  return { ...row };
}

function checked(organisation: NewOrganisation): OrganisationView {
  const { id, kind, divisionCode = null, demonstration = false } = organisation;
  const name = organisation.name.normalize('NFC').trim();
  const creditCode = organisation.creditCode === undefined ? null : normaliseUscc(organisation.creditCode);
  const errors = [];
  if (creditCode === null ? kind !== 'platform' : !isUscc(creditCode))
    errors.push({
      path: 'creditCode',
      value: organisation.creditCode ?? null,
      message: {
        zh: '不是有效的统一社会信用代码（18 位，末位为 GB 32100 校验码）',
        en: 'is not a unified social credit code (18 characters, the last the check character of GB 32100)',
      },
    });
  if (divisionCode === null ? kind !== 'platform' : !isDivisionCode(divisionCode))
    errors.push({
      path: 'divisionCode',
      value: divisionCode,
      message: { zh: '应为 2、4、6、9 或 12 位区划代码', en: 'must be a division code of 2, 4, 6, 9 or 12 digits' },
    });
  if (errors.length > 0) throw new InvalidInput(errors);
  return { id, kind, name, creditCode, divisionCode, demonstration };
}

/** Stores the one-time token of an organisation's first administrator and says until when it is good. */
export async function giveAdministratorToken(tx: Tx, organisationId: string, token: string): Promise<string> {
  const expiresAt = new Date(Date.now() + TOKEN_DAYS * 86_400_000);
  await tx.query(
    `insert into administrator_token (organisation_id, id, token_hash, expires_at) values ($1, $2, $3, $4)`,
    [organisationId, newId(), secretHash(token), expiresAt],
  );
  return expiresAt.toISOString();
}

/** The directory's entries for these ids; unknown ids are left out. */
export async function organisationsByIds(tx: Tx, ids: readonly string[]): Promise<Map<string, OrganisationView>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.findBy(OrganisationEntity, { id: In([...new Set(ids)]) });
  return new Map(rows.map((row) => [row.id, toOrganisationView(row)]));
}
