import { QueryClient } from '@tanstack/react-query';
import { ApiProblem, NoAnswer } from './problems.js';

const MAX_RETRIES = 2;

/** Only what may pass by itself, and soon, is worth another try; a refusal stays one. */
function mayPass(error: Error): boolean {
  if (error instanceof NoAnswer) return !(error.cause instanceof DOMException && error.cause.name === 'TimeoutError');
  return error instanceof ApiProblem && error.problem.status === 503;
}

/** What the server has said, by question. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) => failures < MAX_RETRIES && mayPass(error),
      // What the browser believes of the network is no reason to wait for ever: the question itself tells.
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});
