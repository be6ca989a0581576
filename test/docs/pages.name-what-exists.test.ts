import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...(await readdir('docs')).map((name) => `docs/${name}`),
].filter((name) => name.endsWith('.md'));

test.each(pages)('%s names commands, programs and pages that exist', async (page) => {
  const text = await readFile(page, 'utf8');
  const all = (pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found]) => found!);
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: Record<string, string> };
  const { services } = parse(await readFile('docker-compose.yml', 'utf8')) as { services: Record<string, unknown> };
  const missing = [
    ...all(/npm run (?:-s )?([\w:-]+)/g).filter((name) => !(name in scripts)),
    ...all(/\bdist\/([\w/-]+)\.js/g).filter((program) => !existsSync(`src/${program}.ts`)),
    ...all(/docker compose (?:exec|run --rm(?: --no-deps)?(?: --entrypoint \w+)?) ([\w-]+)/g).filter(
      (service) => !(service in services),
    ),
    ...all(/`(test\/[\w./-]+)(?:\/\*)?`/g).filter(
      (file) => ![file, `${file}.test.ts`].some((name) => existsSync(name)),
    ),
    ...all(/\]\(([^)#:]+)(?:#[^):]*)?\)/g).filter((link) => !existsSync(path.join(path.dirname(page), link))),
  ];
  expect(missing).toEqual([]);
});
