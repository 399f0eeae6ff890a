import { DomainError, InvalidInput } from '../platform/errors.js';
import type { PasswordFault } from './password.js';
import { PASSWORD_MAX, PASSWORD_MIN } from './password.js';

/** No session, an ended one, or an API key that is not valid: which of these is not told. */
export class NotSignedIn extends DomainError {
  readonly code = 'identity/not-signed-in';
  readonly kind = 'unauthenticated';
  constructor() {
    super({ zh: '请先登录', en: 'Sign in first' });
  }
}

/** One sentence for an unknown login, a wrong password and a disabled person, so that logins cannot be collected. */
export class WrongCredentials extends DomainError {
  readonly code = 'identity/wrong-login-or-password';
  readonly kind = 'unauthenticated';
  constructor() {
    super({ zh: '账号或密码不正确', en: 'The login or the password is not right' });
  }
}

export class PermissionMissing extends DomainError {
  readonly code = 'identity/permission-missing';
  readonly kind = 'forbidden';
  constructor(permission: string) {
    super({ zh: `需要权限 ${permission}`, en: `This needs the permission ${permission}` });
  }
}

/** A browser sent this from a page of another site. */
export class CrossSiteRequest extends DomainError {
  readonly code = 'identity/cross-site-request';
  readonly kind = 'forbidden';
  constructor() {
    super({ zh: '请求来自其他网站的页面，已拒绝', en: 'The request comes from a page of another site and is refused' });
  }
}

export class TooManyTries extends DomainError {
  readonly code = 'identity/too-many-tries';
  readonly kind = 'too-many';
  constructor(override readonly retryAfterSeconds: number) {
    super({
      zh: `尝试次数过多，请 ${retryAfterSeconds} 秒后再试`,
      en: `Too many tries; try again in ${retryAfterSeconds} seconds`,
    });
  }
}

/** More passwords are being checked at this moment than this machine should check at once. */
export class PasswordChecksBusy extends DomainError {
  readonly code = 'identity/busy';
  readonly kind = 'unavailable';
  override readonly retryAfterSeconds = 2;
  constructor() {
    super({ zh: '登录人数过多，请稍后再试', en: 'Too many people are signing in; try again in a moment' });
  }
}

const FAULTS: Record<PasswordFault, { zh: string; en: string }> = {
  'too-short': { zh: `至少 ${PASSWORD_MIN} 个字符`, en: `must have at least ${PASSWORD_MIN} characters` },
  'too-long': { zh: `最多 ${PASSWORD_MAX} 个字符`, en: `must have at most ${PASSWORD_MAX} characters` },
  usual: { zh: '过于常见，容易被猜到', en: 'is one of the usual ones and easily guessed' },
  'contains-login': { zh: '不能包含账号', en: 'must not contain the login' },
  monotonous: { zh: '至少使用 4 种不同字符', en: 'must have at least 4 different characters' },
};

export class PasswordNotAccepted extends InvalidInput {
  override readonly code = 'identity/password-not-accepted';
  constructor(fault: PasswordFault) {
    super([{ path: 'password', message: FAULTS[fault] }]);
  }
}

/** The password typed again for an act of weight is not the person's. */
export class PasswordNotConfirmed extends DomainError {
  readonly code = 'identity/password-not-confirmed';
  readonly kind = 'forbidden';
  constructor() {
    super({ zh: '密码不正确，操作未执行', en: 'The password is not right; nothing was done' });
  }
}

/** Acts that need a person who types a password cannot be done by an API key. */
export class PersonNeeded extends DomainError {
  readonly code = 'identity/person-needed';
  readonly kind = 'forbidden';
  constructor() {
    super({
      zh: '此操作须由本人登录后进行，不能使用 API 密钥',
      en: 'A signed-in person is needed; an API key is not enough',
    });
  }
}

export class LoginTaken extends DomainError {
  readonly code = 'identity/login-taken';
  readonly kind = 'conflict';
  constructor(login: string) {
    super({ zh: `账号 ${login} 已被使用，请换一个`, en: `The login ${login} is taken; choose another` });
  }
}

export class CreditCodeTaken extends DomainError {
  readonly code = 'identity/credit-code-taken';
  readonly kind = 'conflict';
  constructor(creditCode: string) {
    super({
      zh: `统一社会信用代码 ${creditCode} 的主体已登记`,
      en: `An organisation with the credit code ${creditCode} is registered already`,
    });
  }
}

export class LastAdministrator extends DomainError {
  readonly code = 'identity/last-administrator';
  readonly kind = 'conflict';
  constructor() {
    super({
      zh: '这是最后一位在用的管理员，请先指定另一位',
      en: 'This is the last active administrator; appoint another one first',
    });
  }
}

export class AdministratorTokenNotValid extends DomainError {
  readonly code = 'identity/administrator-token-not-valid';
  readonly kind = 'gone';
  constructor() {
    super({ zh: '一次性令牌无效、已用过或已过期', en: 'The one-time token is not valid, used or expired' });
  }
}
