import { parseArgs } from 'node:util';
import { machineText } from '../report.js';
import { withStand } from '../stand.js';
import { leadPages } from './lead-pages.js';
import { livePages } from './live-pages.js';
import type { Measure } from './measure.js';

// `npm run bench:console`: scripts/bench-console.mjs starts the services and hands over their addresses. The tables go to
// standard output, what is going on to standard error.

const MEASURES: readonly Measure[] = [leadPages, livePages];

const say = (text: string): void => void process.stderr.write(`${text}\n`);

const HELP = `npm run bench:console -- [${MEASURES.map(({ name }) => name).join('] [')}]

${MEASURES.map(({ name, about }) => `${name.padEnd(12)} ${about}`).join('\n')}

Without a name it measures all of them, each with a database and a Temporal namespace of its own on throw-away services.
`;

async function main(names: readonly string[]): Promise<void> {
  const unknown = names.find((name) => MEASURES.every((measure) => measure.name !== name));
  if (unknown !== undefined) {
    say(`there is no measure "${unknown}". Try --help.`);
    process.exitCode = 2;
    return;
  }
  for (const chosen of MEASURES) {
    if (names.length > 0 && !names.includes(chosen.name)) continue;
    await withStand(async (stand) => {
      const text = await chosen.measure(stand, say);
      process.stdout.write(`\n${machineText(stand.postgresVersion)}\n\n${text}\n`);
    });
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean', short: 'h', default: false } },
});
if (values.help) process.stdout.write(HELP);
else await main(positionals);
