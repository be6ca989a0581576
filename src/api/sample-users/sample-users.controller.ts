import { Controller, Get, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { SampleUser } from '../../access/sample-users.js';
import { Rules } from '../route-rules.js';
import { SampleLogin } from './sample-login.js';

/** Who may be logged in on the local stack without more ado. There only where `SAMPLE_USERS` says so. */
@ApiExcludeController()
@Rules({ isPublic: 'always' })
@Controller('api/v1/sample-users')
export class SampleUsersController {
  constructor(private readonly login: SampleLogin) {}

  @Get()
  async list(@Req() request: FastifyRequest): Promise<{ items: SampleUser[] }> {
    return { items: await this.login.offer(request.headers.host) };
  }
}
