import type { MigrationInterface, QueryRunner } from 'typeorm';
import { definerFunction } from './definer-function.js';

const SIGNATURE =
  'record_channel_event(event_channel text, our_reference text, our_job uuid, our_target bigint, their_reference text, ' +
  'event_state text, event_code text, event_at timestamptz)';

/**
 * Stores what a webhook says of a message, and raises the message's state. An event of neither a job of the business nor a
 * message in its outbox creates nothing.
 *
 * A function of the owner: webhooks come to the API, which may not see the outbox, and has no rights on the events any more.
 * The business is that of the transaction, as for every statement of the programs.
 */
export class LetWebhooksRaiseStates1764000000071 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      definerFunction({
        signature: SIGNATURE,
        returns: 'void',
        language: 'plpgsql',
        body: BODY,
        callers: 'bulkgate_api',
      }),
    );
    await runner.query('REVOKE SELECT, INSERT ON channel_events FROM bulkgate_api');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('GRANT SELECT, INSERT ON channel_events TO bulkgate_api');
    await runner.query(`DROP FUNCTION ${SIGNATURE}`);
  }
}

/**
 * Our reference comes first: the provider's is not known before its answer. A state is only ever raised, by compare on the row
 * itself: the statement waits for whoever has it locked, and looks again. It locks one message, so that it is in nobody's way
 * who locks several.
 *
 * The claim stays: its answer comes later and finds a state that is not the claim's to change any more. A message that has
 * arrived after all is not tried again, so it is no failure any more.
 */
const BODY = `
  DECLARE
    tenant integer := NULLIF(current_setting('app.business_id', true), '')::integer;
    message record;
    is_known boolean;
  BEGIN
    SELECT o.job_id, o.target_id INTO message FROM public.outbox o
     WHERE o.job_id = our_job AND o.target_id = our_target AND o.business_id = tenant;
    is_known := FOUND;
    IF NOT is_known THEN
      SELECT o.job_id, o.target_id INTO message FROM public.outbox o
       WHERE o.reference = their_reference AND o.business_id = tenant LIMIT 1;
      is_known := FOUND;
    END IF;
    IF NOT is_known AND NOT EXISTS (SELECT FROM public.jobs j WHERE j.id = our_job AND j.business_id = tenant AND j.sends_messages) THEN
      RETURN;
    END IF;
    INSERT INTO public.channel_events (business_id, channel, provider_reference, state, reference, code, happened_at)
    VALUES (tenant, event_channel, their_reference, event_state, our_reference, event_code, event_at)
    ON CONFLICT DO NOTHING;
    IF NOT is_known THEN
      RETURN;
    END IF;
    UPDATE public.outbox o
       SET state = event_state::public.message_state, code = event_code,
           failed_by = CASE event_state WHEN 'failed' THEN 'webhook' END,
           reference = COALESCE(o.reference, their_reference), lease_until = NULL, state_at = clock_timestamp()
     WHERE o.job_id = message.job_id AND o.target_id = message.target_id AND o.business_id = tenant
       AND o.state <> 'skipped' AND o.address IS NOT NULL AND o.state < event_state::public.message_state;
    IF FOUND AND event_state <> 'failed' THEN
      DELETE FROM public.job_failures f
       WHERE f.job_id = message.job_id AND f.target_id = message.target_id AND f.business_id = tenant;
    END IF;
  END`;
