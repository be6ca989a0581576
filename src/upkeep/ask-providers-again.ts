import type { DataSource } from 'typeorm';
import { Business } from '../db/business.js';
import { adoptUnknown, findUnknown, type FoundUnknown, takeUnknown } from '../db/repositories/unknown-messages.js';
import type { Channels } from '../operations/channels.js';
import type { OperationRegistry } from '../operations/definition.js';

/** Of one pass. Each is one request to a provider. */
const AT_ONCE = 500;
/**
 * A request is given up long before. What the provider has taken for the address later was sent by somebody else, such as a person who
 * has called meanwhile: a message may be asked about again days after its answer was lost.
 */
const TAKEN_WITHIN_MS = 10 * 60_000;

export interface AskingDependencies {
  readonly dataSource: DataSource;
  readonly registry: OperationRegistry;
  readonly channels: Channels;
  /** Called at most once in a pass for each business. Never with an address. */
  readonly onFailed: (error: unknown, of: FoundUnknown) => void;
}

export interface Asked {
  readonly asked: number;
  readonly found: number;
}

/**
 * Asks providers what became of messages whose answer was lost, where a provider can be asked (`findSent` of a definition). A message
 * that the provider has taken becomes accepted, and webhooks go on from there. One that it has not taken stays unknown: it may be
 * shown later, and nobody else may be sent it.
 *
 * Each message is due again after a minute, whichever worker asks.
 *
 * @returns how many were asked about, and how many of them are accepted now
 */
export async function askProvidersAgain(
  { dataSource, registry, channels, onFailed }: AskingDependencies,
  signal: AbortSignal,
): Promise<Asked> {
  const types = [...registry.values()].flatMap((of) => (of.findSent ? of.type : []));
  const done = { asked: 0, found: 0 };
  if (types.length === 0) return done;
  // A provider that does not tell one business's fate now is left alone until the next pass.
  const silent = new Set<number>();
  for (const unknown of await findUnknown(dataSource, types, AT_ONCE)) {
    const { businessId, operationType } = unknown;
    if (signal.aborted) break;
    if (silent.has(businessId)) continue;
    const business = new Business(dataSource, businessId);
    const definition = registry.get(operationType)!;
    try {
      const message = await takeUnknown(business, unknown);
      if (!message) continue;
      done.asked++;
      const parameters = definition.parameters.parse(message.parameters);
      const since = message.claimedAt;
      const until = new Date(since.getTime() + TAKEN_WITHIN_MS);
      const sought = { businessId, address: message.address, since, until };
      const references = await definition.findSent!(business, sought, parameters, channels);
      if (references === null) silent.add(businessId);
      else if (await adoptUnknown(business, unknown, references)) done.found++;
    } catch (error) {
      silent.add(businessId);
      onFailed(error, unknown);
    }
  }
  return done;
}
