import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Act } from '../audit/act.js';
import { ActOfRequest } from '../audit/act.decorator.js';
import { Audited } from '../audit/audited.decorator.js';
import { CalledBy, Needs } from '../auth/auth.decorators.js';
import type { Caller } from '../../access/caller.js';
import * as docs from './session.docs.js';
import { NOTHING } from '../../http/input.pipes.js';
import { Sessions, type SessionView } from './sessions.js';

@ApiTags('Session')
@ApiBearerAuth()
@Controller('api/v1/session')
export class SessionController {
  constructor(private readonly sessions: Sessions) {}

  @docs.OpenSessionDocs()
  @Needs('read')
  @Audited('session.open')
  @Post()
  async open(
    @CalledBy() caller: Caller,
    @Body(NOTHING) _: unknown,
    @ActOfRequest() act: Act,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionView> {
    const { view, setCookie, id } = await this.sessions.open(caller, request);
    act.describe({ target: id });
    void reply.headers({ location: '/api/v1/session', 'set-cookie': setCookie });
    return view;
  }

  @docs.GetSessionDocs()
  @Needs('read')
  @Get()
  get(@CalledBy() caller: Caller, @Req() request: FastifyRequest): SessionView {
    return this.sessions.view(caller, request);
  }

  @docs.CloseSessionDocs()
  @Needs('read')
  @Audited('session.close')
  @HttpCode(204)
  @Delete()
  async close(
    @Body(NOTHING) _: unknown,
    @ActOfRequest() act: Act,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const closed = await this.sessions.close(request);
    if (!closed) return;
    act.describe({ target: closed.id });
    void reply.header('set-cookie', closed.setCookie);
  }
}
