import { Anchor, Group, Stack } from '@mantine/core';
import { useParams } from 'wouter';
import { useJob } from '../live/use-job.js';
import { ConnectionNote } from '../live/connection-note.js';
import { useMayControl } from '../session/use-session.js';
import { Failure } from '../shell/failure.js';
import { PageTitle } from '../shell/page-title.js';
import { useText } from '../texts/use-text.js';
import { Failures } from './failures.js';
import { JobBadge } from './job-badge.js';
import { JobBar } from './job-bar.js';
import { JobControls } from './job-controls.js';
import { JobFacts } from './job-facts.js';
import { JobReason } from './job-reason.js';
import { ProgressAnnouncer } from './progress-announcer.js';
import { useTypeName } from './type-name.js';

export default function JobPage() {
  const text = useText();
  const typeName = useTypeName();
  const { id = '' } = useParams();
  const { job, error, connection, knownAt } = useJob(id);
  const mayControl = useMayControl();
  if (job === undefined) return error ? <Failure error={error} /> : <p>{text('loading')}</p>;
  return (
    <Stack gap="md">
      <div>
        <Group gap="sm">
          <PageTitle>{typeName(job.type)}</PageTitle>
          <JobBadge job={job} />
        </Group>
        <bdi className="numbers">{job.id}</bdi>
      </div>
      <ConnectionNote connection={connection} knownAt={knownAt} />
      <section className={`surface ${connection === 'reconnecting' ? 'stale' : ''}`} aria-label={text('job.progress')}>
        <JobReason job={job} />
        <JobBar job={job} isWhole />
        <ProgressAnnouncer job={job} />
      </section>
      {mayControl && <JobControls job={job} />}
      <section className="surface" aria-label={text('job.facts')}>
        <JobFacts job={job} />
        <Anchor href={job.links.temporalUi} target="_blank" rel="noreferrer">
          {text('job.temporal')}
        </Anchor>
      </section>
      {job.failed > 0 && mayControl && <Failures job={job} />}
    </Stack>
  );
}
