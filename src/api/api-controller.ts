import { applyDecorators, Controller } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';

/** The routes below `/api/v1/{path}`, for callers with a credential. @param tag their heading in the document */
export const ApiController = (tag: string, path: string) =>
  applyDecorators(Controller(`api/v1/${path}`), ApiBearerAuth(), ApiTags(tag));
