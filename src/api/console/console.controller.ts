import { Controller, Get, Header, Headers, NotFoundException, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pathOf } from '../../http/path-of.js';
import { PagePolicies } from '../browser-safety/page-policies.js';
import { Rules } from '../route-rules.js';
import { ConsoleFiles, formFor } from './console-files.js';

/** The paths of the console's pages. Every other path is the API's, which answers unknown ones with a problem. */
const PAGES = ['', 'login', 'leads', 'imports', 'imports/:id', 'jobs', 'jobs/:id', 'history', 'gate', 'gate/:type'];

const ONE_YEAR_SECONDS = 31_536_000;

/** The web console: pages and files without anything about a business, so nobody has to be logged in. */
@ApiExcludeController()
@Rules({ isPublic: 'always' })
@Controller()
export class ConsoleController {
  constructor(
    private readonly files: ConsoleFiles,
    private readonly policies: PagePolicies,
  ) {}

  /** The same file for each page, whatever its query: what it shows is the browser's work. */
  @Header('cache-control', 'no-cache')
  @Get(PAGES)
  page(
    @Req() request: FastifyRequest,
    @Query() _forTheBrowser: unknown,
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): string | undefined {
    const { html, etag } = this.files.page(pathOf(request).split('/').length - 2);
    void reply.header('content-security-policy', this.policies.console);
    void reply.header('etag', etag).type('text/html; charset=utf-8');
    if (known !== etag) return html;
    void reply.status(304);
    return undefined;
  }

  /** Their names change with their contents. */
  @Header('cache-control', `public, max-age=${ONE_YEAR_SECONDS}, immutable`)
  @Get('assets/:file')
  asset(
    @Param('file') name: string,
    @Headers('accept-encoding') acceptEncoding: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Buffer {
    const file = this.files.asset(name);
    if (!file) throw new NotFoundException();
    const { content, encoding } = formFor(file, acceptEncoding);
    void reply.type(file.mediaType).header('vary', 'accept-encoding');
    if (encoding) void reply.header('content-encoding', encoding);
    return content;
  }
}
