import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { NotFoundException } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';

/** The files of swagger-ui-dist that the page needs; nothing else of the package is served. */
const ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const START_SCRIPT = `window.ui = SwaggerUIBundle({
  url: '/docs-json', dom_id: '#ui', deepLinking: true, persistAuthorization: true, validatorUrl: null,
});`;

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>BulkGate API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
    <link rel="icon" href="/docs/favicon-32x32.png">
  </head>
  <body>
    <div id="ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

export interface DocsFile {
  readonly mediaType: string;
  readonly content: string | Buffer;
}

/** The page of the API's documentation and its files, from the swagger-ui-dist package. */
export class DocsPage {
  /** Set once the application that it describes has been put together. */
  document: OpenAPIObject | undefined;
  readonly #folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  readonly #files = new Map<string, Promise<Buffer>>();

  page(): DocsFile {
    return { mediaType: 'text/html; charset=utf-8', content: PAGE };
  }

  /** @throws NotFoundException for a file that the page does not need */
  async file(name: string): Promise<DocsFile> {
    if (name === 'start.js') return { mediaType: 'text/javascript; charset=utf-8', content: START_SCRIPT };
    const mediaType = Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined;
    if (mediaType === undefined) throw new NotFoundException();
    const content = this.#files.get(name) ?? readFile(join(this.#folder, name));
    this.#files.set(name, content);
    return { mediaType, content: await content };
  }
}
