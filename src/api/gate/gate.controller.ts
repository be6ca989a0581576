import { Get } from '@nestjs/common';
import { ApiController } from '../api-controller.js';
import { ApiRequest, Asked } from '../api-request.js';
import { Rules } from '../route-rules.js';
import { ListGateDocs } from './gate.docs.js';
import { ReadLimit } from '../limits/read-limit.js';
import { GateListing, type HeldGates } from './gate-listing.js';

@ApiController('Gate', 'gate')
export class GateController {
  constructor(
    private readonly listing: GateListing,
    private readonly reads: ReadLimit,
  ) {}

  @ListGateDocs
  @Rules({ needs: 'read' })
  @Get()
  list(@Asked() asked: ApiRequest): Promise<HeldGates> {
    return this.reads.answer(asked, (business) => this.listing.list(business));
  }
}
