import type { AcceptJob, AcceptRequest } from '../../src/jobs/accept-job.js';
import { acceptedOf } from '../../src/api/jobs/job-problems.js';
import type { Job } from '../../src/operations/job.js';

/** The job of a start that is accepted, once Temporal has been asked to start it. @throws Problem that the API would answer a refused one with */
export async function accepted(accept: AcceptJob, request: AcceptRequest): Promise<Job> {
  const { job } = acceptedOf(await accept.accept(request));
  await accept.starts.all();
  return job;
}
