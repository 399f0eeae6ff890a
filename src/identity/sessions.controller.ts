import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../platform/config/config.js';
import { Public, Requires } from '../platform/http/access.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { FirstStart } from './first-start.service.js';
import { toMe, type Me } from './me.js';
import { networkOf } from './network.js';
import { ChangePasswordDto } from './people.dto.js';
import { People } from './people.service.js';
import { cookieValue, sessionCookie, setCookieHeader, type SessionCookie } from './session-cookie.js';
import { FirstAdministratorDto, SignInDto } from './sessions.dto.js';
import { Sessions } from './sessions.service.js';

@ApiTags('identity')
@Controller('api')
export class SessionsController {
  private readonly cookie: SessionCookie;

  constructor(
    private readonly sessions: Sessions,
    private readonly people: People,
    private readonly firstStart: FirstStart,
    config: Config,
  ) {
    this.cookie = sessionCookie(config.publicUrl);
  }

  /** Signs in; the session is in the cookie. */
  @Post('sessions')
  @Public()
  async signIn(
    @Body() dto: SignInDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Me & { me: Me }> {
    const { token, actor } = await this.sessions.signIn(dto.login, dto.password, networkOf(request.ip));
    void reply.header('set-cookie', setCookieHeader(this.cookie, token)).header('cache-control', 'no-store');
    // http.md says {me}: it is answered under that name and, for those who read it as the thing itself, plainly.
    return { ...toMe(actor), me: toMe(actor) };
  }

  /** Signs out. Without a session it changes nothing and says the same. */
  @Delete('sessions/current')
  @HttpCode(204)
  @Public()
  async signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const token = cookieValue(request.headers.cookie, this.cookie.name);
    if (token !== undefined) await this.sessions.signOut(token);
    void reply.header('set-cookie', setCookieHeader(this.cookie));
  }

  /** The first administrator of an organisation chooses login and password, with the one-time token. */
  @Post('sessions/first-administrator')
  @Public()
  async firstAdministrator(
    @Body() dto: FirstAdministratorDto,
    @Req() request: FastifyRequest,
  ): Promise<{ id: string }> {
    return this.firstStart.redeem(dto, networkOf(request.ip));
  }

  @Get('me')
  @Requires('identity:read')
  me(@CurrentActor() actor: Actor): Me {
    return toMe(actor);
  }

  /** Changes the own password; other sessions of the person end. */
  @Post('me/password')
  @Requires('identity:read')
  changePassword(@CurrentActor() actor: Actor, @Body() dto: ChangePasswordDto) {
    return this.people.changeOwnPassword(actor, dto);
  }
}
