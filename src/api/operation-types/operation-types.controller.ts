import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Caller } from '../../access/caller.js';
import { CalledBy, Needs } from '../auth/auth.decorators.js';
import { OperationTypeListing, type OperationTypeList } from './operation-type-listing.js';
import { ListOperationTypesDocs } from './operation-types.docs.js';

@ApiTags('Operation types')
@ApiBearerAuth()
@Controller('api/v1/operation-types')
export class OperationTypesController {
  constructor(private readonly types: OperationTypeListing) {}

  @ListOperationTypesDocs()
  @Needs('read')
  @Get()
  list(@CalledBy() caller: Caller): OperationTypeList {
    return this.types.list(caller);
  }
}
