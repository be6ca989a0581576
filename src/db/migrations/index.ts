import { CreateLeads1764000000001 } from './1764000000001-create-leads.js';
import { CreateJobs1764000000002 } from './1764000000002-create-jobs.js';
import { CreateBatchLedger1764000000003 } from './1764000000003-create-batch-ledger.js';
import { CreateStagedSelections1764000000004 } from './1764000000004-create-staged-selections.js';
import { CreateIdempotencyKeys1764000000005 } from './1764000000005-create-idempotency-keys.js';
import { CreateRoles1764000000006 } from './1764000000006-create-roles.js';
import { EnableRowLevelSecurity1764000000008 } from './1764000000008-enable-row-level-security.js';
import { CreateFinders1764000000009 } from './1764000000009-create-finders.js';
import { CreateApiKeys1764000000010 } from './1764000000010-create-api-keys.js';
import { CreateSessions1764000000011 } from './1764000000011-create-sessions.js';
import { CreateAuditLog1764000000012 } from './1764000000012-create-audit-log.js';
import { CreateCalls1764000000013 } from './1764000000013-create-calls.js';
import { CreateRecordings1764000000014 } from './1764000000014-create-recordings.js';
import { CreateRecordingFinders1764000000015 } from './1764000000015-create-recording-finders.js';
import { CreateDrains1764000000023 } from './1764000000023-create-drains.js';
import { CreateLeadTextFinder1764000000025 } from './1764000000025-create-lead-text-finder.js';
import { AddStreamsToLedger1764000000029 } from './1764000000029-add-streams-to-ledger.js';
import { AddConfirmationToJobs1764000000030 } from './1764000000030-add-confirmation-to-jobs.js';
import { CreateLeadOrderIndexes1764000000032 } from './1764000000032-create-lead-order-indexes.js';
import { AddMomentOfSelection1764000000034 } from './1764000000034-add-moment-of-selection.js';
import { AddParallelismToJobs1764000000035 } from './1764000000035-add-parallelism-to-jobs.js';
import { CreateServerLoad1764000000036 } from './1764000000036-create-server-load.js';
import { AddHoldToJobs1764000000037 } from './1764000000037-add-hold-to-jobs.js';
import { AddChunkSizeToJobs1764000000038 } from './1764000000038-add-chunk-size-to-jobs.js';
import { AddParametersToJobs1764000000039 } from './1764000000039-add-parameters-to-jobs.js';
import { AddOwnerTagsAndHold1764000000040 } from './1764000000040-add-owner-tags-and-hold.js';
import { CreateLeadOwnerIndex1764000000041 } from './1764000000041-create-lead-owner-index.js';
import { AddLeadToCalls1764000000042 } from './1764000000042-add-lead-to-calls.js';
import { CreateNotesAndTasks1764000000043 } from './1764000000043-create-notes-and-tasks.js';
import { CreateConsentsAndOptOuts1764000000044 } from './1764000000044-create-consents-and-opt-outs.js';
import { CreateReceipts1764000000045 } from './1764000000045-create-receipts.js';
import { CreateImports1764000000046 } from './1764000000046-create-imports.js';
import { CreateImportRows1764000000047 } from './1764000000047-create-import-rows.js';
import { CreateArchive1764000000048 } from './1764000000048-create-archive.js';
import { AddArchiveDayToJobs1764000000049 } from './1764000000049-add-archive-day-to-jobs.js';
import { AddRetriesToJobs1764000000052 } from './1764000000052-add-retries-to-jobs.js';
import { CreateFailuresByTarget1764000000053 } from './1764000000053-create-failures-by-target.js';
import { AddRestoresToJobs1764000000054 } from './1764000000054-add-restores-to-jobs.js';
import { AllowOneLiveJobPerGate1764000000055 } from './1764000000055-allow-one-live-job-per-gate.js';
import { LetRestoresBringRowsBack1764000000056 } from './1764000000056-let-restores-bring-rows-back.js';
import { CreateLeadImportOrderIndex1764000000057 } from './1764000000057-create-lead-import-order-index.js';
import { CreateArchiveByTarget1764000000059 } from './1764000000059-create-archive-by-target.js';
import { CreateAfterCommits1764000000060 } from './1764000000060-create-after-commits.js';
import { CreateChannelAccounts1764000000061 } from './1764000000061-create-channel-accounts.js';
import { LetOptOutsBeRecorded1764000000062 } from './1764000000062-let-opt-outs-be-recorded.js';
import { CreateChannelEvents1764000000063 } from './1764000000063-create-channel-events.js';
import { AppendAuditWithoutLook1764000000064 } from './1764000000064-append-audit-without-look.js';
import { CreateOutbox1764000000065 } from './1764000000065-create-outbox.js';
import { AddEndingToJobs1764000000066 } from './1764000000066-add-ending-to-jobs.js';
import { CloseOpenChunks1764000000067 } from './1764000000067-close-open-chunks.js';
import { ShowStreamsToApi1764000000068 } from './1764000000068-show-streams-to-api.js';
import { CreateOutboxByReference1764000000070 } from './1764000000070-create-outbox-by-reference.js';
import { LetWebhooksRaiseStates1764000000071 } from './1764000000071-let-webhooks-raise-states.js';
import { KeepOldChannelSecrets1764000000072 } from './1764000000072-keep-old-channel-secrets.js';
import { LetOneBusinessHaveANumber1764000000073 } from './1764000000073-let-one-business-have-a-number.js';
import { SpellOptOutsInOneWay1764000000074 } from './1764000000074-spell-opt-outs-in-one-way.js';
import { LetApiListMessages1764000000075 } from './1764000000075-let-api-list-messages.js';
import { LetApiReadConsents1764000000076 } from './1764000000076-let-api-read-consents.js';
import { CreateMessageDays1764000000077 } from './1764000000077-create-message-days.js';
import { AddCountedDayToOutbox1764000000078 } from './1764000000078-add-counted-day-to-outbox.js';
import { AddCanaryToJobs1764000000080 } from './1764000000080-add-canary-to-jobs.js';
import { AddPeoplePerDay1764000000081 } from './1764000000081-add-people-per-day.js';
import { CountPeopleReached1764000000082 } from './1764000000082-count-people-reached.js';
import { CreateOutboxUnknown1764000000083 } from './1764000000083-create-outbox-unknown.js';
import { FindUnknownMessages1764000000084 } from './1764000000084-find-unknown-messages.js';
import { AskProvidersAgain1764000000085 } from './1764000000085-ask-providers-again.js';
import { CreateOutboxAskedAgain1764000000086 } from './1764000000086-create-outbox-asked-again.js';

