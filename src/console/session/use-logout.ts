import { useMutation } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { dataOf } from '../api/problems.js';
import { forgetSession } from './session-query.js';

export function useLogout() {
  return useMutation({
    mutationFn: () => dataOf(api.DELETE('/api/v1/session')),
    onSuccess: forgetSession,
  });
}
