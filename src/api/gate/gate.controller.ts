import { Body, Delete, Get, Param } from '@nestjs/common';
import type { z } from 'zod';
import { ApiController } from '../api-controller.js';
import { ApiRequest, Asked } from '../api-request.js';
import { Rules } from '../route-rules.js';
import { JsonBody } from '../../http/input.pipes.js';
import { BreakGlass } from './break-glass.js';
import { type FreedGate, freeGateSchema } from './free-gate-request.js';
import { FreeGateDocs, ListGateDocs } from './gate.docs.js';
import { ReadLimit } from '../limits/read-limit.js';
import { GateListing, type HeldGates } from './gate-listing.js';

@ApiController('Gate', 'gate')
export class GateController {
  constructor(
    private readonly listing: GateListing,
    private readonly reads: ReadLimit,
    private readonly breakGlass: BreakGlass,
  ) {}

  @ListGateDocs
  @Rules({ needs: 'read' })
  @Get()
  list(@Asked() asked: ApiRequest): Promise<HeldGates> {
    return this.reads.answer(asked, (business) => this.listing.list(business));
  }

  @FreeGateDocs
  @Rules({ needs: 'break_glass', audited: 'gate.free' })
  @Delete(':type')
  free(
    @Asked() asked: ApiRequest,
    @Param('type') type: string,
    @Body(new JsonBody(freeGateSchema)) body: z.infer<typeof freeGateSchema>,
  ): Promise<FreedGate> {
    return this.breakGlass.free(asked, type, body);
  }
}