/** In the order they run. One concern each; every one goes back as well. */
export const migrations = [
  CreateLeads1764000000001,
  CreateJobs1764000000002,
  CreateBatchLedger1764000000003,
  CreateStagedSelections1764000000004,
  CreateIdempotencyKeys1764000000005,
  CreateRoles1764000000006,
  EnableRowLevelSecurity1764000000008,
  CreateFinders1764000000009,
  CreateApiKeys1764000000010,
  CreateSessions1764000000011,
  CreateAuditLog1764000000012,
  CreateCalls1764000000013,
  CreateRecordings1764000000014,
  CreateRecordingFinders1764000000015,
  CreateDrains1764000000023,
  CreateLeadTextFinder1764000000025,
  AddStreamsToLedger1764000000029,
  AddConfirmationToJobs1764000000030,
  CreateLeadOrderIndexes1764000000032,
  AddMomentOfSelection1764000000034,
  AddParallelismToJobs1764000000035,
  CreateServerLoad1764000000036,
  AddHoldToJobs1764000000037,
  AddChunkSizeToJobs1764000000038,
  AddParametersToJobs1764000000039,
  AddOwnerTagsAndHold1764000000040,
  CreateLeadOwnerIndex1764000000041,
  AddLeadToCalls1764000000042,
  CreateNotesAndTasks1764000000043,
  CreateConsentsAndOptOuts1764000000044,
  CreateReceipts1764000000045,
  CreateImports1764000000046,
  CreateImportRows1764000000047,
  CreateArchive1764000000048,
  AddArchiveDayToJobs1764000000049,
  AddRetriesToJobs1764000000052,
  CreateFailuresByTarget1764000000053,
  AddRestoresToJobs1764000000054,
  AllowOneLiveJobPerGate1764000000055,
  LetRestoresBringRowsBack1764000000056,
  CreateLeadImportOrderIndex1764000000057,
  CreateArchiveByTarget1764000000059,
  CreateAfterCommits1764000000060,
  CreateChannelAccounts1764000000061,
  LetOptOutsBeRecorded1764000000062,
  CreateChannelEvents1764000000063,
  AppendAuditWithoutLook1764000000064,
  CreateOutbox1764000000065,
  AddEndingToJobs1764000000066,
  CloseOpenChunks1764000000067,
  ShowStreamsToApi1764000000068,
  CreateOutboxByReference1764000000070,
  LetWebhooksRaiseStates1764000000071,
  KeepOldChannelSecrets1764000000072,
  LetOneBusinessHaveANumber1764000000073,
  SpellOptOutsInOneWay1764000000074,
  LetApiListMessages1764000000075,
  LetApiReadConsents1764000000076,
  CreateMessageDays1764000000077,
  AddCountedDayToOutbox1764000000078,
  AddCanaryToJobs1764000000080,
  AddPeoplePerDay1764000000081,
  CountPeopleReached1764000000082,
  CreateOutboxUnknown1764000000083,
  FindUnknownMessages1764000000084,
  AskProvidersAgain1764000000085,
  CreateOutboxAskedAgain1764000000086,
];
