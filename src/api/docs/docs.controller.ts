import { Controller, Get, Header, Param, Res } from '@nestjs/common';
import { ApiExcludeController, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Rules } from '../route-rules.js';
import { PagePolicies } from '../browser-safety/page-policies.js';
import { DocsPage } from './docs-page.js';

@ApiExcludeController()
@Rules({ isPublic: 'where docs are public' })
@Controller()
export class DocsController {
  constructor(
    private readonly docs: DocsPage,
    private readonly policies: PagePolicies,
  ) {}

  @Get('docs')
  page(@Res({ passthrough: true }) reply: FastifyReply): string | Buffer {
    const { mediaType, content } = this.docs.page();
    void reply.header('content-security-policy', this.policies.docs).type(mediaType);
    return content;
  }

  /** Of a package of this very version: an hour old does no harm. Not for shared caches: a token may be needed. */
  @Header('cache-control', 'private, max-age=3600')
  @Get('docs/:file')
  async file(@Param('file') name: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string | Buffer> {
    const { mediaType, content } = await this.docs.file(name);
    void reply.type(mediaType);
    return content;
  }

  @Get('docs-json')
  json(): OpenAPIObject | undefined {
    return this.docs.document;
  }
}
