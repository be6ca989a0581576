import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { GateUnavailable } from './errors.js';
import type { ReadAnswer } from './redis-answers.js';

/**
 * The client with these scripts as commands, each of one key.
 *
 * @param files command → file under `lua/`
 */
export function withScripts<Commands>(redis: Redis, files: Readonly<Record<string, string>>): Redis & Commands {
  for (const [name, file] of Object.entries(files)) {
    const lua = readFileSync(new URL(`./lua/${file}.lua`, import.meta.url), 'utf8');
    redis.defineCommand(name, { numberOfKeys: 1, lua });
  }
  return redis as Redis & Commands;
}

/**
 * What Redis answers, as `read` understands it.
 *
 * @throws GateUnavailable when Redis does not answer within the client's command time-out, or with something that the
 *   command cannot answer (a proxy in between, another server behind the address): neither says who holds the gate
 */
export async function askRedis<T>(operation: string, read: ReadAnswer<T>, command: () => Promise<unknown>): Promise<T> {
  let answer: unknown;
  try {
    answer = await command();
  } catch (cause) {
    throw new GateUnavailable(operation, 'Redis did not answer', { cause });
  }
  const understood = read(answer);
  if (understood === undefined)
    throw new GateUnavailable(operation, 'Redis gave an answer that this command cannot have');
  return understood;
}
