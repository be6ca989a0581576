import { Alert } from '@mantine/core';
import { ApiProblem, NoAnswer } from '../api/problems.js';
import { useText } from '../texts/use-text.js';

/** Why something did not come, in the server's words where it has said any. */
export function Failure({ error }: { readonly error: Error }) {
  const text = useText();
  if (error instanceof ApiProblem) {
    const { title, detail, requestId } = error.problem;
    return (
      <Alert color="red" title={<bdi>{title}</bdi>} role="alert">
        {detail !== undefined && <bdi>{detail}</bdi>}
        <div>{text('failure.request', { id: requestId })}</div>
      </Alert>
    );
  }
  return (
    <Alert color="red" title={text('failure.title')} role="alert">
      {text(error instanceof NoAnswer ? 'failure.no_answer' : 'failure.ours')}
    </Alert>
  );
}
