import { queryOptions } from '@tanstack/react-query';
import { ApiProblem, dataOf } from '../api/problems.js';
import { basePath } from '../base-path.js';
import type { Session } from '../session/session-query.js';

export interface SampleUser {
  readonly subject: string;
  readonly businessId: number;
  readonly role: Session['role'];
  readonly token: string;
}

/** Null where the installation has none. Not a route of the API's document: it exists on the local stack alone. */
export const sampleUsersQuery = queryOptions({
  queryKey: ['sample-users'],
  queryFn: async (): Promise<readonly SampleUser[] | null> => {
    const asked = fetch(`${basePath}/api/v1/sample-users`).then(async (response) => {
      const body = (await response.json()) as { items: SampleUser[] };
      return { response, data: body.items, error: body };
    });
    try {
      return await dataOf(asked);
    } catch (error) {
      if (error instanceof ApiProblem && error.problem.status === 404) return null;
      throw error;
    }
  },
  staleTime: Infinity,
});
