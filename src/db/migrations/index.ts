import { CreateLeads1764000000001 } from './1764000000001-create-leads.js';
import { CreateJobs1764000000002 } from './1764000000002-create-jobs.js';
import { CreateBatchLedger1764000000003 } from './1764000000003-create-batch-ledger.js';
import { CreateStagedSelections1764000000004 } from './1764000000004-create-staged-selections.js';
import { CreateIdempotencyKeys1764000000005 } from './1764000000005-create-idempotency-keys.js';
import { CreateRoles1764000000006 } from './1764000000006-create-roles.js';
import { AddBusinessToLedgers1764000000007 } from './1764000000007-add-business-to-ledgers.js';
import { EnableRowLevelSecurity1764000000008 } from './1764000000008-enable-row-level-security.js';
import { CreateFinders1764000000009 } from './1764000000009-create-finders.js';
import { CreateApiKeys1764000000010 } from './1764000000010-create-api-keys.js';
import { CreateSessions1764000000011 } from './1764000000011-create-sessions.js';
import { CreateAuditLog1764000000012 } from './1764000000012-create-audit-log.js';
import { CreateCalls1764000000013 } from './1764000000013-create-calls.js';
import { CreateRecordings1764000000014 } from './1764000000014-create-recordings.js';
import { CreateRecordingFinders1764000000015 } from './1764000000015-create-recording-finders.js';
import { FixSelections1764000000016 } from './1764000000016-fix-selections.js';
import { TrackLeadWrites1764000000017 } from './1764000000017-track-lead-writes.js';
import { AddControlNumbersToJobs1764000000020 } from './1764000000020-add-control-numbers-to-jobs.js';
import { AddProgressToJobs1764000000021 } from './1764000000021-add-progress-to-jobs.js';
import { ServeFailuresAndAuditByType1764000000022 } from './1764000000022-serve-failures-and-audit-by-type.js';
import { CreateDrains1764000000023 } from './1764000000023-create-drains.js';
import { IndexLeadTexts1764000000024 } from './1764000000024-index-lead-texts.js';
import { CreateLeadTextFinder1764000000025 } from './1764000000025-create-lead-text-finder.js';
import { AddMakerToApiKeys1764000000027 } from './1764000000027-add-maker-to-api-keys.js';
import { IndexMadeApiKeys1764000000028 } from './1764000000028-index-made-api-keys.js';
import { AddStreamsToLedger1764000000029 } from './1764000000029-add-streams-to-ledger.js';

/** In the order they run. One concern each; every one goes back as well. */
export const migrations = [
  CreateLeads1764000000001,
  CreateJobs1764000000002,
  CreateBatchLedger1764000000003,
  CreateStagedSelections1764000000004,
  CreateIdempotencyKeys1764000000005,
  CreateRoles1764000000006,
  AddBusinessToLedgers1764000000007,
  EnableRowLevelSecurity1764000000008,
  CreateFinders1764000000009,
  CreateApiKeys1764000000010,
  CreateSessions1764000000011,
  CreateAuditLog1764000000012,
  CreateCalls1764000000013,
  CreateRecordings1764000000014,
  CreateRecordingFinders1764000000015,
  FixSelections1764000000016,
  TrackLeadWrites1764000000017,
  AddControlNumbersToJobs1764000000020,
  AddProgressToJobs1764000000021,
  ServeFailuresAndAuditByType1764000000022,
  CreateDrains1764000000023,
  IndexLeadTexts1764000000024,
  CreateLeadTextFinder1764000000025,
  AddMakerToApiKeys1764000000027,
  IndexMadeApiKeys1764000000028,
  AddStreamsToLedger1764000000029,
];
