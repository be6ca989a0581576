import 'reflect-metadata';
import { readdir } from 'node:fs/promises';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { expect, test } from '@jest/globals';
import { rulesFor } from '../../src/api/route-rules.js';

/** Routes that change something and make no entry, each with its reason. */
const WITHOUT_ENTRY: Readonly<Record<string, string>> = {
  'POST api/v1/webhooks/whatsapp/:account': 'nobody of the business has done it: a provider tells what has happened',
  'POST api/v1/webhooks/twilio/:account': 'nobody of the business has done it: a provider tells what has happened',
};

/** Routes that show personal data or the log itself, by hand: no method tells. */
const SHOWS_PERSONAL_DATA = [
  ...['GET api/v1/leads', 'GET api/v1/audit', 'GET api/v1/calls', 'GET api/v1/calls/:call_sid/recording'],
  ...['GET api/v1/jobs/:id/results', 'GET api/v1/jobs/:id/results/summary', 'GET api/v1/audit/targets/:table/:id'],
];

interface Route {
  readonly name: string;
  readonly isAudited: boolean;
}

async function routes(): Promise<Route[]> {
  const files = (await readdir('src/api', { recursive: true })).filter((file) => file.endsWith('.controller.ts'));
  const found: Route[] = [];
  for (const file of files) {
    const exported = (await import(`../../src/api/${file.replace(/\.ts$/, '.js')}`)) as Record<string, unknown>;
    for (const controller of Object.values(exported)) {
      if (typeof controller !== 'function' || !Reflect.hasMetadata(PATH_METADATA, controller)) continue;
      found.push(...routesOf(controller as new () => object));
    }
  }
  return found;
}

function routesOf(controller: new () => object): Route[] {
  const base = Reflect.getMetadata(PATH_METADATA, controller) as string;
  const prototype = controller.prototype as Record<string, unknown>;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const handler = prototype[name];
    if (typeof handler !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, handler)) return [];
    const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number]!;
    const subs = Reflect.getMetadata(PATH_METADATA, handler) as string | string[];
    return [subs].flat().map((sub) => {
      const where = [base, sub].map((part) => part.replace(/^\/|\/$/g, '')).filter((part) => part !== '');
      return { name: `${method} ${where.join('/')}`, isAudited: rulesFor(controller, handler).audited !== undefined };
    });
  });
}

test('every route that changes something, or shows personal data, is audited', async () => {
  const all = await routes();
  const names = all.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['POST api/v1/jobs', 'PATCH api/v1/jobs/:id']));
  expect(names).toEqual(expect.arrayContaining([...SHOWS_PERSONAL_DATA, ...Object.keys(WITHOUT_ENTRY)]));
  const mustBe = all.filter(({ name }) => !/^(GET|HEAD|OPTIONS) /.test(name) || SHOWS_PERSONAL_DATA.includes(name));
  const missing = mustBe.filter(({ name, isAudited }) => !isAudited && !(name in WITHOUT_ENTRY));
  expect(missing.map(({ name }) => name)).toEqual([]);
});
