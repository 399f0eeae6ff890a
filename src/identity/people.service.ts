import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, LessThan } from 'typeorm';
import { Ledger } from '../ledger/ledger.service.js';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { databaseNow, inTx, type Tx } from '../platform/db/tx.js';
import { NotFound } from '../platform/errors.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { LastAdministrator } from './identity.errors.js';
import { personAppointed, personChanged } from './identity.facts.js';
import { pageOf, type Page, type PageQuery } from '../platform/http/page.dto.js';
import { assertRoleFits, insertPerson } from './people.queries.js';
import type { AppointPersonDto, ChangePasswordDto, ChangePersonDto } from './people.dto.js';
import { PersonEntity, toPersonView, type PersonView } from './person.entity.js';
import { Passwords } from './passwords.service.js';
import { Sessions } from './sessions.service.js';

/**
 * The people of one organisation, by their own administrator. People are disabled, never deleted: their names stand in
 * records. Every statement names the organisation itself, beside row-level security.
 */
@Injectable()
export class People {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
    private readonly ledger: Ledger,
  ) {}

  /** @throws InvalidInput, PasswordNotAccepted, LoginTaken */
  async appoint(actor: Actor, dto: AppointPersonDto): Promise<Recorded<PersonView & { factId: string }>> {
    const { password, ...person } = dto;
    this.passwords.assertAcceptable(password, person.login);
    const passwordHash = await this.passwords.hash(password);
    // The act's record tells another password from a replay without holding anything that helps to guess it.
    const body = { ...person, passwordDigest: await this.passwords.actDigest(password, dto.id) };
    return this.acts.perform(actor, { id: dto.id, kind: 'identity.appoint-person', body }, async (tx) => {
      const appointed = await insertPerson(tx, { ...person, organisationId: actor.organisation.id, passwordHash });
      const { factId } = await this.ledger.record(tx, actor, personAppointed(appointed, await databaseNow(tx)));
      return { ...appointed, factId };
    });
  }

  async list(actor: Actor, page: PageQuery): Promise<Page<PersonView>> {
    const rows = await inTx(this.db, scopeOf(actor), (tx) =>
      tx.find(PersonEntity, {
        where: {
          organisationId: actor.organisation.id,
          ...(page.after === undefined ? {} : { id: LessThan(page.after) }),
        },
        order: { id: 'DESC' },
        take: page.limit + 1,
      }),
    );
    return pageOf(rows, page.limit, toPersonView);
  }

  /** Takes effect at the person's next request. @throws NotFound, InvalidInput, LastAdministrator */
  async change(actor: Actor, id: string, dto: ChangePersonDto): Promise<PersonView> {
    const organisationId = actor.organisation.id;
    const passwordHash = dto.password === undefined ? undefined : await this.newHash(actor, id, dto.password);
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const person = await lockedColleague(tx, organisationId, id);
      const role = dto.role ?? person.role;
      const region = dto.region ?? (role === 'regulator' ? person.region : null);
      await assertRoleFits(tx, { organisationId, role, region });
      const disabledAt =
        dto.disabled === undefined ? person.disabledAt : dto.disabled ? (person.disabledAt ?? new Date()) : null;
      await tx.update(
        PersonEntity,
        { organisationId, id },
        { name: dto.name?.trim() ?? person.name, role, region, disabledAt, ...(passwordHash ? { passwordHash } : {}) },
      );
      if (passwordHash !== undefined || disabledAt !== null)
        await tx.query(`delete from session where organisation_id = $1 and person_id = $2`, [organisationId, id]);
      await assertAdministratorLeft(tx, organisationId);
      const after = toPersonView(await colleague(tx, organisationId, id));
      const changed = personChanged(toPersonView(person), after, passwordHash !== undefined, await databaseNow(tx));
      await this.ledger.record(tx, actor, changed);
      return after;
    });
  }

  /** One's own password; ends one's other sessions. @throws PersonNeeded, PasswordNotConfirmed, PasswordNotAccepted */
  async changeOwnPassword(actor: Actor, dto: ChangePasswordDto): Promise<Recorded<{ id: string }>> {
    const organisationId = actor.organisation.id;
    const body = { passwordDigest: await this.passwords.actDigest(dto.password, dto.id) };
    return this.acts.perform(actor, { id: dto.id, kind: 'identity.change-password', body }, async (tx) => {
      // Inside the act, so that a replay, whose current password is no longer the current one, gets the first answer.
      await this.sessions.confirmPassword(actor, dto.currentPassword);
      this.passwords.assertAcceptable(dto.password, actor.login);
      const passwordHash = await this.passwords.hash(dto.password);
      await tx.update(PersonEntity, { organisationId, id: actor.personId }, { passwordHash });
      await tx.query(
        `delete from session where organisation_id = $1 and person_id = $2 and id is distinct from $3::uuid`,
        [organisationId, actor.personId, actor.sessionId ?? null],
      );
      return { id: dto.id };
    });
  }

  private async newHash(actor: Actor, id: string, password: string): Promise<string> {
    const person = await inTx(this.db, scopeOf(actor), (tx) => colleague(tx, actor.organisation.id, id));
    this.passwords.assertAcceptable(password, person.login);
    return this.passwords.hash(password);
  }
}

async function colleague(tx: Tx, organisationId: string, id: string): Promise<PersonEntity> {
  const person = await tx.findOneBy(PersonEntity, { organisationId, id });
  if (person === null) throw new NotFound({ zh: '人员', en: 'Person' }, id);
  return person;
}

/**
 * Locks all administrators first: two who disable each other at the same moment must meet, or nobody is left.
 */
async function lockedColleague(tx: Tx, organisationId: string, id: string): Promise<PersonEntity> {
  await tx.query(
    `select id from person where organisation_id = $1 and (role = 'administrator' or id = $2) order by id for update`,
    [organisationId, id],
  );
  return colleague(tx, organisationId, id);
}

async function assertAdministratorLeft(tx: Tx, organisationId: string): Promise<void> {
  const rows: unknown[] = await tx.query(
    `select 1 from person where organisation_id = $1 and role = 'administrator' and disabled_at is null limit 1`,
    [organisationId],
  );
  if (rows.length === 0) throw new LastAdministrator();
}
