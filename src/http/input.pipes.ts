import { IncomingMessage } from 'node:http';
import type { PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { parseInput } from './parse-input.js';
import { readSmallJson } from './request-body.js';

/** Bodies other than that of a new operation hold a few fields. */
const MAX_SMALL_BODY_BYTES = 16_384;

/** Reads the body, which the guards have not touched, as small JSON and checks it. */
export class JsonBody<Schema extends z.ZodType> implements PipeTransform<unknown, Promise<z.infer<Schema>>> {
  constructor(private readonly schema: Schema) {}

  async transform(body: unknown): Promise<z.infer<Schema>> {
    const json = body instanceof IncomingMessage ? await readSmallJson(body, MAX_SMALL_BODY_BYTES) : undefined;
    return parseInput(this.schema, json);
  }
}

/** The body of a request that carries nothing: an empty object does no harm, a field would be a misunderstanding. */
export const NOTHING = new JsonBody(z.strictObject({}).optional());

/** Checks the query string. */
export class QueryOf<Schema extends z.ZodType> implements PipeTransform<unknown, z.infer<Schema>> {
  constructor(private readonly schema: Schema) {}

  transform(query: unknown): z.infer<Schema> {
    // The parser's object has no prototype; zod takes it as one of a foreign realm otherwise.
    return parseInput(this.schema, { ...(query as object) }, 'query');
  }
}
