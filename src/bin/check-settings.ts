import { InvalidConfig, readConfig } from '../config/config.js';
import { readRegistry } from '../config/operation-registry.js';

/**
 * Says what the API and the worker would refuse of this environment, in their own words, and ends with 1; else with 0. For
 * the launcher, before it has started anything: to hear of a mistyped variable after a minute of starting services, from
 * whichever program happens to read it first, helps nobody.
 */
const faults = (
  await Promise.all(
    (['api', 'worker'] as const).map(async (program) => {
      try {
        readConfig(await readRegistry(), undefined, program);
        return [];
      } catch (error) {
        if (error instanceof InvalidConfig) return error.faults;
        throw error;
      }
    }),
  )
).flat();
if (faults.length > 0) {
  process.stderr.write(`${new InvalidConfig([...new Set(faults)]).message}\n`);
  process.exitCode = 1;
}
