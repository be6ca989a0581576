import { QueryClient } from '@tanstack/react-query';
import { ApiProblem, NoAnswer } from './problems.js';

const MAX_RETRIES = 2;

/** What the server has said, by question. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // Only what may pass by itself is worth another try; a refusal stays one.
      retry: (failures, error) =>
        failures < MAX_RETRIES &&
        (error instanceof NoAnswer || (error instanceof ApiProblem && error.problem.status === 503)),
    },
  },
});
