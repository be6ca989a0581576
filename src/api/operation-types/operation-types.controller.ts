import { Get } from '@nestjs/common';
import { ApiController } from '../api-controller.js';
import { ApiRequest, Asked } from '../api-request.js';
import { Rules } from '../route-rules.js';
import { OperationTypeListing, type OperationTypeList } from './operation-type-listing.js';
import { ListOperationTypesDocs } from './operation-types.docs.js';

@ApiController('Operation types', 'operation-types')
export class OperationTypesController {
  constructor(private readonly types: OperationTypeListing) {}

  @ListOperationTypesDocs
  @Rules({ needs: 'read' })
  @Get()
  list(@Asked() { caller }: ApiRequest): Promise<OperationTypeList> {
    return this.types.list(caller);
  }
}
