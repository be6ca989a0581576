import { useMutation } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { ApiProblem, dataOf } from '../api/problems.js';
import { leaveSession } from './session-query.js';

export function useLogout() {
  return useMutation({
    async mutationFn() {
      try {
        await dataOf(api.DELETE('/api/v1/session'));
      } catch (error) {
        // It had ended by itself.
        if (!(error instanceof ApiProblem && error.problem.status === 401)) throw error;
      }
    },
    onSuccess: leaveSession,
  });
}
