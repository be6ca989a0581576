import type { AnnouncedTypes } from '../gate/announced-types.js';
import { GateUnavailable } from '../gate/errors.js';

/**
 * Which operation types a start may ask for, as far as workers go; a restore asks for the type that it undoes. A type is
 * refused only where workers run and none of them knows it: the job would wait for a deploy, or fail in the hands of a worker
 * that does not know it. Where no worker runs at all the job is accepted and waits, as jobs wait through a restart of the
 * workers.
 */
export class RunnableTypes {
  constructor(private readonly announced: Pick<AnnouncedTypes, 'list'>) {}

  /** Says true where Redis is away: the gate refuses the start then, with the better reason. */
  async mayStart(operationType: string): Promise<boolean> {
    return (await this.list())?.(operationType) ?? true;
  }

  /** Says it of any type; null where Redis is away. */
  async list(): Promise<((operationType: string) => boolean) | null> {
    try {
      const known = await this.announced.list();
      return (type) => known.size === 0 || known.has(type);
    } catch (error) {
      if (error instanceof GateUnavailable) return null;
      throw error;
    }
  }
}
