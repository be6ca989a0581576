import { readdir, readFile } from 'node:fs/promises';
import type { Redis } from 'ioredis';
import type { DataSource } from 'typeorm';

/** Of /proc, on every Linux that Node runs on. */
const CLOCK_TICKS_PER_SECOND = 100;

interface ProcessTimes {
  readonly name: string;
  readonly parent: number;
  readonly seconds: number;
  /** Of children that have ended. */
  readonly childrenSeconds: number;
}

/** Processor seconds that the server with all its connections has taken so far; null where it runs elsewhere. */
export async function postgresSeconds(dataSource: DataSource): Promise<number | null> {
  const [row] = await dataSource.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid');
  const backend = await timesOf(String(row!.pid));
  const server = backend?.name === 'postgres' ? backend.parent : null;
  if (server === null) return null;
  const all = await Promise.all((await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(timesOf));
  const children = all.filter((times) => times?.parent === server);
  const own = await timesOf(String(server));
  return (own?.seconds ?? 0) + (own?.childrenSeconds ?? 0) + sum(children.map((times) => times!.seconds));
}

/** The same of Redis, which tells it by itself. */
export async function redisSeconds(redis: Redis): Promise<number> {
  const info = await redis.info('cpu');
  const of = (field: string): number => Number(new RegExp(`^${field}:(.+)$`, 'm').exec(info)?.[1]);
  return of('used_cpu_sys') + of('used_cpu_user');
}

async function timesOf(pid: string): Promise<ProcessTimes | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  if (stat === '') return null;
  // After the name, which may hold anything: the parent is the 2nd field; utime, stime, cutime and cstime are the 12th to 15th.
  const [name, fields] = [
    stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')),
    stat.slice(stat.lastIndexOf(')') + 2),
  ];
  const numbers = fields.split(' ').map(Number);
  const seconds = (at: number): number => numbers[at]! / CLOCK_TICKS_PER_SECOND;
  return { name, parent: numbers[1]!, seconds: seconds(11) + seconds(12), childrenSeconds: seconds(13) + seconds(14) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
