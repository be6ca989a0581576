import { Anchor, Group, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'wouter';
import { Fresh } from '../live/fresh.js';
import { useMay } from '../session/use-session.js';
import { Failure } from '../shell/failure.js';
import { Loading } from '../shell/loading.js';
import { PageTitle } from '../shell/page-title.js';
import { useStart } from '../start/use-start.js';
import { useText } from '../texts/use-text.js';
import { JobBadge } from './job-badge.js';
import { JobBar } from './job-bar.js';
import { JobControls } from './job-controls.js';
import { JobFacts } from './job-facts.js';
import { jobQuery } from './job-queries.js';
import { JobReason } from './job-reason.js';
import { JobTimeline } from './job-timeline.js';
import { isFinal } from './job-status.js';
import { ProgressAnnouncer } from './progress-announcer.js';
import { Restore } from './restore.js';
import { Results } from './results.js';
import { useTypeName } from './type-name.js';

export default function JobPage() {
  const text = useText();
  const typeName = useTypeName();
  const { id = '' } = useParams();
  // Its changes come by the stream.
  const { data: job, error, refetch } = useQuery(jobQuery(id));
  const mayControl = useMay('control');
  const maySeeResults = useMay('results');
  // One for the whole page: the address names the draft, and each would open it.
  const { begin, dialog } = useStart(() => undefined);
  if (job === undefined) return error ? <Failure error={error} onRetry={() => void refetch()} /> : <Loading />;
  return (
    <Stack gap="md">
      <div>
        <Group gap="sm">
          <PageTitle>{typeName(job.type)}</PageTitle>
          <JobBadge job={job} />
        </Group>
        <bdi className="numbers">{job.id}</bdi>
      </div>
      <section className="surface" aria-label={text('job.progress')}>
        <Fresh>
          <JobReason job={job} />
          <JobBar job={job} isWhole />
        </Fresh>
        <ProgressAnnouncer job={job} />
      </section>
      {mayControl && <JobControls job={job} />}
      {isFinal(job.status) && <Restore job={job} onBegin={begin} />}
      {/* A live job adds to them all the time: until it ends, only what went wrong is of use. */}
      {maySeeResults && (job.failed > 0 || (isFinal(job.status) && job.processed > 0)) && (
        <Results job={job} onBegin={begin} />
      )}
      <section className="surface" aria-label={text('job.facts')}>
        <JobFacts job={job} />
        <Anchor href={job.links.temporalUi} target="_blank" rel="noreferrer">
          {text('job.temporal')}
        </Anchor>
      </section>
      <JobTimeline job={job} />
      {dialog}
    </Stack>
  );
}
