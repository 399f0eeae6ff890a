import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { LedgerModule } from '../ledger/ledger.module.js';
import { AccessGuard } from './access.guard.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeys } from './api-keys.service.js';
import { FirstStart } from './first-start.service.js';
import { IdentityService } from './identity.service.js';
import { LoginThrottle } from './login-throttle.service.js';
import { OrganisationsController } from './organisations.controller.js';
import { Organisations } from './organisations.service.js';
import { Passwords } from './passwords.service.js';
import { PeopleController } from './people.controller.js';
import { People } from './people.service.js';
import { SessionsController } from './sessions.controller.js';
import { Sessions } from './sessions.service.js';

@Module({
  imports: [LedgerModule],
  controllers: [SessionsController, OrganisationsController, PeopleController, ApiKeysController],
  providers: [
    { provide: APP_GUARD, useClass: AccessGuard },
    ApiKeys,
    FirstStart,
    IdentityService,
    LoginThrottle,
    Organisations,
    Passwords,
    People,
    Sessions,
  ],
  exports: [IdentityService],
})
export class IdentityModule {}
