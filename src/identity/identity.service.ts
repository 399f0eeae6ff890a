import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Ledger } from '../ledger/ledger.service.js';
import { databaseNow, inTx, type Tx } from '../platform/db/tx.js';
import { NotFound } from '../platform/errors.js';
import type { Actor } from '../platform/http/actor.js';
import { credentialsByLogin, toActor } from './auth.queries.js';
import { FirstStart } from './first-start.service.js';
import { organisationFounded, personAppointed, systemActor } from './identity.facts.js';
import { normaliseLogin } from './login.js';
import type { OrganisationView } from './organisation.entity.js';
import { insertOrganisation, organisationsByIds, type NewOrganisation } from './organisations.service.js';
import { insertPerson, type NewPerson } from './people.queries.js';
import type { PersonView } from './person.entity.js';
import { Passwords } from './passwords.service.js';
import { Sessions } from './sessions.service.js';

/**
 * The door of this room for other rooms, seeds and start-up. Other rooms look organisations up here and ask for a
 * password again; they never see people's rows.
 */
@Injectable()
export class IdentityService {
  constructor(
    @InjectDataSource('system') private readonly system: DataSource,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
    private readonly start: FirstStart,
    private readonly ledger: Ledger,
  ) {}

  /** The directory's entries for these ids; unknown ids are left out. */
  organisationsByIds(tx: Tx, ids: readonly string[]): Promise<Map<string, OrganisationView>> {
    return organisationsByIds(tx, ids);
  }

  /** One entry of the directory. @throws NotFound */
  async organisation(tx: Tx, id: string): Promise<OrganisationView> {
    const organisation = (await organisationsByIds(tx, [id])).get(id);
    if (organisation === undefined) throw new NotFound({ zh: '主体', en: 'Organisation' }, id);
    return organisation;
  }

  /** Everybody who has a login in the acting organisation, to tell whom a written name means. Names stay in the room that asks. */
  async colleagues(tx: Tx, organisationId: string): Promise<{ id: string; login: string; name: string }[]> {
    return tx.query(`select id, login, name from person where organisation_id = $1 order by id`, [organisationId]);
  }

  /** Re-authentication before an act of weight; see {@link Sessions.confirmPassword}. Call it before the transaction. */
  confirmPassword(actor: Actor, password: string): Promise<void> {
    return this.sessions.confirmPassword(actor, password);
  }

  /** For seeds: enters an organisation; an id that is there already is left as it is. */
  async createOrganisation(organisation: NewOrganisation): Promise<OrganisationView> {
    return inTx(this.system, 'system', async (tx) => {
      const known = (await organisationsByIds(tx, [organisation.id])).get(organisation.id);
      if (known !== undefined) return known;
      const founded = await insertOrganisation(tx, organisation);
      await this.ledger.record(tx, systemActor(founded), organisationFounded(founded, await databaseNow(tx)));
      return founded;
    });
  }

  /** For seeds: gives somebody a login, with any password; a login that is there already is left as it is. */
  async createPerson(person: Omit<NewPerson, 'passwordHash'> & { password: string }): Promise<PersonView | null> {
    const { password, ...rest } = person;
    if ((await credentialsByLogin(this.system, normaliseLogin(person.login))) !== undefined) return null;
    const passwordHash = await this.passwords.hash(password);
    return inTx(this.system, 'system', async (tx) => {
      const appointed = await insertPerson(tx, { ...rest, passwordHash });
      const organisation = await this.organisation(tx, rest.organisationId);
      await this.ledger.record(tx, systemActor(organisation), personAppointed(appointed, await databaseNow(tx)));
      return appointed;
    });
  }

  /** For seeds and jobs: the actor of a login, without a session. @throws NotFound */
  async actorByLogin(login: string): Promise<Actor> {
    const person = await credentialsByLogin(this.system, normaliseLogin(login));
    if (person === undefined || person.disabled) throw new NotFound({ zh: '账号', en: 'Login' }, login);
    return toActor(person);
  }

  /** At start without the demonstration: the token to print once, or null when somebody can sign in already. */
  firstStart(): Promise<string | null> {
    return this.start.begin('本草溯源平台');
  }
}
