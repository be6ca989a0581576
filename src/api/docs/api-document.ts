import type { OpenAPIObject } from '@nestjs/swagger';

/** Where the document lies once the application that it describes has been put together. */
export class ApiDocument {
  #document: OpenAPIObject | undefined;

  publish(document: OpenAPIObject): void {
    this.#document = document;
  }

  get(): OpenAPIObject {
    if (!this.#document) throw new Error('the API document is not published yet');
    return this.#document;
  }
}
