import { BlockList, isIP } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

const ownNetwork = new BlockList();
ownNetwork.addSubnet('10.0.0.0', 8);
ownNetwork.addSubnet('172.16.0.0', 12);
ownNetwork.addSubnet('192.168.0.0', 16);
ownNetwork.addSubnet('100.64.0.0', 10); // shared address space, which some clusters use for their pods
ownNetwork.addSubnet('fc00::', 7, 'ipv6');

/** @param host as in a URL: an IPv6 address may have brackets */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || isIn(loopback, host.replace(/^\[(.*)\]$/, '$1'));
}

/** False for a name other than localhost: it cannot be judged before it is looked up, and its address may change later. */
export function isPrivate(host: string): boolean {
  return isLoopback(host) || isIn(ownNetwork, host);
}

function isIn(list: BlockList, address: string): boolean {
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4');
}
