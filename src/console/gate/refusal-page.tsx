import { Alert, Anchor, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'wouter';
import { useTypeName } from '../jobs/type-name.js';
import { Failure } from '../shell/failure.js';
import { Loading } from '../shell/loading.js';
import { NotFound } from '../shell/not-found.js';
import { PageTitle } from '../shell/page-title.js';
import { DraftButton } from '../start/draft-button.js';
import { operationTypesQuery } from '../start/operation-types-query.js';
import { useDraft } from '../start/use-draft.js';
import { useText } from '../texts/use-text.js';
import { ForeignHolder } from './foreign-holder.js';
import { FreeNotice } from './free-notice.js';
import { gateQuery } from './gate-query.js';
import { HoldingJob } from './holding-job.js';
import classes from './refusal-page.module.css';

/** Where a refused start leads: who holds the gate of this operation, how long it may take, and when it is free. */
export default function RefusalPage() {
  const text = useText();
  const typeName = useTypeName();
  const { type = '' } = useParams();
  const { data: gates, error, refetch } = useQuery({ ...gateQuery, staleTime: 0 });
  const gate = gates?.items.find((held) => held.type === type);
  const isDrained = gates?.drains.some((drain) => drain.type === null || drain.type === type) ?? false;
  const { data: types } = useQuery(operationTypesQuery);
  const operation = types?.items.find((known) => known.type === type);
  const isFree = gates !== undefined && gate === undefined;
  const hasDraft = useDraft()?.type === type;
  const name = typeName(type);
  if (types && !operation && isFree) return <NotFound />;
  return (
    <Stack gap="md" className={classes.page}>
      <PageTitle>{text(isFree ? 'refusal.free' : 'refusal.held', { type: name })}</PageTitle>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!gates && !error && <Loading />}
      {isDrained && (
        <Alert color="yellow" title={text('gate.drained')}>
          {text('advice.draining')}
        </Alert>
      )}
      {gate && hasDraft && <p>{text('refusal.nothing_started')}</p>}
      {gate?.holder.jobId != null && <HoldingJob gate={gate} jobId={gate.holder.jobId} />}
      {gate?.holder.jobId === null && <ForeignHolder gate={gate} />}
      {gates && (
        <FreeNotice
          isFree={isFree}
          type={name}
          mayStart={!isDrained && (operation?.permissions.includes('start') ?? false)}
        />
      )}
      <div>
        <DraftButton type={type} isReady={isFree} />
      </div>
      <Anchor component={Link} href="/gate">
        {text('refusal.every_gate')}
      </Anchor>
    </Stack>
  );
}
