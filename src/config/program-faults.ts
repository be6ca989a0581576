import { BlockList, isIP } from 'node:net';

/** The programs that have demands of their own on the environment; tools (migrations, `gate`, `keys`) have none. */
export type Program = 'api' | 'worker' | 'codec-server';

/** How faults speak of the programs that take tokens. */
const WHO = { api: 'the API', 'codec-server': 'the codec server' } as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** What a worker asks of PostgreSQL beside its batches: reconciler, metrics, health. */
const OTHER_CONNECTIONS = 2;
export const DEFAULT_POOL_SIZE = 20;
export const DEFAULT_MAX_BATCHES = 10;

/**
 * Faults that depend on which program reads the environment, each beginning with its variable. Looks at the texts
 * themselves, so that they are told beside those of the schema, all at once.
 *
 * @param given variables that are set; an empty one is not
 */
export function programFaults(program: Program, given: Environment): string[] {
  // Anything but the word itself: whoever forgets to say where this runs gets the strict mode.
  const isProduction = given.BULKGATE_MODE !== 'local';
  return [
    ...(program === 'worker' ? poolFaults(given) : tokenFaults(WHO[program], given, isProduction)),
    ...(isProduction ? productionFaults(program, given) : []),
  ];
}

function poolFaults(given: Environment): string[] {
  const poolSize = Number(given.DATABASE_POOL_SIZE ?? DEFAULT_POOL_SIZE);
  const least = Number(given.WORKER_MAX_BATCHES ?? DEFAULT_MAX_BATCHES) + OTHER_CONNECTIONS;
  if (!(poolSize < least)) return [];
  return [`DATABASE_POOL_SIZE: must be at least ${least}, WORKER_MAX_BATCHES + ${OTHER_CONNECTIONS}`];
}

/** A token is checked in one way or in the other, never in both. */
function tokenFaults(who: string, given: Environment, isProduction: boolean): string[] {
  const { JWKS_URL: url, JWT_SECRET: secret } = given;
  if (url === undefined) {
    if (isProduction) return [`JWKS_URL: is needed by ${who} in production mode`];
    return secret === undefined ? [`JWT_SECRET: is needed by ${who}, at least 32 characters (or JWKS_URL)`] : [];
  }
  const faults = ['JWT_ISSUER', 'JWT_AUDIENCE']
    .filter((variable) => given[variable] === undefined)
    .map((variable) => `${variable}: is needed with JWKS_URL`);
  if (secret !== undefined) faults.push('JWKS_URL: excludes JWT_SECRET, tokens are checked in one way only');
  if (!URL.canParse(url)) return faults; // the schema says so
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== '' || password !== '') faults.push('JWKS_URL: must not hold a name or a password');
  if (protocol === 'https:') return faults;
  if (isProduction) faults.push('JWKS_URL: must be https in production mode');
  else if (!isLoopback(hostname)) faults.push('JWKS_URL: must be https, http is for loopback addresses only');
  return faults;
}

function productionFaults(program: Program, given: Environment): string[] {
  const faults: string[] = [];
  if (!isPrivate(given.METRICS_HOST ?? '127.0.0.1')) {
    faults.push('METRICS_HOST: must be a loopback or private address in production mode, not one that is open to all');
  }
  if (program === 'worker') return faults;
  if (given.JWT_SECRET !== undefined) {
    faults.push('JWT_SECRET: a shared key is for the local stack; production mode takes JWKS_URL');
  }
  if (given.PUBLIC_ORIGIN !== undefined && !given.PUBLIC_ORIGIN.startsWith('https://')) {
    faults.push('PUBLIC_ORIGIN: must be https in production mode, the cookies of sessions would go in the clear');
  }
  if (given.DOCS_PUBLIC === 'true') faults.push('DOCS_PUBLIC: must not be true in production mode');
  if (given.TLS_TERMINATED_BY_PROXY !== 'true') {
    faults.push(
      'TLS_TERMINATED_BY_PROXY: must be true in production mode, and be so: the program itself speaks plain HTTP',
    );
  }
  return faults;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

const ownNetwork = new BlockList();
ownNetwork.addSubnet('10.0.0.0', 8);
ownNetwork.addSubnet('172.16.0.0', 12);
ownNetwork.addSubnet('192.168.0.0', 16);
ownNetwork.addSubnet('100.64.0.0', 10); // shared address space, of which some clusters give their pods
ownNetwork.addSubnet('fc00::', 7, 'ipv6');

/** @param host as in a URL: an IPv6 address may stand in brackets */
function isLoopback(host: string): boolean {
  return host === 'localhost' || isIn(loopback, host.replace(/^\[(.*)\]$/, '$1'));
}

/** A name other than localhost cannot be judged before it is looked up, and may be looked up to another address later. */
function isPrivate(host: string): boolean {
  return isLoopback(host) || isIn(ownNetwork, host);
}

function isIn(list: BlockList, address: string): boolean {
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4');
}
