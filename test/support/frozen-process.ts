/** Does the work while a process is frozen, and lets it go on afterwards, whatever came of the work. */
export async function whileFrozen<T>({ pid }: { pid: number }, work: () => Promise<T>): Promise<T> {
  process.kill(pid, 'SIGSTOP');
  try {
    return await work();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}
