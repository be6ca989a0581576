import ipaddr from 'ipaddr.js';

/** What is routed in the public Internet at all (RFC 4291, IANA's allocations); what lies outside has no business here. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an address belongs to the public Internet. Told by what is allowed: of private, shared (CGNAT), link-local,
 * loopback, multicast, reserved and unspecified ones none is; nor are IPv6 addresses that stand for IPv4 ones (mapped,
 * NAT64, 6to4, Teredo), behind which any of those may be.
 */
export function isPublicAddress(address: string): boolean {
  const parsed = parse(address);
  if (parsed?.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || (parsed as ipaddr.IPv6).match(GLOBAL_IPV6);
}

/** 127.0.0.0/8 and ::1. */
export function isLoopbackAddress(address: string): boolean {
  return parse(address)?.range() === 'loopback';
}

function parse(address: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  return ipaddr.isValid(address) ? ipaddr.parse(address) : null;
}
