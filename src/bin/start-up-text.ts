import { InvalidConfig } from '../config/config.js';
import { NotWalled } from '../db/assert-walled.js';
import { startUpFault } from '../observability/uncaught.js';
import { UnusableFolder } from '../recordings/storage/storage-folder.js';

/** What a program that cannot start says to whoever has started it. Faults of the installation speak for themselves. */
export function startUpText(what: string, error: unknown): string {
  const isOfInstallation = [InvalidConfig, NotWalled, UnusableFolder].some((kind) => error instanceof kind);
  return isOfInstallation ? (error as Error).message : `${what}: ${startUpFault(error)}`;
}
