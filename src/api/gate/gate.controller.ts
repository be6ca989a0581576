import { Controller, Get, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CalledBy, Needs } from '../auth/auth.decorators.js';
import type { Caller } from '../../access/caller.js';
import { ListGateDocs } from './gate.docs.js';
import { ReadLimit } from '../limits/read-limit.js';
import { GateListing, type HeldGates } from './gate-listing.js';

@ApiTags('Gate')
@ApiBearerAuth()
@Controller('api/v1/gate')
export class GateController {
  constructor(
    private readonly listing: GateListing,
    private readonly reads: ReadLimit,
  ) {}

  @ListGateDocs()
  @Needs('read')
  @Get()
  list(@CalledBy() caller: Caller, @Res({ passthrough: true }) reply: FastifyReply): Promise<HeldGates> {
    return this.reads.answer(caller, reply, (business) => this.listing.list(business));
  }
}
