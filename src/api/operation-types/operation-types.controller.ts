import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { ApiRequest, Asked } from '../api-request.js';
import { Rules } from '../route-rules.js';
import { OperationTypeListing, type OperationTypeList } from './operation-type-listing.js';
import { ListOperationTypesDocs } from './operation-types.docs.js';

@ApiTags('Operation types')
@ApiBearerAuth()
@Controller('api/v1/operation-types')
export class OperationTypesController {
  constructor(private readonly types: OperationTypeListing) {}

  @ListOperationTypesDocs
  @Rules({ needs: 'read' })
  @Get()
  list(@Asked() { caller }: ApiRequest): OperationTypeList {
    return this.types.list(caller);
  }
}
