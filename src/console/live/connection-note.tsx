import { Alert } from '@mantine/core';
import { SessionEndNote } from '../session/session-end-note.js';
import { useNow } from '../shell/use-now.js';
import { useText } from '../texts/use-text.js';
import { type Note, notesOf } from './connection.js';
import classes from './connection-note.module.css';
import { useConnection } from './use-connection.js';
import { useLiveJobs } from './use-live-jobs.js';

const COLORS: Readonly<Record<Exclude<Note, 'restarted'>, string>> = {
  reconnecting: 'yellow',
  refused: 'yellow',
  database_away: 'red',
  redis_away: 'yellow',
  no_worker: 'yellow',
};

/** What is wrong with what the page shows, and what works all the same: the one place for it. */
export function ConnectionNote() {
  const text = useText();
  const connection = useConnection();
  const isWorkerMissing = useLiveJobs().some(({ waitingForWorker }) => waitingForWorker);
  const notes = notesOf(connection, isWorkerMissing, useNow());
  return (
    // Always there: a screen reader reads what comes into a region that it knows.
    <div role="status" className={classes.notes}>
      {notes.map((note) =>
        note === 'restarted' ? (
          <p key={note} className={classes.quiet}>
            {text('connection.restarted')}
          </p>
        ) : (
          <Alert key={note} color={COLORS[note]} title={text(`connection.${note}`)}>
            {note === 'refused' && <bdi>{connection.refusal?.title}. </bdi>}
            {text(`connection.${note}_works`)}
          </Alert>
        ),
      )}
      <SessionEndNote />
    </div>
  );
}
