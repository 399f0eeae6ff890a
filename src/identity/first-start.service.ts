import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Ledger } from '../ledger/ledger.service.js';
import { databaseNow, inTx } from '../platform/db/tx.js';
import { newId } from '../platform/ids.js';
import { AdministratorTokenNotValid } from './identity.errors.js';
import { LoginThrottle } from './login-throttle.service.js';
import { organisationFounded, personAppointed, systemActor } from './identity.facts.js';
import { giveAdministratorToken, insertOrganisation, organisationsByIds } from './organisations.service.js';
import { insertPerson } from './people.queries.js';
import { Passwords } from './passwords.service.js';
import { newToken, secretHash } from './secrets.js';
import type { FirstAdministratorDto } from './sessions.dto.js';

/** Any number that all processes agree on: two that start together on an empty database found one platform. */
const FIRST_START_LOCK = 4_102_026;

/** How the first people come in: the platform's own at the first start, others with the token of their founding. */
@Injectable()
export class FirstStart {
  constructor(
    @InjectDataSource('system') private readonly db: DataSource,
    private readonly passwords: Passwords,
    private readonly throttle: LoginThrottle,
    private readonly ledger: Ledger,
  ) {}

  /**
   * On a database without any person: founds the platform's organisation and gives the one-time token to print. Asked
   * again before somebody came in, it gives a new token and ends the old one, because a lost log must not lock the
   * house for ever. Null once there is a person.
   */
  async begin(platformName: string): Promise<string | null> {
    return inTx(this.db, 'system', async (tx) => {
      await tx.query(`select pg_advisory_xact_lock($1)`, [FIRST_START_LOCK]);
      const people: unknown[] = await tx.query(`select 1 from person limit 1`);
      if (people.length > 0) return null;
      const platforms: { id: string }[] = await tx.query(`select id from organisation where kind = 'platform' limit 1`);
      const id = platforms[0]?.id ?? newId();
      if (platforms.length === 0) {
        const founded = await insertOrganisation(tx, { id, name: platformName, kind: 'platform' });
        await this.ledger.record(tx, systemActor(founded), organisationFounded(founded, await databaseNow(tx)));
      }
      await tx.query(`delete from administrator_token where organisation_id = $1`, [id]);
      const token = newToken();
      await giveAdministratorToken(tx, id, token);
      return token;
    });
  }

  /**
   * Makes the first administrator. The same id and token again is a replay: it answers as before and changes nothing.
   * @throws AdministratorTokenNotValid, PasswordNotAccepted, LoginTaken, TooManyTries
   */
  async redeem(dto: FirstAdministratorDto, network: string): Promise<{ id: string }> {
    await this.throttle.countTry('first-administrator', network);
    this.passwords.assertAcceptable(dto.password, dto.login);
    const passwordHash = await this.passwords.hash(dto.password);
    const answer = await inTx(this.db, 'system', async (tx) => {
      const rows: { organisationId: string; used: boolean }[] = await tx.query(
        `select organisation_id as "organisationId", used_at is not null as used from administrator_token
         where token_hash = $1 and expires_at > now() for update`,
        [secretHash(dto.token)],
      );
      const token = rows[0];
      if (token === undefined) throw new AdministratorTokenNotValid();
      const { organisationId } = token;
      if (token.used) {
        const same: unknown[] = await tx.query(
          `select 1 from person where organisation_id = $1 and id = $2 and login = $3`,
          [organisationId, dto.id, dto.login],
        );
        if (same.length === 0) throw new AdministratorTokenNotValid();
        return { id: dto.id };
      }
      await tx.query(`update administrator_token set used_at = now() where token_hash = $1`, [secretHash(dto.token)]);
      const { id, login, name } = dto;
      const role = 'administrator';
      const appointed = await insertPerson(tx, { organisationId, id, login, name, role, passwordHash });
      // Whoever holds the token appoints himself; the organisation is the one that the token was made for.
      const organisation = (await organisationsByIds(tx, [organisationId])).get(organisationId)!;
      const actor = { personId: id, login: appointed.login, name: appointed.name, role, organisation } as const;
      await this.ledger.record(tx, actor, personAppointed(appointed, await databaseNow(tx)));
      return { id };
    });
    await this.throttle.forgiveTry('first-administrator', network);
    return answer;
  }
}
