import { Alert, Button } from '@mantine/core';
import { ApiProblem, NoAnswer } from '../api/problems.js';
import { useText } from '../texts/use-text.js';

interface FailureProps {
  readonly error: Error;
  /** In place of the server's words: what to do, in the page's language. */
  readonly advice?: string | undefined;
  readonly onRetry?: () => void;
}

/** Why something did not come, in the server's words where it has said any. */
export function Failure({ error, advice, onRetry }: FailureProps) {
  const text = useText();
  const isAnswer = error instanceof ApiProblem;
  return (
    <Alert color="red" title={isAnswer ? <bdi>{error.problem.title}</bdi> : text('failure.title')} role="alert">
      {isAnswer ? (
        <>
          {advice ?? (error.problem.detail !== undefined && <bdi>{error.problem.detail}</bdi>)}
          <div>{text('failure.request', { id: error.problem.requestId })}</div>
        </>
      ) : (
        text(error instanceof NoAnswer ? 'failure.no_answer' : 'failure.ours')
      )}
      {onRetry && (
        <div>
          <Button mt="sm" size="compact-sm" color="red" onClick={onRetry}>
            {text('action.retry')}
          </Button>
        </div>
      )}
    </Alert>
  );
}
