import { failure } from '../stack/processes.mjs';
import { startStack } from '../stack/stack.mjs';
import { makeThrowAwayFolder, withoutOurSettings } from '../stack/throw-away.mjs';
import { signToken } from '../stack/token.mjs';
import { ApiClient } from './api-client.mjs';

/**
 * A whole stack with fresh sample data on free ports, removed at the end of `lifetime`. Services and settings in the
 * environment are not used: the demo deletes leads, and must be safe beside an installation in use.
 *
 * @param {object} options
 * @param {import('../stack/lifetime.mjs').Lifetime} options.lifetime
 * @param {string} options.purpose for the name of its folder
 * @param {number} options.sampleLeads
 * @param {(text: string) => void} options.say
 */
export async function startDemoStack({ lifetime, purpose, sampleLeads, say }) {
  const { description, secret, processes } = await startStack({
    ...{ lifetime, sampleLeads, say, hasUsualPorts: false, isThrowAway: true },
    folder: await makeThrowAwayFolder(purpose),
    env: withoutOurSettings(process.env),
  });
  const clientOf = (/** @type {number} */ businessId, /** @type {'operator' | 'admin'} */ role = 'operator') =>
    new ApiClient(description.api, signToken({ secret, businessId, role }, {}));
  return {
    first: clientOf(1),
    second: clientOf(2),
    /** Of business 1. */
    admin: clientOf(1, 'admin'),
    recordingProvider: description.recordingProvider,
    messagingProvider: description.messagingProvider,
    /** Runs the demo's work; a process of the stack that ends meanwhile ends it, and is named. */
    whileAllLive: (/** @type {Promise<void>} */ work) => {
      const death = processes.firstToDie().then((dead) => {
        throw failure(dead, `has ended in the middle of the demo (${dead.howItEnded()})`);
      });
      return Promise.race([work, death]);
    },
  };
}
