import { Body, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiController } from '../api-controller.js';
import { ApiRequest, Asked } from '../api-request.js';
import { Rules } from '../route-rules.js';
import * as docs from './session.docs.js';
import { NOTHING } from '../../http/input.pipes.js';
import { Sessions, type SessionView } from './sessions.js';

@ApiController('Session', 'session')
export class SessionController {
  constructor(private readonly sessions: Sessions) {}

  @docs.OpenSessionDocs
  @Rules({ needs: 'read', audited: 'session.open' })
  @Post()
  async open(@Asked() { caller, act, request, reply }: ApiRequest, @Body(NOTHING) _: unknown): Promise<SessionView> {
    const { view, setCookie, id } = await this.sessions.open(caller, request);
    act.describe({ target: id });
    void reply.headers({ location: '/api/v1/session', 'set-cookie': setCookie });
    return view;
  }

  @docs.GetSessionDocs
  @Rules({ needs: 'read' })
  @Get()
  get(@Asked() { caller, request }: ApiRequest): SessionView {
    return this.sessions.view(caller, request);
  }

  @docs.CloseSessionDocs
  @Rules({ needs: 'read', audited: 'session.close' })
  @HttpCode(204)
  @Delete()
  async close(@Asked() { act, request, reply }: ApiRequest, @Body(NOTHING) _: unknown): Promise<void> {
    const closed = await this.sessions.close(request);
    if (!closed) return;
    act.describe({ target: closed.id });
    void reply.header('set-cookie', closed.setCookie);
  }
}
