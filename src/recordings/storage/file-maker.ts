import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import os from 'node:os';

/** The process that made a temporary file, as the file's name says it. */
export interface FileMaker {
  readonly host: string;
  /** The numbers of processes mean something within it: two containers of one host may each have a 1. */
  readonly pidNamespace: string;
  readonly pid: number;
  /** When it was started, as the system notes it: a later process may get its number. */
  readonly startedAt: string;
}

/** Of this process. */
export const thisMaker: FileMaker = {
  host: os.hostname().replace(/[^A-Za-z0-9-]/g, '-'),
  pidNamespace: pidNamespace(),
  pid: process.pid,
  startedAt: startOf(process.pid) ?? 'unknown',
};

/** Whether it still lives. Asked only of one that shares our host and namespace: nothing is seen of the others. */
export function isAlive(maker: FileMaker): boolean {
  return startOf(maker.pid) === maker.startedAt;
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid').replace(/\D/g, '');
  } catch {
    return '0'; // no Linux: there is one
  }
}

/** @returns null where no such process lives; a zombie does not */
function startOf(pid: number): string | null {
  try {
    const [state, start] = process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
    return state === 'Z' ? null : start;
  } catch {
    return null;
  }
}

function fromProc(pid: number): [state: string, start: string] {
  // The second field is the program's name in brackets and may itself hold blanks and brackets.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
  return [fields[0]!, fields[19]!];
}

function fromPs(pid: number): [state: string, start: string] {
  const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  const [state = '', ...start] = line.split(/\s+/);
  return [state.charAt(0), start.join('-').replaceAll(':', '-')];
}
