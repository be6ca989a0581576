import type { LookupFunction } from 'node:net';
import { DownloadFailed } from '../fetch-failure.js';
import { isLoopbackAddress, isPublicAddress } from './address-kinds.js';
import type { LookupAll } from './http-provider-settings.js';

export function isReachable(address: string, allowLoopback: boolean): boolean {
  return isPublicAddress(address) || (allowLoopback && isLoopbackAddress(address));
}

/**
 * The look-up of a socket, so that what is connected to is what was checked: a check beforehand would be undone by a name
 * that resolves to something else the second time (DNS rebinding). Only addresses that may be connected to are handed
 * on, since Node tries several; none left is a refusal.
 */
export function publicLookup(lookup: LookupAll, allowLoopback: boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '');
      const reachable = addresses.filter(({ address }) => isReachable(address, allowLoopback));
      const [first] = reachable;
      if (!first) return callback(new DownloadFailed('not_allowed'), '');
      if (options.all) return callback(null, reachable);
      callback(null, first.address, first.family);
    });
  };
}
