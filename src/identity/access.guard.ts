import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ACCESS, type Access } from '../platform/http/access.js';
import type { Actor, RequestWithActor } from '../platform/http/actor.js';
import { Config } from '../platform/config/config.js';
import { CrossSiteRequest, NotSignedIn, PermissionMissing } from './identity.errors.js';
import { permissionsOf, type OrganisationKind, type Permission } from './permissions.js';
import { isFromOurPages } from './same-origin.js';
import { cookieValue, sessionCookie } from './session-cookie.js';
import { Sessions } from './sessions.service.js';

/** True when this actor may do this now: the role in its organisation has the permission, and so has the API key. */
export function mayDo(actor: Actor, permission: string): boolean {
  const kind = actor.organisation.kind as OrganisationKind;
  if (!permissionsOf(actor.role, kind).has(permission as Permission)) return false;
  return actor.scopes === undefined || actor.scopes.includes(permission);
}

/**
 * Stands before every route. Default deny: a route that says neither @Public nor @Requires is refused to everybody.
 * Finds out who calls (cookie or API key), on public routes as well, and refuses what a page of another site sent.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly cookieName: string;
  private readonly known = new WeakMap<object, { room: object; access: Access | undefined }>();

  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: Sessions,
    private readonly config: Config,
  ) {
    this.cookieName = sessionCookie(config.publicUrl).name;
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (context.getType() !== 'http') return true; // queue handlers are no route
    const access = this.declared(context);
    const request = context.switchToHttp().getRequest<FastifyRequest & RequestWithActor>();
    const caller = this.identify(request);
    // Who shows no credentials is known at once: a scan must not wait for a promise that holds nothing.
    if (caller === undefined) return this.admits(undefined, access);
    return caller.then((actor) => {
      if (actor !== undefined) request.actor = actor;
      return this.admits(actor, access);
    });
  }

  /** What the route says of who may call it. Decorators do not change, so each route is asked once. */
  private declared(context: ExecutionContext): Access | undefined {
    const [handler, room] = [context.getHandler(), context.getClass()];
    const known = this.known.get(handler);
    if (known?.room === room) return known.access;
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [handler, room]);
    this.known.set(handler, { room, access });
    return access;
  }

  private admits(actor: Actor | undefined, access: Access | undefined): true {
    if (access !== undefined && 'public' in access) return true;
    if (actor === undefined) throw new NotSignedIn();
    if (access === undefined) throw new PermissionMissing('(none declared)');
    if (!this.permits(actor, access.requires)) throw new PermissionMissing(access.requires);
    return true;
  }

  /** Apart, so that the tenant tests can take it away and see row-level security hold alone. */
  permits(actor: Actor, permission: string): boolean {
    return mayDo(actor, permission);
  }

  private identify(request: FastifyRequest): Promise<Actor | undefined> | undefined {
    const { authorization } = request.headers;
    const bearer = authorization === undefined ? undefined : /^Bearer (.+)$/i.exec(authorization)?.[1];
    // A program's key does not travel by itself, so another site's page cannot use it.
    if (bearer !== undefined) return this.sessions.actorOfKey(bearer.trim());
    this.refuseOtherSites(request);
    const token = cookieValue(request.headers.cookie, this.cookieName);
    return token === undefined ? undefined : this.sessions.actorOfToken(token);
  }

  private refuseOtherSites(request: FastifyRequest): void {
    const site = request.headers['sec-fetch-site'];
    const origin = {
      method: request.method,
      fetchSite: typeof site === 'string' ? site : undefined,
      origin: request.headers.origin,
      host: request.headers.host,
    };
    if (!isFromOurPages(origin, this.config.publicUrl)) throw new CrossSiteRequest();
  }
}
