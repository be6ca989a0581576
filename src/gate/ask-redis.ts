import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { GateUnavailable } from './errors.js';

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

/** @throws GateUnavailable when Redis does not answer within the client's command time-out */
export async function askRedis<T>(operation: string, command: () => Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (cause) {
    throw new GateUnavailable(operation, { cause });
  }
}
