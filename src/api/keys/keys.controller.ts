import { Body, Delete, Get, Header, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { ApiController } from '../api-controller.js';
import { ApiRequest, Asked } from '../api-request.js';
import { Rules } from '../route-rules.js';
import type { Page } from '../paging.js';
import * as docs from './keys.docs.js';
import { JsonBody, NOTHING, QueryOf } from '../../http/input.pipes.js';
import { keyListQuery, keyRevocationQuery, newKeySchema } from './key-requests.js';
import { KeyRing } from './key-ring.js';
import type { IssuedKey, KeyView } from './key-view.js';

@ApiController('Keys', 'keys')
@Rules({ needs: 'keys' })
export class KeysController {
  constructor(private readonly keys: KeyRing) {}

  @docs.CreateKeyDocs
  @Rules({ audited: 'key.create' })
  @Header('cache-control', 'no-store')
  @Post()
  create(
    @Asked() { caller, act }: ApiRequest,
    @Body(new JsonBody(newKeySchema)) body: z.infer<typeof newKeySchema>,
  ): Promise<IssuedKey> {
    return this.keys.create(caller, body, act);
  }

  @docs.ListKeysDocs
  @Get()
  list(
    @Asked() { caller }: ApiRequest,
    @Query(new QueryOf(keyListQuery)) query: z.infer<typeof keyListQuery>,
  ): Promise<Page<KeyView>> {
    return this.keys.list(caller, query);
  }

  @docs.RevokeKeyDocs
  @Rules({ audited: 'key.revoke' })
  @Delete(':id')
  revoke(
    @Asked() { caller, act }: ApiRequest,
    @Param('id') id: string,
    @Query(new QueryOf(keyRevocationQuery)) { withMadeKeys }: z.infer<typeof keyRevocationQuery>,
    @Body(NOTHING) _: unknown,
  ): Promise<KeyView> {
    return this.keys.revoke(caller, id, withMadeKeys === 'true', act);
  }
}
