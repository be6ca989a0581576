import type { Schemas } from '@bulkgate/client';

export type Job = Schemas['Job'];
