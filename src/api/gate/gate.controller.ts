import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { CalledBy, Needs } from '../auth/auth.decorators.js';
import type { Caller } from '../auth/caller.js';
import { ListGateDocs } from '../docs/resource-docs.js';
import { GateListing, type HeldGate } from './gate-listing.js';

@ApiTags('Gate')
@ApiBearerAuth()
@Controller('api/v1/gate')
export class GateController {
  constructor(private readonly listing: GateListing) {}

  @ListGateDocs()
  @Needs('read')
  @Get()
  list(@CalledBy() caller: Caller): Promise<{ items: HeldGate[] }> {
    return this.listing.list(caller.businessId);
  }
}
