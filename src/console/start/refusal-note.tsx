import { Alert, Anchor } from '@mantine/core';
import { Link } from 'wouter';
import { ApiProblem } from '../api/problems.js';
import { useText } from '../texts/use-text.js';
import { adviceFor, startRefusal } from './start-refusal.js';

interface RefusalNoteProps {
  readonly error: Error;
  /** Nobody knows what became of the start, whatever became of the last try. */
  readonly isUnanswered: boolean;
}

/** Why a start was not accepted, and what to do next. */
export function RefusalNote({ error, isUnanswered }: RefusalNoteProps) {
  const text = useText();
  const refusal = startRefusal(error, isUnanswered);
  const advice = adviceFor(error, isUnanswered);
  switch (refusal.kind) {
    case 'count_differs':
      return (
        <Alert color="yellow" role="alert" title={text('start.count_differs')}>
          {text('start.both_counts', { expected: refusal.expectedTotal, total: refusal.total })}
        </Alert>
      );
    case 'already_started':
      return (
        <Alert color="yellow" role="alert" title={text('start.already_started')}>
          {text('start.look_at_jobs')}{' '}
          <Anchor inherit underline="always" component={Link} href="/jobs">
            {text('not_found.jobs')}
          </Anchor>
        </Alert>
      );
    case 'unclear':
    case 'refused':
    case 'faulty':
    case 'held':
      return (
        <Alert
          color={refusal.kind === 'unclear' ? 'yellow' : 'red'}
          role="alert"
          title={error instanceof ApiProblem ? <bdi>{error.problem.title}</bdi> : text('start.no_answer')}
        >
          {advice === null ? <bdi>{error.message}</bdi> : text(advice)}
          {refusal.kind === 'unclear' && <div>{text('start.one_job')}</div>}
          {refusal.kind === 'unclear' && refusal.jobId !== null && (
            <div>
              <Anchor inherit underline="always" component={Link} href={`/jobs/${refusal.jobId}`}>
                {text('start.that_job')}
              </Anchor>
            </div>
          )}
          {error instanceof ApiProblem && <div>{text('failure.request', { id: error.problem.requestId })}</div>}
        </Alert>
      );
  }
}
