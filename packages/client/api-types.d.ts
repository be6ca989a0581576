// Made from openapi.json by `npm run openapi`; not to be changed by hand.

export interface paths {
    "/api/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List jobs
         * @description Newest first. `type` and `status` may be repeated or separated by commas.
         */
        get: operations["jobs_list"];
        put?: never;
        /**
         * Start a job
         * @description Accepts one job and answers at once; the work is done by workers. There is one live job of a type in a business: a second start is refused with 409, which says who holds the gate and how far it is.
         *
         *     Send an `Idempotency-Key` to be able to repeat the request after a lost answer: the same key and body lead to the same job. A list of ids is read as it comes and may be long; put `type` before `selection`, then a held gate is told before the list has been sent. 503 means that nothing was started, but for `outcome_unknown`, which names the job to look at.
         *
         *     With `dryRun=true` nothing is started: the same body is checked, and the answer is 200 with what a start would do. A dry run of a long list of ids counts towards the starts per minute. More targets than `policy.confirmAbove` need their number as `expectedTotal` and a `reason`; a number that is given is compared with what is there, in any case.
         */
        post: operations["jobs_start"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/retry-failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry the failed targets
         * @description A job of exactly the targets that this one has recorded as failed, for the same type. It is accepted as every start is: gate, `Idempotency-Key`, confirmation, `dryRun`. Where the job was by filter, a target that no longer matches it is skipped. A job is retried once; what fails again is retried from the retry.
         */
        post: operations["jobs_retryFailed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Undo a job
         * @description A job of type `restore_job` that brings back what this one has deleted, and gives what it has updated its old values back, as far as `restorable` says. It is accepted as every start is: `Idempotency-Key`, confirmation, `dryRun`, and the gate of the type that it undoes. It needs what a start of that type needs.
         *
         *     A target comes back whole or not at all. It is recorded as failed with `id_taken` where a row has its id (most often it is back already), `value_taken` or `dependant_taken` where another row has a value that must be unique, `changed_since` where a value that the job wrote was changed since, `target_gone` where what it updated is deleted since, and `file_gone` where the file of a receipt is deleted. A job may be undone again: what is back then fails so, and the rest comes back.
         */
        post: operations["jobs_restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow all jobs
         * @description Server-sent events of all jobs of the business. `state` comes first, whenever it changes, and after 5 s without an event: whether the database and Redis answer, and which process does. Then a `snapshot` of the live jobs and of those that ended in the last minute, and from then on a `job` for each job that has begun, changed or ended, at most once a second; what ended is sent once in its final state.
         *
         *     Whoever comes back gets a snapshot and no replay: a live job that you knew and that is not in it has ended more than a minute ago, so look at it by its id. The stream outlives the database and Redis, and ends with the credential. It does not keep a session from ending by silence.
         */
        get: operations["jobs_listenToAll"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look at one job
         * @description Its state, counts, rate, and how it stands to its gate.
         */
        get: operations["jobs_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the speed
         * @description Batch size, rest between two batches, and how many streams work at once, in force from the next batch on.
         */
        patch: operations["jobs_changeSpeed"];
        trace?: never;
    };
    "/api/v1/jobs/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow one job
         * @description Server-sent events: `progress` when the job has changed, at most once a second, and `end` with the final status, after which the stream ends. The data of both is the job. Comments keep a silent stream open. A browser that comes back after the end, with its `Last-Event-ID`, gets 204 and stays away.
         */
        get: operations["jobs_listen"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What has become of the targets
         * @description The targets of one job with one outcome, by ascending id. A job that runs may add to them.
         *
         *     - `failed`: those that could not be acted on, each with its reason. They are kept for the retention time after the end of the job, then the answer is 410 `results_deleted`.
         *     - `succeeded`: those that the archive has, with what an update has overwritten and written. A target that was as an update was to make it counts as succeeded, was not written, and is not among them. Of a restore that ended by itself: those that have come back. A job without an archive is 410 `results_not_kept`; once the archive has expired, it is 410 `archive_expired`.
         *     - `skipped`: the ids of an ended job that are neither. They can be told of a job that was started with ids, reached all of them, and whose other results are all kept; else the answer is 409 `skipped_not_listed`.
         *
         *     Of a job that sends messages: `accepted` (the provider has taken it), `sent`, `delivered` and `read` (as its webhooks say), `failed`, `unknown` (the answer of the provider is lost, so that it may have arrived), and `skipped`, with the reason. They follow the webhooks, and the counts of the job do not: there `unknown` counts as failed.
         *
         *     The counts of the job stay, and `GET /jobs/{id}/results/summary` says which of them can be listed.
         *
         *     As CSV or as JSON lines, all of them come in one file, whatever `limit` says; a cell that a spreadsheet would take for a formula has an apostrophe in front. A file that is cut off was not whole: its connection ends in an error.
         */
        get: operations["jobs_listResults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/results/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What can be had of the results
         * @description How many targets of the job there are of each outcome, whether they can be listed, and how many have failed for which reason, the most frequent first.
         */
        get: operations["jobs_summarize"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/ask-again": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask the provider again
         * @description For a job of calls: workers ask the provider what became of the messages that are `unknown`, because its answer was lost. They ask about each of them once a minute for ten minutes, as they did when the answer was lost. A call that the provider has taken becomes `accepted`: look at the results again later. Nothing is sent, and the counts of the job stay. Repeating the request does no harm.
         */
        post: operations["jobs_askAgain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause
         * @description The batch in hand ends, then nothing is written until it is resumed. The job keeps its gate. A pause that lasts longer than the policy allows ends the job as cancelled.
         */
        post: operations["jobs_pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume
         * @description Goes on where the job was paused.
         */
        post: operations["jobs_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel
         * @description Recorded durably first, then carried out: the batch in hand ends and its work counts. A job that no worker has begun and that has no workflow yet is cancelled at once. Repeating it does no harm.
         */
        post: operations["jobs_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operation-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what can be started
         * @description Each operation type with the JSON Schema of its selection and parameters and the policy in force. A credential that is limited to some types is shown those.
         */
        get: operations["operationtypes_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is held
         * @description Every lock of your business with its holder and the time left. A foreign value has no `jobId`. `drains` are the starts that the operators of the installation have stopped.
         */
        get: operations["gate_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gate/{type}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Free a lock by hand
         * @description Break-glass, for a person: an API key may not do it. The lock is freed only where it still has the value that you have seen, and not while the workflow of the job that holds it is open: cancel that job first. With `force` its workflow is terminated, the job is `failed` with what it has done until then, and the lock is free.
         */
        delete: operations["gate_free"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/leads/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List imports
         * @description Newest first.
         */
        get: operations["imports_list"];
        put?: never;
        /**
         * Import leads
         * @description Reads a CSV file as it comes, in UTF-8, and answers when it has all of it; workers make its rows into leads. The first row is the header. Each query field says which column of the file a column of the leads is read from; the other columns of the file are left out. A row that is at fault is listed under `failed-rows`, and the others are imported. The same file again is answered with its import, and changes nothing. To undo an import, start `delete_imported_leads`.
         */
        post: operations["imports_upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/leads/imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look at one import
         * @description How far it is, and what was read from which column.
         */
        get: operations["imports_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/leads/imports/{id}/failed-rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rows that were not imported
         * @description In the order of the file, each with its line and what is wrong with it. As CSV they come with their cells and the header of the file, so that they can be corrected and imported. There a cell that a spreadsheet would take for a formula has an apostrophe in front, which an import takes off again.
         */
        get: operations["imports_failedRows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/leads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List leads
         * @description The filter has the fields of `selection.filter`. The count is exact up to 10,000; where there are more, or it would take longer than 5 s with the page, `isExact` is false and there are more than `value`. A cursor leads on or back in the order of its `sort`, from a place between leads: one that is deleted meanwhile makes no other appear twice or never.
         */
        get: operations["leads_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List calls
         * @description Newest first.
         */
        get: operations["calls_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{call_sid}/recording": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Play the recording of a call
         * @description The audio, if it is here. Else it is fetched from the telephony provider, once, however often you ask: 202 with `Retry-After`. Clicks on what exists are never answered 429; questions for calls that do not exist may be (`limit` is `unknown_calls`). One byte range is served as 206; several are served as the whole file.
         */
        get: operations["calls_play"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List channels
         * @description The accounts of your business at the providers of its channels, without their secrets.
         */
        get: operations["channels_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels/whatsapp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set up WhatsApp
         * @description Sets up the account of your business, or replaces it. Secrets are encrypted and never shown again; one that is left out stays as it is, as long as the account is the same. Webhooks that are signed with the secret before are believed for 24 hours more; send the same secret once more to end that. Messages go to the listed countries only.
         */
        put: operations["channels_putWhatsApp"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels/phone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set up calls
         * @description Sets up the account of your business, or replaces it. Secrets are encrypted and never shown again; one that is left out stays as it is, as long as the account is the same. Webhooks that are signed with the secret before are believed for 24 hours more; send the same secret once more to end that. Messages go to the listed countries only.
         */
        put: operations["channels_putPhone"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List API keys
         * @description Newest first, with those that have expired or were revoked. Never with the secret.
         */
        get: operations["keys_list"];
        put?: never;
        /**
         * Make an API key
         * @description For a machine that acts for your business: it is sent like a token. The answer is the only place where the key itself is shown. A key may not do more than the credential that makes it, and ends no later. Keys that live longer than a login are made on the server, with the `keys` command.
         */
        post: operations["keys_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description From now on it is refused, everywhere at once. Repeating it does no harm: the first time stands. The keys that it has made are revoked with it; where there are such, the first answer is a 409 that names them.
         */
        delete: operations["keys_revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who did what
         * @description The audit log of your business, newest first, for admins. Reading it is an entry of it too. As CSV, everything that matches comes in one file, whatever `limit` says; a cell that a spreadsheet would take for a formula has an apostrophe in front.
         */
        get: operations["audit_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/targets/{table}/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What jobs did to one target
         * @description Newest job first, for admins: which jobs of your business have deleted, updated or brought back the target, and in which it has failed, by whom and when. A job that gives old values back is left out where it has skipped targets. It goes as far back as the archive and the failures are kept; what was erased (`archive: false`) is not in it. A target of another business, or one that no job has recorded, has an empty history.
         */
        get: operations["audit_about"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is logged in
         * @description For pages: they cannot read the cookie.
         */
        get: operations["session_get"];
        put?: never;
        /**
         * Log a browser in
         * @description Opens a session with the rights of the bearer credential and sets its cookie. It ends with that credential at the latest, and earlier when nothing was asked for a while. A session that this browser had is ended; of a subject, ten can be open, and a further one ends the oldest. Requests that change something send `X-CSRF-Token` beside the cookie.
         */
        post: operations["session_open"];
        /**
         * Log out
         * @description Ends the session of this cookie for good and takes the cookie away. Once it has ended, nobody is logged in any more: a repetition is 401. With a bearer credential there is nothing to end, which is no fault.
         */
        delete: operations["session_close"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process runs */
        get: operations["health_live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All that the process needs is there */
        get: operations["health_ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        DryRun: {
            /** @description Operation type */
            type: string;
            selection: components["schemas"]["JobSelection"];
            /** @description What its type needs beside the selection, with its defaults; an empty object where that is nothing */
            parameters: {
                [key: string]: unknown;
            };
            /** @description Targets that a start would have now */
            count: components["schemas"]["Count"];
            /** @description The first targets by id, as far as there was time; of ids only those that there are */
            sample: components["schemas"]["NamedTarget"][];
            /** @description Ids that name no row of the business now: a start would skip them, and they are in `count`. Null for other selections, and where there was not enough time */
            missing: number | null;
            /** @description At this speed, where nothing holds it up; null where the count is not exact */
            estimatedSeconds: number | null;
            /** @description Of an operation that sends messages: who would be reached now; else null */
            recipients: components["schemas"]["Recipients"] | null;
            /** @description As it would run */
            options: components["schemas"]["RunOptions"];
            policy: components["schemas"]["Policy"];
            gate: components["schemas"]["GateNow"];
            /** @description So many days it could be undone; 0: nothing is archived, and it cannot be undone */
            archiveDays: number;
            /** @description Whether a start needs `expectedTotal` and `reason`; also where it was not counted to the end */
            isConfirmationRequired: boolean;
        };
        JobSelection: {
            kind: components["schemas"]["SelectionKind"];
            /** @description Present for kind `filter`; and for `failed`, where the targets still have to match it */
            filter?: {
                [key: string]: unknown;
            };
            /**
             * Format: uuid
             * @description Present for kind `failed`: the job whose failed targets these are; and for `archived`: the one that is undone
             */
            ofJob?: string;
        };
        /** @enum {string} */
        SelectionKind: "ids" | "filter" | "all" | "failed" | "archived";
        Count: {
            value: number;
            /** @description false: there are more than `value` */
            isExact: boolean;
        };
        NamedTarget: {
            id: number;
            name: string;
        };
        Recipients: {
            /** @description Targets that were looked at, the first by id; exact where those are all of them */
            looked: components["schemas"]["Count"];
            /** @description Of those, how many people a message would be sent to */
            reached: number;
            /** @description Why how many of them would get none, the most frequent reason first */
            skipped: components["schemas"]["NotReached"][];
            /** @description The pace of the account */
            perSecond: number;
            /** @description Null where the account names no number of people, and where there was not enough time */
            budget: components["schemas"]["PeopleBudget"] | null;
            /** @description The message as one of them would get it; null where nobody would be reached */
            preview: components["schemas"]["MessagePreview"] | null;
        };
        NotReached: {
            /** @description `no_consent`, `opted_out`, `no_number`, `other_country`, `duplicate`, `outside_hours`, `capped` */
            code: string;
            count: number;
        };
        PeopleBudget: {
            /** @description People that the account may write to in 24 hours */
            peoplePerDay: number;
            /** @description People written to in the last 24 hours; rather too many than too few */
            used: number;
            left: number;
            /** @description How many of `reached` go beyond it, at most: some of them may be among `used`. Nothing is refused */
            beyond: number;
        };
        MessagePreview: {
            /** @description The first by id who would be reached */
            target: components["schemas"]["NamedTarget"];
            /** @description What is filled in for it, text by text; null where a field that they name is empty: it would be left out */
            texts: string[] | null;
        };
        RunOptions: {
            /** @description Most targets of one batch; `auto`: found by time */
            batchSize: number | "auto";
            /** @description Rest between two batches, in milliseconds */
            throttleMs: number;
            /** @description How many streams work at once */
            parallelism: number;
        };
        Policy: {
            /** @description Lifetime of the lock without a heartbeat. At least 6 × `maxRuntimeSeconds`. */
            lockTtlSeconds: number;
            /** @description Targets of one batch, or `"auto"`: see `targetChunkMs`. A start may ask for another size (`options.batchSize`). */
            batchSize: number | "auto";
            /** @description Targets of one transaction. A larger batch is worked through in several. */
            chunkSize: number;
            /** @description Where `batchSize` is `auto`: how long a transaction is to take. Its targets become as many as that allows. */
            targetChunkMs: number;
            /** @description A batch that takes longer ends with the transaction it is in. */
            maxBatchMs: number;
            /** @description Rest between two batches. A start may ask for another one (`options.throttleMs`). */
            throttleMs: number;
            /** @description Streams into which a job is divided; all work at once. A start may ask for another number (`options.parallelism`). */
            parallelism: number;
            /** @description A start of more targets needs their number (`expectedTotal`) and a `reason`. */
            confirmAbove: number;
            /** @description So many days after its acceptance a job can still be undone. 0: nothing is archived, and what is deleted is gone. */
            archiveDays: number;
            /** @description A run that is older continues as a new one. */
            maxRuntimeSeconds: number;
            /** @description So many failed batches in a row stop the job. */
            maxBatchFailures: number;
            /** @description After this silence Temporal gives the attempt of a batch up. */
            heartbeatTimeoutSeconds: number;
            /** @description Longest attempt of a batch. Above 60 s, the longest transaction, and `maxBatchMs` together. */
            startToCloseSeconds: number;
            /** @description Longest wait between two attempts of a batch. */
            maxBackoffSeconds: number;
            /** @description Longest outage that a batch waits for: PostgreSQL away, rows locked by others, workers that die. */
            maxOutageSeconds: number;
            /** @description A job that is paused for longer ends `cancelled`. */
            maxPauseSeconds: number;
        };
        GateNow: {
            /** @description Whether a start would be refused now; null when Redis did not answer */
            held: boolean | null;
            holder: components["schemas"]["HolderWithTime"] | null;
        };
        /** @description Who holds the gate */
        HolderWithTime: {
            /** @description Null for a lock that is none of ours */
            jobId: string | null;
            status: components["schemas"]["JobStatus"] | null;
            startedAt: string | null;
            processed: number | null;
            total: number | null;
            /** @description Seconds left; null for no expiry, and where the lock is lost */
            ttlSeconds: number | null;
        };
        /** @enum {string} */
        JobStatus: "pending" | "running" | "pausing" | "paused" | "cancelling" | "completed" | "failed" | "cancelled";
        Job: {
            /**
             * Format: uuid
             * @description UUID v7: sorts by the time of acceptance
             */
            id: string;
            /** @description Operation type */
            type: string;
            status: components["schemas"]["JobStatus"];
            selection: components["schemas"]["JobSelection"];
            /** @description What its type needs beside the selection, with its defaults; an empty object where that is nothing */
            parameters: {
                [key: string]: unknown;
            };
            /** @description The job whose failed targets this one tries again */
            retryOf: string | null;
            /** @description The job that tries the failed targets of this one again */
            retriedAs: string | null;
            /** @description The job that this one undoes */
            restores: string | null;
            /** @description The newest job that undoes this one */
            restoredAs: string | null;
            /** @description The type whose gate it holds while it is live: for a restore the one that it undoes, else its own */
            gateType: string;
            /** @description Since when what became of each target is no longer kept; null while it is, and where nobody noted it */
            resultsDeletedAt: string | null;
            /** @description Why it was started; null where nobody had to say */
            reason: string | null;
            /** @description Number of targets that was confirmed at the start */
            expectedTotal: number | null;
            /** @description Targets of the job; null until a worker has begun it */
            total: number | null;
            /** @description succeeded + failed + skipped */
            processed: number;
            succeeded: number;
            /** @description Targets that could not be handled; each is recorded */
            failed: number;
            /** @description Ids that are unknown or of another business, and rows gone or changed when their turn came */
            skipped: number;
            /** @description Rows that match the filter and are left alone, because they were added or changed after the request was accepted. Those that were part of `total` are in `skipped`, too, when the job completes. Null where it is not counted: for ids and `all`, and for jobs accepted by a version before this counter */
            changedSince: number | null;
            /** @description Set at the end: total = processed + notAttempted */
            notAttempted: number | null;
            percentage: number | null;
            /** @description Mean targets per second of the time at work or at rest between batches, from the begin to the latest batch */
            ratePerSecond: number | null;
            /** @description The same of about the last minute: what is a minute old counts a third of what is new */
            recentRatePerSecond: number | null;
            /** @description At the rate of the last minute; null where nothing moves, and until there is enough to tell it from */
            etaSeconds: number | null;
            /** @description Into how many streams it was divided; null until a worker has begun it */
            streams: number | null;
            /** @description Temporal runs so far, joined by continue-as-new */
            runs: number;
            /** @description As they are in force now */
            options: components["schemas"]["RunOptions"];
            /** @description Most targets of the newest transaction, where `batchSize` is `auto`; null elsewhere, and before the first */
            chunkSize: number | null;
            /** @description Null in lists, where Redis is not asked */
            gate: components["schemas"]["JobGate"] | null;
            workflowId: string;
            links: components["schemas"]["JobLinks"];
            /** @description Opaque subject of the credential that asked */
            requestedBy: string;
            /** Format: date-time */
            createdAt: string;
            /** @description When a worker began it */
            startedAt: string | null;
            /** @description When the latest batch was committed */
            heartbeatAt: string | null;
            finishedAt: string | null;
            cancelRequestedAt: string | null;
            /** @description Why a running job waits: for the database, a provider or its canary. It is no failure, and the job goes on by itself */
            hold: components["schemas"]["JobHold"] | null;
            /** @description To whom it sends first; null where that was not asked for */
            canary: components["schemas"]["JobCanary"] | null;
            /** @description Why a paused job has paused itself; null where a person has paused it */
            pauseReason: string | null;
            lastError: string | null;
            /** @description What the archive has of an ended job; null where it has nothing (any more), and while the job is live */
            restorable: components["schemas"]["Restorable"] | null;
            /** @description Nobody seems to work on it: it is `pending` for more than 2 s, or no batch was committed for longer than its rest between batches and twice the heartbeat time-out. No fault: it goes on as soon as a worker is there */
            waitingForWorker: boolean;
            /** @description What makes sense to ask for now */
            actions: components["schemas"]["JobAction"][];
        };
        JobGate: {
            /** @description Whether this job holds its gate now; null when Redis did not answer */
            held: boolean | null;
            /** @description Seconds left of the lock, if it is held */
            ttlSeconds: number | null;
        };
        JobLinks: {
            self: string;
            events: string;
            results: string;
            /**
             * Format: uri
             * @description Its progress in the Temporal Web UI: the page of the run that did the latest batch; before the begin, the workflow
             */
            temporalUi: string;
        };
        JobHold: {
            /** @description In words, with the number that was found and its limit */
            reason: string;
            /** Format: date-time */
            since: string;
            /**
             * Format: date-time
             * @description It goes on then, or waits on
             */
            nextLookAt: string;
        };
        JobCanary: {
            /** @description So many people are sent to first */
            recipients: number;
            /** @description The job pauses itself where more than so many percent of them have failed */
            maxFailedPercent: number;
            /** @description So many seconds the webhooks are waited for */
            waitSeconds: number;
            /** @description When the wait ends; null until all of them were sent to */
            until: string | null;
            /** @description What the look has found; null before it. With `failed` the job has paused itself */
            outcome: components["schemas"]["CanaryOutcome"] | null;
        };
        /** @enum {string} */
        CanaryOutcome: "passed" | "failed";
        Restorable: {
            /**
             * Format: date-time
             * @description Then the archive is deleted
             */
            until: string;
            /** @description How many of its targets are in the archive; of an update at most so many, because a row that already matched was not written */
            targets: number;
        };
        /** @enum {string} */
        JobAction: "pause" | "resume" | "cancel" | "speed";
        JobPage: {
            items: components["schemas"]["Job"][];
            /** @description `cursor` of the next page; null on the last one */
            nextCursor: string | null;
        };
        ServerState: {
            /**
             * Format: uuid
             * @description A new one for each start of the process that answers
             */
            serverId: string;
            /** @description Whose jobs the stream has */
            businessId: number;
            /** @description Whether it has answered the latest look; while it is away, all jobs are stale */
            database: components["schemas"]["PartState"];
            /** @description The same; while it is away, `gate.held` is null */
            redis: components["schemas"]["PartState"];
        };
        /** @enum {string} */
        PartState: "up" | "away";
        JobSnapshot: {
            items: components["schemas"]["Job"][];
        };
        TargetResult: components["schemas"]["SucceededTarget"] | components["schemas"]["FailedTarget"] | components["schemas"]["SkippedTarget"] | components["schemas"]["MessageTarget"];
        SucceededTarget: {
            /** @description Id of the target: the lead */
            targetId: number;
            /** @description What a person calls it: a deleted one what it was called then, any other what it is called now; null where it is gone */
            name: string | null;
            /** @constant */
            outcome: "succeeded";
            /** @description What the job has done to it */
            change: components["schemas"]["TargetChange"];
            /** @description What an update or its undo has overwritten, column by column; else null */
            oldValues: components["schemas"]["TargetValues"] | null;
            /** @description What it has written there; else null */
            newValues: components["schemas"]["TargetValues"] | null;
        };
        /** @enum {string} */
        TargetChange: "deleted" | "updated" | "restored";
        TargetValues: {
            [key: string]: unknown;
        };
        FailedTarget: {
            /** @description Id of the target: the lead */
            targetId: number;
            /** @description What a person calls it: a deleted one what it was called then, any other what it is called now; null where it is gone */
            name: string | null;
            /** @constant */
            outcome: "failed";
            /** @description SQLSTATE, or the code of a refusal by the operation */
            code: string;
            /** @description Name of the constraint that was violated */
            constraint: string | null;
        };
        SkippedTarget: {
            /** @description Id of the target: the lead */
            targetId: number;
            /** @description What a person calls it: a deleted one what it was called then, any other what it is called now; null where it is gone */
            name: string | null;
            /** @constant */
            outcome: "skipped";
            /** @description Why, of a job that sends messages; else null */
            code: string | null;
        };
        /** @description Whose message has left the house, or may have */
        MessageTarget: {
            /** @description Id of the target: the lead */
            targetId: number;
            /** @description What a person calls it: a deleted one what it was called then, any other what it is called now; null where it is gone */
            name: string | null;
            outcome: components["schemas"]["MessageState"];
            /** @description Why nobody knows of it; null of others */
            code: string | null;
        };
        /** @enum {string} */
        MessageState: "accepted" | "sent" | "delivered" | "read" | "unknown";
        ResultPage: {
            items: components["schemas"]["TargetResult"][];
            /** @description `cursor` of the next page; null on the last one */
            nextCursor: string | null;
        };
        ResultSummary: {
            /** @description Targets that could not be handled */
            failed: number;
            /** @description Why they failed, the most frequent reason first; of messages also why nobody knows of them, and why they were not sent. Null once that is deleted. Where there are more than 100, the rest is only in the counts */
            reasons: components["schemas"]["FailureReason"][] | null;
            /** @description Each outcome once */
            outcomes: components["schemas"]["OutcomeSummary"][];
        };
        FailureReason: {
            outcome: components["schemas"]["OutcomeWithReason"];
            /** @description SQLSTATE, or the code of a refusal by the operation or the provider */
            code: string;
            /** @description Name of the constraint that was violated */
            constraint: string | null;
            count: number;
        };
        /** @enum {string} */
        OutcomeWithReason: "failed" | "unknown" | "skipped";
        OutcomeSummary: {
            outcome: components["schemas"]["TargetOutcome"];
            count: number;
            /** @description Whether `GET /jobs/{id}/results` lists them now */
            isListed: boolean;
            /** @description The code that it would refuse with; null where it does not */
            code: string | null;
        };
        /** @enum {string} */
        TargetOutcome: "succeeded" | "failed" | "skipped" | "accepted" | "sent" | "delivered" | "read" | "unknown";
        AskedAgain: {
            /** @description How many messages of which nobody knows the provider is asked about */
            asked: number;
        };
        OperationTypeList: {
            items: components["schemas"]["StartableType"][];
        };
        StartableType: {
            /** @description To be sent as `type` of a start */
            type: string;
            summary: string;
            /** @description False where workers run and none of them knows it: a start is refused with `no_worker_for_type`. Null: Redis is away */
            available: boolean | null;
            /** @description What it is about: `leads` */
            targets: string;
            /** @description How its targets can be selected */
            selectedBy: components["schemas"]["WayToSelect"][];
            /** @description JSON Schema of `selection` */
            selection: {
                [key: string]: unknown;
            };
            /** @description JSON Schema of what a start needs besides its selection */
            parameters: {
                [key: string]: unknown;
            };
            /** @description JSON Schema of `options` */
            options: {
                [key: string]: unknown;
            };
            /** @description In force for jobs that are accepted now */
            policy: components["schemas"]["Policy"];
            /** @description Options that are as fast as is sensible */
            fullSpeed: components["schemas"]["RunOptions"];
            /** @description What you may do with it */
            permissions: components["schemas"]["OperationPermission"][];
        };
        /** @enum {string} */
        WayToSelect: "ids" | "filter" | "all";
        /** @enum {string} */
        OperationPermission: "read" | "results" | "start" | "control";
        HeldGate: {
            /** @description Operation type */
            type: string;
            holder: components["schemas"]["GateHolder"];
            /** @description What stands in the lock: what a release by hand must name */
            value: string;
            /** @description The value is not of this system: it is respected and never reclaimed */
            foreign: boolean;
            /** @description Seconds left; null means no expiry */
            ttlSeconds: number | null;
        };
        GateHolder: {
            /** @description Null for a value that is none of ours */
            jobId: string | null;
            /** @description Null while the job has no row, or for a foreign value */
            status: components["schemas"]["JobStatus"] | null;
            /** @description When it began; before that, when it was accepted */
            startedAt: string | null;
            processed: number | null;
            total: number | null;
        };
        Drain: {
            /** @description Operation type; null for every one */
            type: string | null;
            /** Format: date-time */
            since: string;
        };
        HeldGates: {
            items: components["schemas"]["HeldGate"][];
            /** @description New starts of these are refused with 503 `draining` */
            drains: components["schemas"]["Drain"][];
        };
        Lead: {
            id: number;
            name: string;
            phone: string | null;
            email: string | null;
            status: string;
            source: string;
            /** @description Who works on it */
            owner: string | null;
            tags: string[];
            /** @description The law forbids to delete it */
            legalHold: boolean;
            importId: number | null;
            /** Format: date-time */
            createdAt: string;
        };
        LeadPage: {
            items: components["schemas"]["Lead"][];
            /** @description `cursor` of the next page; null on the last one */
            nextCursor: string | null;
            /** @description `cursor` of the page before; null on the first one. That page is empty where its leads are gone by then */
            previousCursor: string | null;
            /** @description How many leads match, exact up to 10,000; null where it was not asked for, or nothing is known in time */
            count: components["schemas"]["Count"] | null;
        };
        Import: {
            /** @description `importId` of its leads */
            id: number;
            status: components["schemas"]["ImportStatus"];
            fileName: string;
            /** @description SHA-256 of the file, in hexadecimal: the same file again leads here */
            fileSha256: string;
            delimiter: components["schemas"]["CsvDelimiter"];
            /** @description What was read from which column of the file; its other columns were left out */
            columns: components["schemas"]["ImportColumn"][];
            /** @description Rows of the file, without its header */
            rows: number;
            /** @description Rows that are leads by now */
            imported: number;
            /** @description Rows that were not imported; `failed-rows` has them */
            failed: number;
            /** @description Rows without any text */
            skipped: number;
            /** @description Why it has failed as a whole */
            lastError: string | null;
            createdBy: string;
            /** Format: date-time */
            createdAt: string;
            startedAt: string | null;
            finishedAt: string | null;
        };
        /** @enum {string} */
        ImportStatus: "pending" | "running" | "completed" | "failed";
        /** @enum {string} */
        CsvDelimiter: "comma" | "semicolon" | "tab";
        ImportColumn: {
            column: components["schemas"]["LeadColumn"];
            header: string;
        };
        /** @enum {string} */
        LeadColumn: "name" | "phone" | "email" | "status" | "source" | "owner" | "tags" | "consent" | "consentSource" | "consentAt";
        ImportPage: {
            items: components["schemas"]["Import"][];
            /** @description `cursor` of the next page; null on the last one */
            nextCursor: string | null;
        };
        FailedRow: {
            /** @description Line of the file that the row begins on; the header is on line 1 */
            line: number;
            errors: components["schemas"]["RowError"][];
        };
        RowError: {
            /** @description Null where the whole row is at fault */
            column: components["schemas"]["LeadColumn"] | null;
            code: components["schemas"]["RowErrorCode"];
            message: string;
        };
        /** @enum {string} */
        RowErrorCode: "wrong_number_of_cells" | "header_again" | "required" | "too_long" | "not_one_line" | "not_a_phone" | "not_an_email" | "too_many_tags" | "not_a_channel" | "not_a_moment" | "in_the_future" | "refused";
        FailedRowPage: {
            items: components["schemas"]["FailedRow"][];
            /** @description `cursor` of the next page; null on the last one */
            nextCursor: string | null;
        };
        FreedGate: {
            /** @description Operation type */
            type: string;
            /** @description The job that held it; null for a value that is none of ours */
            jobId: string | null;
            /** @description The job was ended by force */
            ended: boolean;
        };
        Channel: {
            channel: components["schemas"]["ChannelName"];
            /** @description The provider’s name for the account: phone number id, account SID */
            sender: string;
            perSecond: number;
            /** @description People that may be written to in 24 hours; null where that is not known */
            peoplePerDay: number | null;
            countries: components["schemas"]["Country"][];
            /** @description Where the provider sends its webhooks, behind the origin of this API */
            webhookPath: string;
            /** Format: date-time */
            changedAt: string;
            /** @description Subject of whoever changed it last */
            changedBy: string;
        };
        /** @enum {string} */
        ChannelName: "whatsapp" | "phone";
        /**
         * @description ISO 3166-1 alpha-2
         * @enum {string}
         */
        Country: "AC" | "AD" | "AE" | "AF" | "AG" | "AI" | "AL" | "AM" | "AO" | "AR" | "AS" | "AT" | "AU" | "AW" | "AX" | "AZ" | "BA" | "BB" | "BD" | "BE" | "BF" | "BG" | "BH" | "BI" | "BJ" | "BL" | "BM" | "BN" | "BO" | "BQ" | "BR" | "BS" | "BT" | "BW" | "BY" | "BZ" | "CA" | "CC" | "CD" | "CF" | "CG" | "CH" | "CI" | "CK" | "CL" | "CM" | "CN" | "CO" | "CR" | "CU" | "CV" | "CW" | "CX" | "CY" | "CZ" | "DE" | "DJ" | "DK" | "DM" | "DO" | "DZ" | "EC" | "EE" | "EG" | "EH" | "ER" | "ES" | "ET" | "FI" | "FJ" | "FK" | "FM" | "FO" | "FR" | "GA" | "GB" | "GD" | "GE" | "GF" | "GG" | "GH" | "GI" | "GL" | "GM" | "GN" | "GP" | "GQ" | "GR" | "GT" | "GU" | "GW" | "GY" | "HK" | "HN" | "HR" | "HT" | "HU" | "ID" | "IE" | "IL" | "IM" | "IN" | "IO" | "IQ" | "IR" | "IS" | "IT" | "JE" | "JM" | "JO" | "JP" | "KE" | "KG" | "KH" | "KI" | "KM" | "KN" | "KP" | "KR" | "KW" | "KY" | "KZ" | "LA" | "LB" | "LC" | "LI" | "LK" | "LR" | "LS" | "LT" | "LU" | "LV" | "LY" | "MA" | "MC" | "MD" | "ME" | "MF" | "MG" | "MH" | "MK" | "ML" | "MM" | "MN" | "MO" | "MP" | "MQ" | "MR" | "MS" | "MT" | "MU" | "MV" | "MW" | "MX" | "MY" | "MZ" | "NA" | "NC" | "NE" | "NF" | "NG" | "NI" | "NL" | "NO" | "NP" | "NR" | "NU" | "NZ" | "OM" | "PA" | "PE" | "PF" | "PG" | "PH" | "PK" | "PL" | "PM" | "PR" | "PS" | "PT" | "PW" | "PY" | "QA" | "RE" | "RO" | "RS" | "RU" | "RW" | "SA" | "SB" | "SC" | "SD" | "SE" | "SG" | "SH" | "SI" | "SJ" | "SK" | "SL" | "SM" | "SN" | "SO" | "SR" | "SS" | "ST" | "SV" | "SX" | "SY" | "SZ" | "TA" | "TC" | "TD" | "TG" | "TH" | "TJ" | "TK" | "TL" | "TM" | "TN" | "TO" | "TR" | "TT" | "TV" | "TW" | "TZ" | "UA" | "UG" | "US" | "UY" | "UZ" | "VA" | "VC" | "VE" | "VG" | "VI" | "VN" | "VU" | "WF" | "WS" | "XK" | "YE" | "YT" | "ZA" | "ZM" | "ZW";
        ChannelList: {
            items: components["schemas"]["Channel"][];
        };
        Call: {
            id: number;
            /** @description The provider's name for the call; goes into the path of its recording */
            callSid: string;
            fromNumber: string | null;
            toNumber: string | null;
            durationSeconds: number;
            hasRecording: boolean;
            /** Format: date-time */
            createdAt: string;
        };
        CallPage: {
            items: components["schemas"]["Call"][];
            /** @description `cursor` of the next page; null on the last one */
            nextCursor: string | null;
        };
        Preparing: {
            /** @constant */
            success: true;
            /** @constant */
            status: "processing";
            /** @description For people; says in how many seconds to come back */
            message: string;
        };
        Session: {
            /** @description Opaque id of who is logged in */
            subject: string;
            businessId: number;
            role: components["schemas"]["Role"];
            /** @description What the credential is limited to; null for all */
            operationTypes: string[] | null;
            /** @description What the role allows */
            permissions: components["schemas"]["Permission"][];
            /**
             * Format: date-time
             * @description When it ends at the latest
             */
            expiresAt: string;
            /**
             * Format: date-time
             * @description When it ends if nothing is asked until then. Open event streams, opening them, and GETs with `X-Unattended: true` do not move it
             */
            idleExpiresAt: string;
            /** @description To be sent as `X-CSRF-Token` with every request that changes something */
            csrfToken: string;
        };
        /** @enum {string} */
        Role: "viewer" | "operator" | "admin";
        /** @enum {string} */
        Permission: "read" | "results" | "start" | "control" | "imports" | "consents" | "erase" | "break_glass" | "channels" | "keys" | "audit";
        Alive: {
            /** @constant */
            alive: true;
        };
        Key: {
            /**
             * Format: uuid
             * @description Also the middle part of the key itself
             */
            id: string;
            name: string;
            state: components["schemas"]["KeyState"];
            role: components["schemas"]["Role"];
            /** @description What it is limited to; null for all operation types */
            operationTypes: string[] | null;
            /** @description Subject of whoever made it; `api_key:<id>` for another key */
            createdBy: string;
            /** @description The key that made it, with which it is revoked; null where no key did */
            createdByKey: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string;
            revokedBy: string | null;
            revokedAt: string | null;
            /** @description To the minute */
            lastUsedAt: string | null;
        };
        /** @enum {string} */
        KeyState: "active" | "expired" | "revoked";
        KeyPage: {
            items: components["schemas"]["Key"][];
            /** @description `cursor` of the next page; null on the last one */
            nextCursor: string | null;
        };
        IssuedKey: {
            /**
             * Format: uuid
             * @description Also the middle part of the key itself
             */
            id: string;
            name: string;
            state: components["schemas"]["KeyState"];
            role: components["schemas"]["Role"];
            /** @description What it is limited to; null for all operation types */
            operationTypes: string[] | null;
            /** @description Subject of whoever made it; `api_key:<id>` for another key */
            createdBy: string;
            /** @description The key that made it, with which it is revoked; null where no key did */
            createdByKey: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string;
            revokedBy: string | null;
            revokedAt: string | null;
            /** @description To the minute */
            lastUsedAt: string | null;
            /** @description For `Authorization: Bearer …`. Shown this once: we keep only its hash */
            key: string;
        };
        AuditEntry: {
            /** @description Place in the chain of your business */
            seq: number;
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            at: string;
            subject: string;
            role: string;
            credentialKind: string;
            credentialId: string;
            address: string | null;
            requestId: string;
            action: string;
            operationType: string | null;
            target: string | null;
            /** @description What was chosen, in names of fields: never their values */
            selection: string | null;
            /** @description How many were chosen; of a reason that ends with `, repeated`: how many such refusals */
            count: number | null;
            result: components["schemas"]["AuditResult"];
            /** @description Code of the problem, or a word about how it was done; after `given: `, what a person typed as the reason of a start */
            reason: string | null;
            /** @description SHA-256 over the entry and the hash before it, in hexadecimal */
            hash: string;
        };
        /** @enum {string} */
        AuditResult: "done" | "refused" | "failed";
        AuditPage: {
            items: components["schemas"]["AuditEntry"][];
            /** @description `cursor` of the next page; null on the last one */
            nextCursor: string | null;
        };
        TargetRecord: components["schemas"]["FailedRecord"] | components["schemas"]["DeletedRecord"] | components["schemas"]["UpdatedRecord"] | components["schemas"]["RestoredRecord"];
        FailedRecord: {
            /** Format: uuid */
            jobId: string;
            /** @description Operation type */
            type: string;
            /** @description Opaque subject of the credential that asked for the job */
            requestedBy: string;
            /**
             * Format: date-time
             * @description When its part of the job was committed; once the ledger of the job is deleted, when the job ended
             */
            at: string;
            /** @constant */
            outcome: "failed";
            /** @description SQLSTATE, or the code of a refusal by the operation */
            code: string;
            /** @description Name of the constraint that was violated */
            constraint: string | null;
        };
        DeletedRecord: {
            /** Format: uuid */
            jobId: string;
            /** @description Operation type */
            type: string;
            /** @description Opaque subject of the credential that asked for the job */
            requestedBy: string;
            /**
             * Format: date-time
             * @description When its part of the job was committed; once the ledger of the job is deleted, when the job ended
             */
            at: string;
            /** @constant */
            outcome: "deleted";
            /** @description The newest job that undoes that one; whether the target came back, its results say */
            restoredAs: string | null;
            /** @description What a person called it then */
            name: string | null;
        };
        UpdatedRecord: {
            /** Format: uuid */
            jobId: string;
            /** @description Operation type */
            type: string;
            /** @description Opaque subject of the credential that asked for the job */
            requestedBy: string;
            /**
             * Format: date-time
             * @description When its part of the job was committed; once the ledger of the job is deleted, when the job ended
             */
            at: string;
            /** @constant */
            outcome: "updated";
            /** @description The newest job that undoes that one; whether the target came back, its results say */
            restoredAs: string | null;
            /** @description What a person calls it now; null where it is gone */
            name: string | null;
            /** @description What was overwritten, column by column */
            oldValues: components["schemas"]["TargetValues"];
            /** @description What was written there */
            newValues: components["schemas"]["TargetValues"];
        };
        RestoredRecord: {
            /** Format: uuid */
            jobId: string;
            /** @description Operation type */
            type: string;
            /** @description Opaque subject of the credential that asked for the job */
            requestedBy: string;
            /**
             * Format: date-time
             * @description When its part of the job was committed; once the ledger of the job is deleted, when the job ended
             */
            at: string;
            /** @constant */
            outcome: "restored";
            /**
             * Format: uuid
             * @description The job that it undid: the target is back, or has its old values back
             */
            restores: string;
            /** @description A deleted target: what a person called it then. An updated one: calls it now */
            name: string | null;
        };
        TargetRecordPage: {
            items: components["schemas"]["TargetRecord"][];
            /** @description `cursor` of the next page; null on the last one */
            nextCursor: string | null;
        };
        Health: {
            ready: boolean;
            checks: components["schemas"]["HealthChecks"];
        };
        HealthChecks: {
            postgres: components["schemas"]["HealthCheck"];
            redis: components["schemas"]["HealthCheck"];
            temporal: components["schemas"]["HealthCheck"];
        };
        HealthCheck: {
            status: components["schemas"]["HealthState"];
            durationMs: number;
            error?: string;
        };
        /** @enum {string} */
        HealthState: "ok" | "error";
        Problem: {
            /** @description Stable path that names the problem, made from `code` */
            type: string;
            title: string;
            status: number;
            /** @description Stable: branch on this */
            code: string;
            /** @description For people */
            detail?: string;
            /** @description Path of the request */
            instance: string;
            /** @description Also in the header `x-request-id`, and in our logs */
            requestId: string;
            /** @description Faulty fields of the request */
            errors?: components["schemas"]["FieldError"][];
        };
        FieldError: {
            field: string;
            message: string;
        };
        SelectionByIds: {
            ids: number[];
        };
        SelectionOfLeadsByFilter: {
            filter: components["schemas"]["LeadFilter"];
        };
        LeadFilter: {
            status?: string;
            source?: string;
            owner?: string;
            tag?: string;
            text?: string;
            /** Format: date-time */
            createdBefore?: string;
            /** Format: date-time */
            createdAfter?: string;
            importId?: number;
        };
        SelectionOfAll: {
            /** @constant */
            all: true;
        };
        SelectionOfLeads: components["schemas"]["SelectionByIds"] | components["schemas"]["SelectionOfLeadsByFilter"] | components["schemas"]["SelectionOfAll"];
        NoParameters: Record<string, never>;
        JobOptions: {
            batchSize?: number | "auto";
            throttleMs?: number;
            parallelism?: number;
        };
        NewDeleteLeadsBulk: {
            /**
             * @description Operation type (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "delete_leads_bulk";
            /** @description What to touch: explicit ids (duplicates count once), a filter (fields joined by AND), or everything */
            selection: components["schemas"]["SelectionOfLeads"];
            /** @description What the operation needs beside its selection */
            parameters?: components["schemas"]["NoParameters"];
            /** @description In place of the policy's values; can be changed while the job runs */
            options?: components["schemas"]["JobOptions"];
            /** @description How many targets you mean: where there are more or fewer, nothing is started */
            expectedTotal?: number;
            /** @description Why, in one line of 3 to 200 characters: it is part of the job and of the audit log */
            reason?: string;
            /**
             * @description Erases for good: nothing is archived, and the job cannot be undone. Needs the permission `erase`
             * @constant
             */
            archive?: false;
        };
        SelectionOfDeleteImportedLeadsByFilter: {
            filter: components["schemas"]["ImportedLeadFilter"];
        };
        ImportedLeadFilter: {
            importId: number;
        };
        SelectionOfDeleteImportedLeads: components["schemas"]["SelectionOfDeleteImportedLeadsByFilter"] | components["schemas"]["SelectionOfAll"];
        NewDeleteImportedLeads: {
            /**
             * @description Operation type (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "delete_imported_leads";
            /** @description What to touch: explicit ids (duplicates count once), a filter (fields joined by AND), or everything */
            selection: components["schemas"]["SelectionOfDeleteImportedLeads"];
            /** @description What the operation needs beside its selection */
            parameters?: components["schemas"]["NoParameters"];
            /** @description In place of the policy's values; can be changed while the job runs */
            options?: components["schemas"]["JobOptions"];
            /** @description How many targets you mean: where there are more or fewer, nothing is started */
            expectedTotal?: number;
            /** @description Why, in one line of 3 to 200 characters: it is part of the job and of the audit log */
            reason?: string;
            /**
             * @description Erases for good: nothing is archived, and the job cannot be undone. Needs the permission `erase`
             * @constant
             */
            archive?: false;
        };
        SelectionOfDeleteReceiptsAll: components["schemas"]["SelectionOfAll"];
        NewDeleteReceiptsAll: {
            /**
             * @description Operation type (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "delete_receipts_all";
            /** @description What to touch: explicit ids (duplicates count once), a filter (fields joined by AND), or everything */
            selection: components["schemas"]["SelectionOfDeleteReceiptsAll"];
            /** @description What the operation needs beside its selection */
            parameters?: components["schemas"]["NoParameters"];
            /** @description In place of the policy's values; can be changed while the job runs */
            options?: components["schemas"]["JobOptions"];
            /** @description How many targets you mean: where there are more or fewer, nothing is started */
            expectedTotal?: number;
            /** @description Why, in one line of 3 to 200 characters: it is part of the job and of the audit log */
            reason?: string;
            /**
             * @description Erases for good: nothing is archived, and the job cannot be undone. Needs the permission `erase`
             * @constant
             */
            archive?: false;
        };
        TagChanges: {
            /** @description Tags that each lead has afterwards */
            add?: string[];
            /** @description Tags that no lead has afterwards */
            remove?: string[];
        };
        LeadChanges: {
            /** @description The new status */
            status?: string;
            /** @description Who works on the leads from now on; null: nobody */
            owner?: string | null;
            /** @description The new source */
            source?: string;
            /** @description Tags to add and to remove; a lead has at most 20 */
            tags?: components["schemas"]["TagChanges"];
        };
        NewUpdateLeadsBulk: {
            /**
             * @description Operation type (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "update_leads_bulk";
            /** @description What to touch: explicit ids (duplicates count once), a filter (fields joined by AND), or everything */
            selection: components["schemas"]["SelectionOfLeads"];
            /** @description What the operation needs beside its selection */
            parameters: components["schemas"]["LeadChanges"];
            /** @description In place of the policy's values; can be changed while the job runs */
            options?: components["schemas"]["JobOptions"];
            /** @description How many targets you mean: where there are more or fewer, nothing is started */
            expectedTotal?: number;
            /** @description Why, in one line of 3 to 200 characters: it is part of the job and of the audit log */
            reason?: string;
            /**
             * @description Erases for good: nothing is archived, and the job cannot be undone. Needs the permission `erase`
             * @constant
             */
            archive?: false;
        };
        WhatsAppBroadcast: {
            /** @description The name of a template that WhatsApp has approved */
            template: string;
            /** @description In which language of the template: en, en_US */
            language: string;
            /** @description What stands in the placeholders of its body, in their order. {{name}} is the name of the lead */
            placeholders?: string[];
        };
        MessageJobOptions: {
            batchSize?: number | "auto";
            throttleMs?: number;
            parallelism?: number;
            /** @description Sends to the first people, looks at what became of that, and goes on by itself or pauses itself */
            canary?: components["schemas"]["CanaryOptions"];
        };
        CanaryOptions: {
            /** @description So many people are sent to first; skipped targets do not count */
            recipients: number;
            /** @description Percent of them. Where more have failed, the job pauses itself. Default: 20 */
            maxFailedPercent?: number;
            /** @description Seconds for which webhooks are waited for. Then an accepted message without one counts as arrived, and one whose answer was lost as failed. Default: 120 */
            waitSeconds?: number;
        };
        NewBroadcastWhatsapp: {
            /**
             * @description Operation type (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "broadcast_whatsapp";
            /** @description What to touch: explicit ids (duplicates count once), a filter (fields joined by AND), or everything */
            selection: components["schemas"]["SelectionOfLeads"];
            /** @description What the operation needs beside its selection */
            parameters: components["schemas"]["WhatsAppBroadcast"];
            /** @description In place of the policy's values; can be changed while the job runs */
            options?: components["schemas"]["MessageJobOptions"];
            /** @description How many targets you mean: where there are more or fewer, nothing is started */
            expectedTotal?: number;
            /** @description Why, in one line of 3 to 200 characters: it is part of the job and of the audit log */
            reason?: string;
        };
        /** @description In the time zone of whoever is called */
        CallingHours: {
            /** @description From this time of day on: 09:00 */
            from: string;
            /** @description Up to this time of day, which is later on the same day: 20:00 */
            until: string;
            /** @description On these days of the week, of mon, tue, wed, thu, fri, sat, sun; on all of them where it is left out */
            days?: components["schemas"]["DayOfWeek"][];
        };
        /** @enum {string} */
        DayOfWeek: "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
        OutboundCalls: {
            /** @description The number that people see: one of the Twilio account */
            from: string;
            /** @description What is said and done, as TwiML. {{name}} is the name of the lead. Either it or url */
            twiml?: string;
            /** @description Where Twilio asks for the TwiML of each call */
            url?: string;
            hours?: components["schemas"]["CallingHours"];
            /** @description At most so many calls of this job on one day of UTC */
            perDay?: number;
        };
        NewEnqueueOutboundCalls: {
            /**
             * @description Operation type (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "enqueue_outbound_calls";
            /** @description What to touch: explicit ids (duplicates count once), a filter (fields joined by AND), or everything */
            selection: components["schemas"]["SelectionOfLeads"];
            /** @description What the operation needs beside its selection */
            parameters: components["schemas"]["OutboundCalls"];
            /** @description In place of the policy's values; can be changed while the job runs */
            options?: components["schemas"]["MessageJobOptions"];
            /** @description How many targets you mean: where there are more or fewer, nothing is started */
            expectedTotal?: number;
            /** @description Why, in one line of 3 to 200 characters: it is part of the job and of the audit log */
            reason?: string;
        };
        NewJob: components["schemas"]["NewDeleteLeadsBulk"] | components["schemas"]["NewDeleteImportedLeads"] | components["schemas"]["NewDeleteReceiptsAll"] | components["schemas"]["NewUpdateLeadsBulk"] | components["schemas"]["NewBroadcastWhatsapp"] | components["schemas"]["NewEnqueueOutboundCalls"];
        /** @enum {string} */
        OperationType: "delete_leads_bulk" | "delete_imported_leads" | "delete_receipts_all" | "update_leads_bulk" | "broadcast_whatsapp" | "enqueue_outbound_calls";
        NewKey: {
            /** @description What people know it by; no names of persons */
            name: string;
            role: components["schemas"]["Role"];
            /**
             * @description The operation types that it may start and control; null for all that its role may
             * @default null
             */
            operationTypes: components["schemas"]["OperationType"][] | null;
            /**
             * Format: date-time
             * @description At most 366 days from now, and not after the credential that makes it ends
             */
            expiresAt: string;
        };
        Speed: {
            batchSize?: number | "auto";
            throttleMs?: number;
            parallelism?: number;
        };
        Retry: {
            options?: components["schemas"]["MessageJobOptions"];
            expectedTotal?: number;
            reason?: string;
        };
        Restore: {
            options?: components["schemas"]["JobOptions"];
            expectedTotal?: number;
            reason?: string;
        };
        FreeGate: {
            /** @description The value of the lock as you have seen it: a lock that has changed hands since stays */
            value: string;
            /** @description Why, in one line of 3 to 200 characters: it goes into the audit log */
            reason: string;
            /**
             * @description Ends the job that holds it first: its workflow is terminated, and the job is `failed`
             * @default false
             */
            force: boolean;
        };
        WhatsAppAccount: {
            phoneNumberId: string;
            /**
             * @description At most so many a second, over all workers
             * @default 60
             */
            perSecond: number;
            /** @description How many people may be written to in 24 hours, over all numbers of the portfolio: 250, 2,000, 10,000 or 100,000. A dry run shows what is left of it, and nothing is refused beyond it. Left out, it is not known */
            peoplePerDay?: number;
            /** @description Nobody elsewhere is written to or called */
            countries: components["schemas"]["Country"][];
            /** @description The access token of a system user. Left out, the one that is kept stays */
            accessToken?: string;
            /** @description The secret of the app, with which webhooks are signed. Left out, the one that is kept stays */
            appSecret?: string;
            /** @description The text that the subscription of webhooks is confirmed with. Left out, the one that is kept stays */
            verifyToken?: string;
        };
        PhoneAccount: {
            accountSid: string;
            /**
             * @description At most so many a second, over all workers
             * @default 1
             */
            perSecond: number;
            /** @description Nobody elsewhere is written to or called */
            countries: components["schemas"]["Country"][];
            /** @description The auth token, with which callbacks are signed. Left out, the one that is kept stays */
            authToken?: string;
        };
        /** @enum {string} */
        AuditedAction: "operation.start" | "operation.dry_run" | "operation.pause" | "operation.resume" | "operation.cancel" | "operation.change_speed" | "gate.free" | "channel.change" | "key.create" | "key.revoke" | "session.open" | "session.close" | "results.list" | "results.ask_again" | "leads.list" | "leads.import" | "imports.failed_rows" | "calls.list" | "recording.play" | "audit.read" | "gate.drain" | "gate.lift_drain";
        /** @enum {string} */
        AuditFormat: "json" | "csv";
        /** @enum {string} */
        FailedRowsFormat: "json" | "csv";
        /** @enum {string} */
        ResultFormat: "json" | "csv" | "jsonl";
        /** @enum {string} */
        LeadSort: "id" | "-id" | "createdAt" | "-createdAt";
        /** @enum {string} */
        ForgeryCheck: "origin" | "referer" | "fetch_site" | "content_type" | "token";
        MadeKey: {
            /** Format: uuid */
            id: string;
            name: string;
            role: components["schemas"]["Role"];
            /**
             * Format: uuid
             * @description The key that made it
             */
            createdByKey: string;
            /** Format: date-time */
            expiresAt: string;
        };
        InvalidRequestProblem: {
            /** @constant */
            status: 400;
            /** @constant */
            code: "invalid_request";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        DatabaseUnavailableProblem: {
            /** @constant */
            status: 503;
            /** @constant */
            code: "database_unavailable";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        DatabaseBusyProblem: {
            /** @constant */
            status: 503;
            /** @constant */
            code: "database_busy";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        AuditUnavailableProblem: {
            /** @constant */
            status: 503;
            /** @constant */
            code: "audit_unavailable";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        TooManyRequestsProblem: {
            /** @constant */
            status: 429;
            /** @constant */
            code: "too_many_requests";
            limit: string;
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        TooManyReadsProblem: {
            /** @constant */
            status: 429;
            /** @constant */
            code: "too_many_reads";
            maxReads: number;
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        ReadTooSlowProblem: {
            /** @constant */
            status: 503;
            /** @constant */
            code: "read_too_slow";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        TooManyStreamsProblem: {
            /** @constant */
            status: 429;
            /** @constant */
            code: "too_many_streams";
            maxStreams: number;
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        UriTooLongProblem: {
            /** @constant */
            status: 414;
            /** @constant */
            code: "uri_too_long";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        InternalErrorProblem: {
            /** @constant */
            status: 500;
            /** @constant */
            code: "internal_error";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        UnauthenticatedProblem: {
            /** @constant */
            status: 401;
            /** @constant */
            code: "unauthenticated";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        ForbiddenProblem: {
            /** @constant */
            status: 403;
            /** @constant */
            code: "forbidden";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        TokenKeysUnavailableProblem: {
            /** @constant */
            status: 503;
            /** @constant */
            code: "token_keys_unavailable";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        TargetNotFoundProblem: {
            /** @constant */
            status: 404;
            /** @constant */
            code: "target_not_found";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        GateUnavailableProblem: {
            /** @constant */
            status: 503;
            /** @constant */
            code: "gate_unavailable";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        MalformedJsonProblem: {
            /** @constant */
            status: 400;
            /** @constant */
            code: "malformed_json";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        BodyIncompleteProblem: {
            /** @constant */
            status: 400;
            /** @constant */
            code: "body_incomplete";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        BodyTooLargeProblem: {
            /** @constant */
            status: 413;
            /** @constant */
            code: "body_too_large";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        UnsupportedMediaTypeProblem: {
            /** @constant */
            status: 415;
            /** @constant */
            code: "unsupported_media_type";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        PersonNeededProblem: {
            /** @constant */
            status: 403;
            /** @constant */
            code: "person_needed";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        NotHeldProblem: {
            /** @constant */
            status: 404;
            /** @constant */
            code: "not_held";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        ValueChangedProblem: {
            /** @constant */
            status: 409;
            /** @constant */
            code: "value_changed";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        WorkflowOpenProblem: {
            /** @constant */
            status: 409;
            /** @constant */
            code: "workflow_open";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        TemporalUnavailableProblem: {
            /** @constant */
            status: 503;
            /** @constant */
            code: "temporal_unavailable";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        CsrfRefusedProblem: {
            /** @constant */
            status: 403;
            /** @constant */
            code: "csrf_refused";
            /** @description What spoke against it */
            check: components["schemas"]["ForgeryCheck"];
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        NotReadyProblem: {
            /** @constant */
            status: 503;
            /** @constant */
            code: "not_ready";
            /** @constant */
            ready: false;
            checks: components["schemas"]["HealthChecks"];
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        ChannelKeysMissingProblem: {
            /** @constant */
            status: 503;
            /** @constant */
            code: "channel_keys_missing";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        SenderTakenProblem: {
            /** @constant */
            status: 409;
            /** @constant */
            code: "sender_taken";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        CallNotFoundProblem: {
            /** @constant */
            status: 404;
            /** @constant */
            code: "call_not_found";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        CallNotRecordedProblem: {
            /** @constant */
            status: 404;
            /** @constant */
            code: "call_not_recorded";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        RecordingNotFoundProblem: {
            /** @constant */
            status: 404;
            /** @constant */
            code: "recording_not_found";
            failure: string;
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        PreconditionFailedProblem: {
            /** @constant */
            status: 412;
            /** @constant */
            code: "precondition_failed";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        RangeNotSatisfiableProblem: {
            /** @constant */
            status: 416;
            /** @constant */
            code: "range_not_satisfiable";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        RecordingNotFetchedProblem: {
            /** @constant */
            status: 502;
            /** @constant */
            code: "recording_not_fetched";
            failure: string;
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        StorageUnavailableProblem: {
            /** @constant */
            status: 503;
            /** @constant */
            code: "storage_unavailable";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        TooManyPlaysProblem: {
            /** @constant */
            status: 503;
            /** @constant */
            code: "too_many_plays";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        KeyHasMadeKeysProblem: {
            /** @constant */
            status: 409;
            /** @constant */
            code: "key_has_made_keys";
            /** @description Keys that it has made and that are good, and those that they have made; the first 100 */
            madeKeys: components["schemas"]["MadeKey"][];
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        KeyNotFoundProblem: {
            /** @constant */
            status: 404;
            /** @constant */
            code: "key_not_found";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        ImportBeingUndoneProblem: {
            /** @constant */
            status: 409;
            /** @constant */
            code: "import_being_undone";
            importId: number;
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        RequestTimeoutProblem: {
            /** @constant */
            status: 408;
            /** @constant */
            code: "request_timeout";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        TooManyUploadsProblem: {
            /** @constant */
            status: 429;
            /** @constant */
            code: "too_many_uploads";
            maxUploads: number;
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        TooManyImportsProblem: {
            /** @constant */
            status: 429;
            /** @constant */
            code: "too_many_imports";
            maxImports: number;
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        ImportNotFoundProblem: {
            /** @constant */
            status: 404;
            /** @constant */
            code: "import_not_found";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        GateHeldProblem: {
            /** @constant */
            status: 409;
            /** @constant */
            code: "gate_held";
            holder: components["schemas"]["HolderWithTime"];
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        ChannelNotSetProblem: {
            /** @constant */
            status: 409;
            /** @constant */
            code: "channel_not_set";
            channel: string;
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        ImportRunningProblem: {
            /** @constant */
            status: 409;
            /** @constant */
            code: "import_running";
            importId: number;
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        CountDiffersProblem: {
            /** @constant */
            status: 409;
            /** @constant */
            code: "count_differs";
            expectedTotal: number;
            total: number;
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        TooManyIdsProblem: {
            /** @constant */
            status: 413;
            /** @constant */
            code: "too_many_ids";
            maxIds: number;
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        IdempotencyKeyReusedProblem: {
            /** @constant */
            status: 422;
            /** @constant */
            code: "idempotency_key_reused";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        ConfirmationRequiredProblem: {
            /** @constant */
            status: 422;
            /** @constant */
            code: "confirmation_required";
            count: components["schemas"]["Count"];
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        GateContendedProblem: {
            /** @constant */
            status: 503;
            /** @constant */
            code: "gate_contended";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        DrainingProblem: {
            /** @constant */
            status: 503;
            /** @constant */
            code: "draining";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        NoWorkerForTypeProblem: {
            /** @constant */
            status: 503;
            /** @constant */
            code: "no_worker_for_type";
            operationType: string;
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        StagingLostProblem: {
            /** @constant */
            status: 503;
            /** @constant */
            code: "staging_lost";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        CountTooSlowProblem: {
            /** @constant */
            status: 503;
            /** @constant */
            code: "count_too_slow";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        OutcomeUnknownProblem: {
            /** @constant */
            status: 503;
            /** @constant */
            code: "outcome_unknown";
            /** Format: uuid */
            jobId: string;
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        TooManyLiveJobsProblem: {
            /** @constant */
            status: 429;
            /** @constant */
            code: "too_many_live_jobs";
            maxLiveJobs: number;
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        TooManyCountsProblem: {
            /** @constant */
            status: 429;
            /** @constant */
            code: "too_many_counts";
            maxCounts: number;
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        JobNotFoundProblem: {
            /** @constant */
            status: 404;
            /** @constant */
            code: "job_not_found";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        WrongStatusProblem: {
            /** @constant */
            status: 409;
            /** @constant */
            code: "wrong_status";
            jobStatus: components["schemas"]["JobStatus"];
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        NothingFailedProblem: {
            /** @constant */
            status: 409;
            /** @constant */
            code: "nothing_failed";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        AlreadyRetriedProblem: {
            /** @constant */
            status: 409;
            /** @constant */
            code: "already_retried";
            retriedAs: string;
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        RestoreIsNotRetriedProblem: {
            /** @constant */
            status: 409;
            /** @constant */
            code: "restore_is_not_retried";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        UnknownTypeProblem: {
            /** @constant */
            status: 409;
            /** @constant */
            code: "unknown_type";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        ResultsDeletedProblem: {
            /** @constant */
            status: 410;
            /** @constant */
            code: "results_deleted";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        NotArchivedProblem: {
            /** @constant */
            status: 409;
            /** @constant */
            code: "not_archived";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        NothingToRestoreProblem: {
            /** @constant */
            status: 409;
            /** @constant */
            code: "nothing_to_restore";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        RestoreOfRestoreProblem: {
            /** @constant */
            status: 409;
            /** @constant */
            code: "restore_of_restore";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        ArchiveExpiredProblem: {
            /** @constant */
            status: 410;
            /** @constant */
            code: "archive_expired";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        SkippedNotListedProblem: {
            /** @constant */
            status: 409;
            /** @constant */
            code: "skipped_not_listed";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        ResultsNotKeptProblem: {
            /** @constant */
            status: 410;
            /** @constant */
            code: "results_not_kept";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        NothingUnknownProblem: {
            /** @constant */
            status: 409;
            /** @constant */
            code: "nothing_unknown";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        ProviderCannotBeAskedProblem: {
            /** @constant */
            status: 409;
            /** @constant */
            code: "provider_cannot_be_asked";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        SupersededProblem: {
            /** @constant */
            status: 409;
            /** @constant */
            code: "superseded";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        NoWorkerProblem: {
            /** @constant */
            status: 503;
            /** @constant */
            code: "no_worker";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        NotStartedYetProblem: {
            /** @constant */
            status: 503;
            /** @constant */
            code: "not_started_yet";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        ParallelismTooHighProblem: {
            /** @constant */
            status: 422;
            /** @constant */
            code: "parallelism_too_high";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        NoPublicOriginProblem: {
            /** @constant */
            status: 409;
            /** @constant */
            code: "no_public_origin";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        NoSessionProblem: {
            /** @constant */
            status: 404;
            /** @constant */
            code: "no_session";
        } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
        /** @description An empty object, or no body */
        Nothing: Record<string, never>;
        /** @description One event of the stream */
        JobEvent: {
            event: components["schemas"]["JobEventName"];
            /** @description To be sent back as `Last-Event-ID` */
            id: components["schemas"]["JobEventName"];
            data: string;
        };
        /** @enum {string} */
        JobEventName: "progress" | "end";
        /** @description One event of the stream of all jobs */
        JobsEvent: {
            event: components["schemas"]["JobsEventName"];
            /** @description The look that it comes from; several events may come from one */
            id: string;
            data: string;
        };
        /** @enum {string} */
        JobsEventName: "state" | "snapshot" | "job";
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    jobs_list: {
        parameters: {
            query?: {
                type?: string[];
                status?: components["schemas"]["JobStatus"][];
                /** @description Items of one page, 1 to 500 */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "019ab1c2-0000-7000-8000-000000000000",
                     *           "type": "delete_leads_bulk",
                     *           "status": "running",
                     *           "selection": {
                     *             "kind": "filter",
                     *             "filter": {
                     *               "status": "lost",
                     *               "source": "import"
                     *             }
                     *           },
                     *           "parameters": {},
                     *           "retryOf": null,
                     *           "retriedAs": null,
                     *           "restores": null,
                     *           "restoredAs": null,
                     *           "gateType": "delete_leads_bulk",
                     *           "resultsDeletedAt": null,
                     *           "reason": "Lost leads of the spring import",
                     *           "expectedTotal": 5000,
                     *           "total": 5000,
                     *           "processed": 1200,
                     *           "succeeded": 1190,
                     *           "failed": 2,
                     *           "skipped": 8,
                     *           "changedSince": 3,
                     *           "notAttempted": null,
                     *           "percentage": 24,
                     *           "ratePerSecond": 212.5,
                     *           "recentRatePerSecond": 211.1,
                     *           "etaSeconds": 18,
                     *           "runs": 1,
                     *           "options": {
                     *             "batchSize": 50,
                     *             "throttleMs": 200,
                     *             "parallelism": 1
                     *           },
                     *           "streams": 1,
                     *           "chunkSize": null,
                     *           "gate": null,
                     *           "workflowId": "bulk:1:delete_leads_bulk:019ab1c2-0000-7000-8000-000000000000",
                     *           "links": {
                     *             "self": "/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000",
                     *             "events": "/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000/events",
                     *             "results": "/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000/results",
                     *             "temporalUi": "http://127.0.0.1:8233/namespaces/default/workflows/bulk%3A1%3Adelete_leads_bulk%3A019ab1c2-0000-7000-8000-000000000000/01a20c90-5d2a-773f-963e-d69e188884ef/user-metadata"
                     *           },
                     *           "requestedBy": "operator-1",
                     *           "createdAt": "2026-01-01T12:00:00.000Z",
                     *           "startedAt": "2026-01-01T12:00:00.120Z",
                     *           "heartbeatAt": "2026-01-01T12:00:05.760Z",
                     *           "finishedAt": null,
                     *           "cancelRequestedAt": null,
                     *           "hold": null,
                     *           "canary": null,
                     *           "pauseReason": null,
                     *           "lastError": null,
                     *           "restorable": null,
                     *           "waitingForWorker": false,
                     *           "actions": [
                     *             "pause",
                     *             "cancel",
                     *             "speed"
                     *           ]
                     *         }
                     *       ],
                     *       "nextCursor": "after-019ab1c2-0000-7000-8000-000000000000"
                     *     }
                     */
                    "application/json": components["schemas"]["JobPage"];
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description The role may not do this */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /**
             * @description Too many; see Retry-After
             *
             *     Too many; see Retry-After
             */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"] | components["schemas"]["TooManyReadsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["ReadTooSlowProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    jobs_start: {
        parameters: {
            query?: {
                /** @description `true`: says what a start would do, and starts nothing */
                dryRun?: boolean;
            };
            header?: {
                /** @description 1 to 255 printable ASCII characters, the first and the last no space; kept 30 days */
                "Idempotency-Key"?: string;
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewJob"];
            };
        };
        responses: {
            /** @description With `dryRun=true`: what a start would do */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "delete_leads_bulk",
                     *       "selection": {
                     *         "kind": "filter",
                     *         "filter": {
                     *           "status": "lost",
                     *           "source": "import"
                     *         }
                     *       },
                     *       "parameters": {},
                     *       "count": {
                     *         "value": 5000,
                     *         "isExact": true
                     *       },
                     *       "sample": [
                     *         {
                     *           "id": 17,
                     *           "name": "Ada Example"
                     *         }
                     *       ],
                     *       "missing": null,
                     *       "estimatedSeconds": 22,
                     *       "recipients": null,
                     *       "options": {
                     *         "batchSize": 50,
                     *         "throttleMs": 200,
                     *         "parallelism": 1
                     *       },
                     *       "policy": {
                     *         "lockTtlSeconds": 3600,
                     *         "batchSize": 50,
                     *         "chunkSize": 500,
                     *         "targetChunkMs": 100,
                     *         "maxBatchMs": 2000,
                     *         "throttleMs": 200,
                     *         "parallelism": 1,
                     *         "confirmAbove": 1000,
                     *         "archiveDays": 30,
                     *         "maxRuntimeSeconds": 300,
                     *         "maxBatchFailures": 10,
                     *         "heartbeatTimeoutSeconds": 30,
                     *         "startToCloseSeconds": 120,
                     *         "maxBackoffSeconds": 10,
                     *         "maxOutageSeconds": 300,
                     *         "maxPauseSeconds": 86400
                     *       },
                     *       "gate": {
                     *         "held": false,
                     *         "holder": null
                     *       },
                     *       "archiveDays": 30,
                     *       "isConfirmationRequired": true
                     *     }
                     */
                    "application/json": components["schemas"]["DryRun"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    /** @description The job */
                    Location: string;
                    /** @description `true` where this key had led to the job before */
                    "Idempotent-Replayed"?: "true";
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019ab1c2-0000-7000-8000-000000000000",
                     *       "type": "delete_leads_bulk",
                     *       "status": "running",
                     *       "selection": {
                     *         "kind": "filter",
                     *         "filter": {
                     *           "status": "lost",
                     *           "source": "import"
                     *         }
                     *       },
                     *       "parameters": {},
                     *       "retryOf": null,
                     *       "retriedAs": null,
                     *       "restores": null,
                     *       "restoredAs": null,
                     *       "gateType": "delete_leads_bulk",
                     *       "resultsDeletedAt": null,
                     *       "reason": "Lost leads of the spring import",
                     *       "expectedTotal": 5000,
                     *       "total": 5000,
                     *       "processed": 1200,
                     *       "succeeded": 1190,
                     *       "failed": 2,
                     *       "skipped": 8,
                     *       "changedSince": 3,
                     *       "notAttempted": null,
                     *       "percentage": 24,
                     *       "ratePerSecond": 212.5,
                     *       "recentRatePerSecond": 211.1,
                     *       "etaSeconds": 18,
                     *       "runs": 1,
                     *       "options": {
                     *         "batchSize": 50,
                     *         "throttleMs": 200,
                     *         "parallelism": 1
                     *       },
                     *       "streams": 1,
                     *       "chunkSize": null,
                     *       "gate": {
                     *         "held": true,
                     *         "ttlSeconds": 3594
                     *       },
                     *       "workflowId": "bulk:1:delete_leads_bulk:019ab1c2-0000-7000-8000-000000000000",
                     *       "links": {
                     *         "self": "/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000",
                     *         "events": "/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000/events",
                     *         "results": "/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000/results",
                     *         "temporalUi": "http://127.0.0.1:8233/namespaces/default/workflows/bulk%3A1%3Adelete_leads_bulk%3A019ab1c2-0000-7000-8000-000000000000/01a20c90-5d2a-773f-963e-d69e188884ef/user-metadata"
                     *       },
                     *       "requestedBy": "operator-1",
                     *       "createdAt": "2026-01-01T12:00:00.000Z",
                     *       "startedAt": "2026-01-01T12:00:00.120Z",
                     *       "heartbeatAt": "2026-01-01T12:00:05.760Z",
                     *       "finishedAt": null,
                     *       "cancelRequestedAt": null,
                     *       "hold": null,
                     *       "canary": null,
                     *       "pauseReason": null,
                     *       "lastError": null,
                     *       "restorable": null,
                     *       "waitingForWorker": false,
                     *       "actions": [
                     *         "pause",
                     *         "cancel",
                     *         "speed"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"] | components["schemas"]["MalformedJsonProblem"] | components["schemas"]["BodyIncompleteProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /**
             * @description The role may not do this
             *
             *     The role may not do this
             */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"] | components["schemas"]["CsrfRefusedProblem"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RequestTimeoutProblem"];
                };
            };
            /** @description The gate is held, the number of targets is another one, the channel has no account, or the import is still running */
            409: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GateHeldProblem"] | components["schemas"]["ChannelNotSetProblem"] | components["schemas"]["ImportRunningProblem"] | components["schemas"]["CountDiffersProblem"];
                };
            };
            /**
             * @description Too much in one request
             *
             *     Too much in one request
             */
            413: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyIdsProblem"] | components["schemas"]["BodyTooLargeProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /** @description Not JSON, or packed (`Content-Encoding`), or not in UTF-8 */
            415: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description The key stands for another request, or so many targets have to be confirmed */
            422: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyKeyReusedProblem"] | components["schemas"]["ConfirmationRequiredProblem"];
                };
            };
            /**
             * @description Too many; see Retry-After
             *
             *     Too many; see Retry-After
             */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"] | components["schemas"]["TooManyLiveJobsProblem"] | components["schemas"]["TooManyUploadsProblem"] | components["schemas"]["TooManyCountsProblem"] | components["schemas"]["TooManyReadsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GateUnavailableProblem"] | components["schemas"]["GateContendedProblem"] | components["schemas"]["DrainingProblem"] | components["schemas"]["NoWorkerForTypeProblem"] | components["schemas"]["StagingLostProblem"] | components["schemas"]["CountTooSlowProblem"] | components["schemas"]["TemporalUnavailableProblem"] | components["schemas"]["OutcomeUnknownProblem"] | components["schemas"]["AuditUnavailableProblem"] | components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    jobs_retryFailed: {
        parameters: {
            query?: {
                /** @description `true`: says what a start would do, and starts nothing */
                dryRun?: boolean;
            };
            header?: {
                /** @description 1 to 255 printable ASCII characters, the first and the last no space; kept 30 days */
                "Idempotency-Key"?: string;
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path: {
                /** @description Id of the job */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Retry"];
            };
        };
        responses: {
            /** @description With `dryRun=true`: what a retry would do */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "delete_leads_bulk",
                     *       "selection": {
                     *         "kind": "filter",
                     *         "filter": {
                     *           "status": "lost",
                     *           "source": "import"
                     *         }
                     *       },
                     *       "parameters": {},
                     *       "count": {
                     *         "value": 5000,
                     *         "isExact": true
                     *       },
                     *       "sample": [
                     *         {
                     *           "id": 17,
                     *           "name": "Ada Example"
                     *         }
                     *       ],
                     *       "missing": null,
                     *       "estimatedSeconds": 22,
                     *       "recipients": null,
                     *       "options": {
                     *         "batchSize": 50,
                     *         "throttleMs": 200,
                     *         "parallelism": 1
                     *       },
                     *       "policy": {
                     *         "lockTtlSeconds": 3600,
                     *         "batchSize": 50,
                     *         "chunkSize": 500,
                     *         "targetChunkMs": 100,
                     *         "maxBatchMs": 2000,
                     *         "throttleMs": 200,
                     *         "parallelism": 1,
                     *         "confirmAbove": 1000,
                     *         "archiveDays": 30,
                     *         "maxRuntimeSeconds": 300,
                     *         "maxBatchFailures": 10,
                     *         "heartbeatTimeoutSeconds": 30,
                     *         "startToCloseSeconds": 120,
                     *         "maxBackoffSeconds": 10,
                     *         "maxOutageSeconds": 300,
                     *         "maxPauseSeconds": 86400
                     *       },
                     *       "gate": {
                     *         "held": false,
                     *         "holder": null
                     *       },
                     *       "archiveDays": 30,
                     *       "isConfirmationRequired": true
                     *     }
                     */
                    "application/json": components["schemas"]["DryRun"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    /** @description The job */
                    Location: string;
                    /** @description `true` where this key had led to the job before */
                    "Idempotent-Replayed"?: "true";
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019ab1c2-0000-7000-8000-000000000000",
                     *       "type": "delete_leads_bulk",
                     *       "status": "running",
                     *       "selection": {
                     *         "kind": "filter",
                     *         "filter": {
                     *           "status": "lost",
                     *           "source": "import"
                     *         }
                     *       },
                     *       "parameters": {},
                     *       "retryOf": null,
                     *       "retriedAs": null,
                     *       "restores": null,
                     *       "restoredAs": null,
                     *       "gateType": "delete_leads_bulk",
                     *       "resultsDeletedAt": null,
                     *       "reason": "Lost leads of the spring import",
                     *       "expectedTotal": 5000,
                     *       "total": 5000,
                     *       "processed": 1200,
                     *       "succeeded": 1190,
                     *       "failed": 2,
                     *       "skipped": 8,
                     *       "changedSince": 3,
                     *       "notAttempted": null,
                     *       "percentage": 24,
                     *       "ratePerSecond": 212.5,
                     *       "recentRatePerSecond": 211.1,
                     *       "etaSeconds": 18,
                     *       "runs": 1,
                     *       "options": {
                     *         "batchSize": 50,
                     *         "throttleMs": 200,
                     *         "parallelism": 1
                     *       },
                     *       "streams": 1,
                     *       "chunkSize": null,
                     *       "gate": {
                     *         "held": true,
                     *         "ttlSeconds": 3594
                     *       },
                     *       "workflowId": "bulk:1:delete_leads_bulk:019ab1c2-0000-7000-8000-000000000000",
                     *       "links": {
                     *         "self": "/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000",
                     *         "events": "/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000/events",
                     *         "results": "/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000/results",
                     *         "temporalUi": "http://127.0.0.1:8233/namespaces/default/workflows/bulk%3A1%3Adelete_leads_bulk%3A019ab1c2-0000-7000-8000-000000000000/01a20c90-5d2a-773f-963e-d69e188884ef/user-metadata"
                     *       },
                     *       "requestedBy": "operator-1",
                     *       "createdAt": "2026-01-01T12:00:00.000Z",
                     *       "startedAt": "2026-01-01T12:00:00.120Z",
                     *       "heartbeatAt": "2026-01-01T12:00:05.760Z",
                     *       "finishedAt": null,
                     *       "cancelRequestedAt": null,
                     *       "hold": null,
                     *       "canary": null,
                     *       "pauseReason": null,
                     *       "lastError": null,
                     *       "restorable": null,
                     *       "waitingForWorker": false,
                     *       "actions": [
                     *         "pause",
                     *         "cancel",
                     *         "speed"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"] | components["schemas"]["MalformedJsonProblem"] | components["schemas"]["BodyIncompleteProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /**
             * @description The role may not do this
             *
             *     The role may not do this
             */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"] | components["schemas"]["CsrfRefusedProblem"];
                };
            };
            /** @description Unknown, or of another business */
            404: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["JobNotFoundProblem"];
                };
            };
            /** @description There is nothing to retry, or not now */
            409: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GateHeldProblem"] | components["schemas"]["WrongStatusProblem"] | components["schemas"]["NothingFailedProblem"] | components["schemas"]["AlreadyRetriedProblem"] | components["schemas"]["RestoreIsNotRetriedProblem"] | components["schemas"]["UnknownTypeProblem"] | components["schemas"]["ChannelNotSetProblem"] | components["schemas"]["CountDiffersProblem"];
                };
            };
            /** @description The failures are no longer kept */
            410: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ResultsDeletedProblem"];
                };
            };
            /** @description Too much in one request */
            413: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BodyTooLargeProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /** @description Not JSON, or packed (`Content-Encoding`), or not in UTF-8 */
            415: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description The key stands for another request, or so many targets have to be confirmed */
            422: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyKeyReusedProblem"] | components["schemas"]["ConfirmationRequiredProblem"];
                };
            };
            /**
             * @description Too many; see Retry-After
             *
             *     Too many; see Retry-After
             */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"] | components["schemas"]["TooManyLiveJobsProblem"] | components["schemas"]["TooManyReadsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GateUnavailableProblem"] | components["schemas"]["GateContendedProblem"] | components["schemas"]["DrainingProblem"] | components["schemas"]["NoWorkerForTypeProblem"] | components["schemas"]["TemporalUnavailableProblem"] | components["schemas"]["OutcomeUnknownProblem"] | components["schemas"]["AuditUnavailableProblem"] | components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    jobs_restore: {
        parameters: {
            query?: {
                /** @description `true`: says what a start would do, and starts nothing */
                dryRun?: boolean;
            };
            header?: {
                /** @description 1 to 255 printable ASCII characters, the first and the last no space; kept 30 days */
                "Idempotency-Key"?: string;
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path: {
                /** @description Id of the job */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Restore"];
            };
        };
        responses: {
            /** @description With `dryRun=true`: what a restore would do */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "delete_leads_bulk",
                     *       "selection": {
                     *         "kind": "filter",
                     *         "filter": {
                     *           "status": "lost",
                     *           "source": "import"
                     *         }
                     *       },
                     *       "parameters": {},
                     *       "count": {
                     *         "value": 5000,
                     *         "isExact": true
                     *       },
                     *       "sample": [
                     *         {
                     *           "id": 17,
                     *           "name": "Ada Example"
                     *         }
                     *       ],
                     *       "missing": null,
                     *       "estimatedSeconds": 22,
                     *       "recipients": null,
                     *       "options": {
                     *         "batchSize": 50,
                     *         "throttleMs": 200,
                     *         "parallelism": 1
                     *       },
                     *       "policy": {
                     *         "lockTtlSeconds": 3600,
                     *         "batchSize": 50,
                     *         "chunkSize": 500,
                     *         "targetChunkMs": 100,
                     *         "maxBatchMs": 2000,
                     *         "throttleMs": 200,
                     *         "parallelism": 1,
                     *         "confirmAbove": 1000,
                     *         "archiveDays": 30,
                     *         "maxRuntimeSeconds": 300,
                     *         "maxBatchFailures": 10,
                     *         "heartbeatTimeoutSeconds": 30,
                     *         "startToCloseSeconds": 120,
                     *         "maxBackoffSeconds": 10,
                     *         "maxOutageSeconds": 300,
                     *         "maxPauseSeconds": 86400
                     *       },
                     *       "gate": {
                     *         "held": false,
                     *         "holder": null
                     *       },
                     *       "archiveDays": 30,
                     *       "isConfirmationRequired": true
                     *     }
                     */
                    "application/json": components["schemas"]["DryRun"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    /** @description The job */
                    Location: string;
                    /** @description `true` where this key had led to the job before */
                    "Idempotent-Replayed"?: "true";
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019ab1c2-0000-7000-8000-000000000000",
                     *       "type": "delete_leads_bulk",
                     *       "status": "running",
                     *       "selection": {
                     *         "kind": "filter",
                     *         "filter": {
                     *           "status": "lost",
                     *           "source": "import"
                     *         }
                     *       },
                     *       "parameters": {},
                     *       "retryOf": null,
                     *       "retriedAs": null,
                     *       "restores": null,
                     *       "restoredAs": null,
                     *       "gateType": "delete_leads_bulk",
                     *       "resultsDeletedAt": null,
                     *       "reason": "Lost leads of the spring import",
                     *       "expectedTotal": 5000,
                     *       "total": 5000,
                     *       "processed": 1200,
                     *       "succeeded": 1190,
                     *       "failed": 2,
                     *       "skipped": 8,
                     *       "changedSince": 3,
                     *       "notAttempted": null,
                     *       "percentage": 24,
                     *       "ratePerSecond": 212.5,
                     *       "recentRatePerSecond": 211.1,
                     *       "etaSeconds": 18,
                     *       "runs": 1,
                     *       "options": {
                     *         "batchSize": 50,
                     *         "throttleMs": 200,
                     *         "parallelism": 1
                     *       },
                     *       "streams": 1,
                     *       "chunkSize": null,
                     *       "gate": {
                     *         "held": true,
                     *         "ttlSeconds": 3594
                     *       },
                     *       "workflowId": "bulk:1:delete_leads_bulk:019ab1c2-0000-7000-8000-000000000000",
                     *       "links": {
                     *         "self": "/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000",
                     *         "events": "/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000/events",
                     *         "results": "/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000/results",
                     *         "temporalUi": "http://127.0.0.1:8233/namespaces/default/workflows/bulk%3A1%3Adelete_leads_bulk%3A019ab1c2-0000-7000-8000-000000000000/01a20c90-5d2a-773f-963e-d69e188884ef/user-metadata"
                     *       },
                     *       "requestedBy": "operator-1",
                     *       "createdAt": "2026-01-01T12:00:00.000Z",
                     *       "startedAt": "2026-01-01T12:00:00.120Z",
                     *       "heartbeatAt": "2026-01-01T12:00:05.760Z",
                     *       "finishedAt": null,
                     *       "cancelRequestedAt": null,
                     *       "hold": null,
                     *       "canary": null,
                     *       "pauseReason": null,
                     *       "lastError": null,
                     *       "restorable": null,
                     *       "waitingForWorker": false,
                     *       "actions": [
                     *         "pause",
                     *         "cancel",
                     *         "speed"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"] | components["schemas"]["MalformedJsonProblem"] | components["schemas"]["BodyIncompleteProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /**
             * @description The role may not do this
             *
             *     The role may not do this
             */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"] | components["schemas"]["CsrfRefusedProblem"];
                };
            };
            /** @description Unknown, or of another business */
            404: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["JobNotFoundProblem"];
                };
            };
            /** @description There is nothing to bring back, or not now */
            409: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GateHeldProblem"] | components["schemas"]["WrongStatusProblem"] | components["schemas"]["NotArchivedProblem"] | components["schemas"]["NothingToRestoreProblem"] | components["schemas"]["RestoreOfRestoreProblem"] | components["schemas"]["UnknownTypeProblem"] | components["schemas"]["CountDiffersProblem"];
                };
            };
            /** @description The archive is no longer kept */
            410: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ArchiveExpiredProblem"];
                };
            };
            /** @description Too much in one request */
            413: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BodyTooLargeProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /** @description Not JSON, or packed (`Content-Encoding`), or not in UTF-8 */
            415: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description The key stands for another request, or so many targets have to be confirmed */
            422: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyKeyReusedProblem"] | components["schemas"]["ConfirmationRequiredProblem"];
                };
            };
            /**
             * @description Too many; see Retry-After
             *
             *     Too many; see Retry-After
             */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"] | components["schemas"]["TooManyLiveJobsProblem"] | components["schemas"]["TooManyCountsProblem"] | components["schemas"]["TooManyReadsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GateUnavailableProblem"] | components["schemas"]["GateContendedProblem"] | components["schemas"]["DrainingProblem"] | components["schemas"]["NoWorkerForTypeProblem"] | components["schemas"]["CountTooSlowProblem"] | components["schemas"]["TemporalUnavailableProblem"] | components["schemas"]["OutcomeUnknownProblem"] | components["schemas"]["AuditUnavailableProblem"] | components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    jobs_listenToAll: {
        parameters: {
            query?: never;
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "event": "state",
                     *       "id": "5f0c8a3e-6d0b-4b51-9d4e-0a3c5c1d7e22:1",
                     *       "data": "{\"serverId\":\"5f0c8a3e-6d0b-4b51-9d4e-0a3c5c1d7e22\",\"businessId\":1,\"database\":\"up\",\"redis\":\"up\"}"
                     *     }
                     */
                    "text/event-stream": components["schemas"]["JobsEvent"];
                };
            };
            /** @description Bad input, with the faulty fields */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description The role may not do this */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /**
             * @description Too many; see Retry-After
             *
             *     Too many; see Retry-After
             */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"] | components["schemas"]["TooManyStreamsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    jobs_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path: {
                /** @description Id of the job */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019ab1c2-0000-7000-8000-000000000000",
                     *       "type": "delete_leads_bulk",
                     *       "status": "running",
                     *       "selection": {
                     *         "kind": "filter",
                     *         "filter": {
                     *           "status": "lost",
                     *           "source": "import"
                     *         }
                     *       },
                     *       "parameters": {},
                     *       "retryOf": null,
                     *       "retriedAs": null,
                     *       "restores": null,
                     *       "restoredAs": null,
                     *       "gateType": "delete_leads_bulk",
                     *       "resultsDeletedAt": null,
                     *       "reason": "Lost leads of the spring import",
                     *       "expectedTotal": 5000,
                     *       "total": 5000,
                     *       "processed": 1200,
                     *       "succeeded": 1190,
                     *       "failed": 2,
                     *       "skipped": 8,
                     *       "changedSince": 3,
                     *       "notAttempted": null,
                     *       "percentage": 24,
                     *       "ratePerSecond": 212.5,
                     *       "recentRatePerSecond": 211.1,
                     *       "etaSeconds": 18,
                     *       "runs": 1,
                     *       "options": {
                     *         "batchSize": 50,
                     *         "throttleMs": 200,
                     *         "parallelism": 1
                     *       },
                     *       "streams": 1,
                     *       "chunkSize": null,
                     *       "gate": {
                     *         "held": true,
                     *         "ttlSeconds": 3594
                     *       },
                     *       "workflowId": "bulk:1:delete_leads_bulk:019ab1c2-0000-7000-8000-000000000000",
                     *       "links": {
                     *         "self": "/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000",
                     *         "events": "/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000/events",
                     *         "results": "/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000/results",
                     *         "temporalUi": "http://127.0.0.1:8233/namespaces/default/workflows/bulk%3A1%3Adelete_leads_bulk%3A019ab1c2-0000-7000-8000-000000000000/01a20c90-5d2a-773f-963e-d69e188884ef/user-metadata"
                     *       },
                     *       "requestedBy": "operator-1",
                     *       "createdAt": "2026-01-01T12:00:00.000Z",
                     *       "startedAt": "2026-01-01T12:00:00.120Z",
                     *       "heartbeatAt": "2026-01-01T12:00:05.760Z",
                     *       "finishedAt": null,
                     *       "cancelRequestedAt": null,
                     *       "hold": null,
                     *       "canary": null,
                     *       "pauseReason": null,
                     *       "lastError": null,
                     *       "restorable": null,
                     *       "waitingForWorker": false,
                     *       "actions": [
                     *         "pause",
                     *         "cancel",
                     *         "speed"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Bad input, with the faulty fields */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description The role may not do this */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description Unknown, or of another business */
            404: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["JobNotFoundProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /** @description Too many; see Retry-After */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    jobs_changeSpeed: {
        parameters: {
            query?: never;
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path: {
                /** @description Id of the job */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Speed"];
            };
        };
        responses: {
            /** @description The job, as its workflow has confirmed it */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019ab1c2-0000-7000-8000-000000000000",
                     *       "type": "delete_leads_bulk",
                     *       "status": "running",
                     *       "selection": {
                     *         "kind": "filter",
                     *         "filter": {
                     *           "status": "lost",
                     *           "source": "import"
                     *         }
                     *       },
                     *       "parameters": {},
                     *       "retryOf": null,
                     *       "retriedAs": null,
                     *       "restores": null,
                     *       "restoredAs": null,
                     *       "gateType": "delete_leads_bulk",
                     *       "resultsDeletedAt": null,
                     *       "reason": "Lost leads of the spring import",
                     *       "expectedTotal": 5000,
                     *       "total": 5000,
                     *       "processed": 1200,
                     *       "succeeded": 1190,
                     *       "failed": 2,
                     *       "skipped": 8,
                     *       "changedSince": 3,
                     *       "notAttempted": null,
                     *       "percentage": 24,
                     *       "ratePerSecond": 212.5,
                     *       "recentRatePerSecond": 211.1,
                     *       "etaSeconds": 18,
                     *       "runs": 1,
                     *       "options": {
                     *         "batchSize": 50,
                     *         "throttleMs": 200,
                     *         "parallelism": 1
                     *       },
                     *       "streams": 1,
                     *       "chunkSize": null,
                     *       "gate": {
                     *         "held": true,
                     *         "ttlSeconds": 3594
                     *       },
                     *       "workflowId": "bulk:1:delete_leads_bulk:019ab1c2-0000-7000-8000-000000000000",
                     *       "links": {
                     *         "self": "/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000",
                     *         "events": "/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000/events",
                     *         "results": "/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000/results",
                     *         "temporalUi": "http://127.0.0.1:8233/namespaces/default/workflows/bulk%3A1%3Adelete_leads_bulk%3A019ab1c2-0000-7000-8000-000000000000/01a20c90-5d2a-773f-963e-d69e188884ef/user-metadata"
                     *       },
                     *       "requestedBy": "operator-1",
                     *       "createdAt": "2026-01-01T12:00:00.000Z",
                     *       "startedAt": "2026-01-01T12:00:00.120Z",
                     *       "heartbeatAt": "2026-01-01T12:00:05.760Z",
                     *       "finishedAt": null,
                     *       "cancelRequestedAt": null,
                     *       "hold": null,
                     *       "canary": null,
                     *       "pauseReason": null,
                     *       "lastError": null,
                     *       "restorable": null,
                     *       "waitingForWorker": false,
                     *       "actions": [
                     *         "pause",
                     *         "cancel",
                     *         "speed"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"] | components["schemas"]["MalformedJsonProblem"] | components["schemas"]["BodyIncompleteProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /**
             * @description The role may not do this
             *
             *     The role may not do this
             */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"] | components["schemas"]["CsrfRefusedProblem"];
                };
            };
            /** @description Unknown, or of another business */
            404: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["JobNotFoundProblem"];
                };
            };
            /** @description Not now */
            409: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongStatusProblem"] | components["schemas"]["SupersededProblem"];
                };
            };
            /** @description Too much in one request */
            413: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BodyTooLargeProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /** @description Not JSON, or packed (`Content-Encoding`), or not in UTF-8 */
            415: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description More streams than the job has */
            422: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ParallelismTooHighProblem"];
                };
            };
            /** @description Too many; see Retry-After */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Not confirmed; see Retry-After
             *
             *     Not confirmed; see Retry-After
             *
             *     Not confirmed; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NoWorkerProblem"] | components["schemas"]["NotStartedYetProblem"] | components["schemas"]["TemporalUnavailableProblem"] | components["schemas"]["AuditUnavailableProblem"] | components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    jobs_listen: {
        parameters: {
            query?: never;
            header?: {
                /** @description `id` of the last event that you have seen */
                "last-event-id"?: string;
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path: {
                /** @description Id of the job */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "event": "progress",
                     *       "id": "progress",
                     *       "data": "{\"id\":\"019ab1c2-0000-7000-8000-000000000000\",\"type\":\"delete_leads_bulk\",\"status\":\"running\",\"selection\":{\"kind\":\"filter\",\"filter\":{\"status\":\"lost\",\"source\":\"import\"}},\"parameters\":{},\"retryOf\":null,\"retriedAs\":null,\"restores\":null,\"restoredAs\":null,\"gateType\":\"delete_leads_bulk\",\"resultsDeletedAt\":null,\"reason\":\"Lost leads of the spring import\",\"expectedTotal\":5000,\"total\":5000,\"processed\":1200,\"succeeded\":1190,\"failed\":2,\"skipped\":8,\"changedSince\":3,\"notAttempted\":null,\"percentage\":24,\"ratePerSecond\":212.5,\"recentRatePerSecond\":211.1,\"etaSeconds\":18,\"runs\":1,\"options\":{\"batchSize\":50,\"throttleMs\":200,\"parallelism\":1},\"streams\":1,\"chunkSize\":null,\"gate\":{\"held\":true,\"ttlSeconds\":3594},\"workflowId\":\"bulk:1:delete_leads_bulk:019ab1c2-0000-7000-8000-000000000000\",\"links\":{\"self\":\"/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000\",\"events\":\"/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000/events\",\"results\":\"/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000/results\",\"temporalUi\":\"http://127.0.0.1:8233/namespaces/default/workflows/bulk%3A1%3Adelete_leads_bulk%3A019ab1c2-0000-7000-8000-000000000000/01a20c90-5d2a-773f-963e-d69e188884ef/user-metadata\"},\"requestedBy\":\"operator-1\",\"createdAt\":\"2026-01-01T12:00:00.000Z\",\"startedAt\":\"2026-01-01T12:00:00.120Z\",\"heartbeatAt\":\"2026-01-01T12:00:05.760Z\",\"finishedAt\":null,\"cancelRequestedAt\":null,\"hold\":null,\"canary\":null,\"pauseReason\":null,\"lastError\":null,\"restorable\":null,\"waitingForWorker\":false,\"actions\":[\"pause\",\"cancel\",\"speed\"]}"
                     *     }
                     */
                    "text/event-stream": components["schemas"]["JobEvent"];
                };
            };
            /** @description You have seen the end */
            204: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad input, with the faulty fields */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description The role may not do this */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description Unknown, or of another business */
            404: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["JobNotFoundProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /**
             * @description Too many; see Retry-After
             *
             *     Too many; see Retry-After
             */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"] | components["schemas"]["TooManyStreamsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    jobs_listResults: {
        parameters: {
            query: {
                /** @description What has become of the targets: succeeded, failed, skipped; of a job that sends messages accepted, sent, delivered, read, failed, unknown, skipped */
                outcome: components["schemas"]["TargetOutcome"];
                /** @description `csv` or `jsonl` for all of them in one file, as `Accept: text/csv` and `application/x-ndjson` */
                format?: components["schemas"]["ResultFormat"];
                /** @description Items of one page, 1 to 500 */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path: {
                /** @description Id of the job */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, or the file */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "targetId": 17,
                     *           "name": "Ada Example",
                     *           "outcome": "failed",
                     *           "code": "23503",
                     *           "constraint": "invoices_lead_id_fkey"
                     *         },
                     *         {
                     *           "targetId": 18,
                     *           "name": "Grace Example",
                     *           "outcome": "succeeded",
                     *           "change": "updated",
                     *           "oldValues": {
                     *             "status": "new"
                     *           },
                     *           "newValues": {
                     *             "status": "lost"
                     *           }
                     *         }
                     *       ],
                     *       "nextCursor": "after-18"
                     *     }
                     */
                    "application/json": components["schemas"]["ResultPage"];
                    /**
                     * @example targetId,name,outcome,code,constraint
                     *     17,Ada Example,failed,23503,invoices_lead_id_fkey
                     */
                    "text/csv": string;
                    /** @example {"targetId":17,"name":"Ada Example","outcome":"failed","code":"23503","constraint":"invoices_lead_id_fkey"} */
                    "application/x-ndjson": string;
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description The role may not do this */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description Unknown, or of another business */
            404: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["JobNotFoundProblem"];
                };
            };
            /** @description They are not known, or not yet */
            409: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["SkippedNotListedProblem"] | components["schemas"]["WrongStatusProblem"] | components["schemas"]["UnknownTypeProblem"];
                };
            };
            /** @description They are not kept, or no longer */
            410: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ResultsDeletedProblem"] | components["schemas"]["ResultsNotKeptProblem"] | components["schemas"]["ArchiveExpiredProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /**
             * @description Too many; see Retry-After
             *
             *     Too many; see Retry-After
             *
             *     Too many; see Retry-After
             */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"] | components["schemas"]["TooManyReadsProblem"] | components["schemas"]["TooManyStreamsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["AuditUnavailableProblem"] | components["schemas"]["ReadTooSlowProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    jobs_summarize: {
        parameters: {
            query?: never;
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path: {
                /** @description Id of the job */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The numbers */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "failed": 2,
                     *       "reasons": [
                     *         {
                     *           "outcome": "failed",
                     *           "code": "23503",
                     *           "constraint": "invoices_lead_id_fkey",
                     *           "count": 2
                     *         }
                     *       ],
                     *       "outcomes": [
                     *         {
                     *           "outcome": "succeeded",
                     *           "count": 4998,
                     *           "isListed": true,
                     *           "code": null
                     *         },
                     *         {
                     *           "outcome": "failed",
                     *           "count": 2,
                     *           "isListed": true,
                     *           "code": null
                     *         },
                     *         {
                     *           "outcome": "skipped",
                     *           "count": 0,
                     *           "isListed": true,
                     *           "code": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ResultSummary"];
                };
            };
            /** @description Bad input, with the faulty fields */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description The role may not do this */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description Unknown, or of another business */
            404: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["JobNotFoundProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /**
             * @description Too many; see Retry-After
             *
             *     Too many; see Retry-After
             */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"] | components["schemas"]["TooManyReadsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["AuditUnavailableProblem"] | components["schemas"]["ReadTooSlowProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    jobs_askAgain: {
        parameters: {
            query?: never;
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path: {
                /** @description Id of the job */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Nothing"];
            };
        };
        responses: {
            /** @description They will be asked about */
            202: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "asked": 3
                     *     }
                     */
                    "application/json": components["schemas"]["AskedAgain"];
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MalformedJsonProblem"] | components["schemas"]["BodyIncompleteProblem"] | components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /**
             * @description The role may not do this
             *
             *     The role may not do this
             */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"] | components["schemas"]["CsrfRefusedProblem"];
                };
            };
            /** @description Unknown, or of another business */
            404: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["JobNotFoundProblem"];
                };
            };
            /** @description There is nothing to ask about, or nobody to ask */
            409: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NothingUnknownProblem"] | components["schemas"]["ProviderCannotBeAskedProblem"] | components["schemas"]["UnknownTypeProblem"] | components["schemas"]["ChannelNotSetProblem"];
                };
            };
            /** @description What became of each message is no longer kept */
            410: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ResultsDeletedProblem"];
                };
            };
            /** @description Too much in one request */
            413: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BodyTooLargeProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /** @description Not JSON, or packed (`Content-Encoding`), or not in UTF-8 */
            415: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description Too many; see Retry-After */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["AuditUnavailableProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    jobs_pause: {
        parameters: {
            query?: never;
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path: {
                /** @description Id of the job */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Nothing"];
            };
        };
        responses: {
            /** @description The job, as its workflow has confirmed it */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019ab1c2-0000-7000-8000-000000000000",
                     *       "type": "delete_leads_bulk",
                     *       "status": "running",
                     *       "selection": {
                     *         "kind": "filter",
                     *         "filter": {
                     *           "status": "lost",
                     *           "source": "import"
                     *         }
                     *       },
                     *       "parameters": {},
                     *       "retryOf": null,
                     *       "retriedAs": null,
                     *       "restores": null,
                     *       "restoredAs": null,
                     *       "gateType": "delete_leads_bulk",
                     *       "resultsDeletedAt": null,
                     *       "reason": "Lost leads of the spring import",
                     *       "expectedTotal": 5000,
                     *       "total": 5000,
                     *       "processed": 1200,
                     *       "succeeded": 1190,
                     *       "failed": 2,
                     *       "skipped": 8,
                     *       "changedSince": 3,
                     *       "notAttempted": null,
                     *       "percentage": 24,
                     *       "ratePerSecond": 212.5,
                     *       "recentRatePerSecond": 211.1,
                     *       "etaSeconds": 18,
                     *       "runs": 1,
                     *       "options": {
                     *         "batchSize": 50,
                     *         "throttleMs": 200,
                     *         "parallelism": 1
                     *       },
                     *       "streams": 1,
                     *       "chunkSize": null,
                     *       "gate": {
                     *         "held": true,
                     *         "ttlSeconds": 3594
                     *       },
                     *       "workflowId": "bulk:1:delete_leads_bulk:019ab1c2-0000-7000-8000-000000000000",
                     *       "links": {
                     *         "self": "/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000",
                     *         "events": "/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000/events",
                     *         "results": "/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000/results",
                     *         "temporalUi": "http://127.0.0.1:8233/namespaces/default/workflows/bulk%3A1%3Adelete_leads_bulk%3A019ab1c2-0000-7000-8000-000000000000/01a20c90-5d2a-773f-963e-d69e188884ef/user-metadata"
                     *       },
                     *       "requestedBy": "operator-1",
                     *       "createdAt": "2026-01-01T12:00:00.000Z",
                     *       "startedAt": "2026-01-01T12:00:00.120Z",
                     *       "heartbeatAt": "2026-01-01T12:00:05.760Z",
                     *       "finishedAt": null,
                     *       "cancelRequestedAt": null,
                     *       "hold": null,
                     *       "canary": null,
                     *       "pauseReason": null,
                     *       "lastError": null,
                     *       "restorable": null,
                     *       "waitingForWorker": false,
                     *       "actions": [
                     *         "pause",
                     *         "cancel",
                     *         "speed"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MalformedJsonProblem"] | components["schemas"]["BodyIncompleteProblem"] | components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /**
             * @description The role may not do this
             *
             *     The role may not do this
             */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"] | components["schemas"]["CsrfRefusedProblem"];
                };
            };
            /** @description Unknown, or of another business */
            404: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["JobNotFoundProblem"];
                };
            };
            /** @description Not now */
            409: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongStatusProblem"] | components["schemas"]["SupersededProblem"];
                };
            };
            /** @description Too much in one request */
            413: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BodyTooLargeProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /** @description Not JSON, or packed (`Content-Encoding`), or not in UTF-8 */
            415: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description Too many; see Retry-After */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Not confirmed; see Retry-After
             *
             *     Not confirmed; see Retry-After
             *
             *     Not confirmed; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NoWorkerProblem"] | components["schemas"]["NotStartedYetProblem"] | components["schemas"]["TemporalUnavailableProblem"] | components["schemas"]["AuditUnavailableProblem"] | components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    jobs_resume: {
        parameters: {
            query?: never;
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path: {
                /** @description Id of the job */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Nothing"];
            };
        };
        responses: {
            /** @description The job, as its workflow has confirmed it */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019ab1c2-0000-7000-8000-000000000000",
                     *       "type": "delete_leads_bulk",
                     *       "status": "running",
                     *       "selection": {
                     *         "kind": "filter",
                     *         "filter": {
                     *           "status": "lost",
                     *           "source": "import"
                     *         }
                     *       },
                     *       "parameters": {},
                     *       "retryOf": null,
                     *       "retriedAs": null,
                     *       "restores": null,
                     *       "restoredAs": null,
                     *       "gateType": "delete_leads_bulk",
                     *       "resultsDeletedAt": null,
                     *       "reason": "Lost leads of the spring import",
                     *       "expectedTotal": 5000,
                     *       "total": 5000,
                     *       "processed": 1200,
                     *       "succeeded": 1190,
                     *       "failed": 2,
                     *       "skipped": 8,
                     *       "changedSince": 3,
                     *       "notAttempted": null,
                     *       "percentage": 24,
                     *       "ratePerSecond": 212.5,
                     *       "recentRatePerSecond": 211.1,
                     *       "etaSeconds": 18,
                     *       "runs": 1,
                     *       "options": {
                     *         "batchSize": 50,
                     *         "throttleMs": 200,
                     *         "parallelism": 1
                     *       },
                     *       "streams": 1,
                     *       "chunkSize": null,
                     *       "gate": {
                     *         "held": true,
                     *         "ttlSeconds": 3594
                     *       },
                     *       "workflowId": "bulk:1:delete_leads_bulk:019ab1c2-0000-7000-8000-000000000000",
                     *       "links": {
                     *         "self": "/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000",
                     *         "events": "/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000/events",
                     *         "results": "/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000/results",
                     *         "temporalUi": "http://127.0.0.1:8233/namespaces/default/workflows/bulk%3A1%3Adelete_leads_bulk%3A019ab1c2-0000-7000-8000-000000000000/01a20c90-5d2a-773f-963e-d69e188884ef/user-metadata"
                     *       },
                     *       "requestedBy": "operator-1",
                     *       "createdAt": "2026-01-01T12:00:00.000Z",
                     *       "startedAt": "2026-01-01T12:00:00.120Z",
                     *       "heartbeatAt": "2026-01-01T12:00:05.760Z",
                     *       "finishedAt": null,
                     *       "cancelRequestedAt": null,
                     *       "hold": null,
                     *       "canary": null,
                     *       "pauseReason": null,
                     *       "lastError": null,
                     *       "restorable": null,
                     *       "waitingForWorker": false,
                     *       "actions": [
                     *         "pause",
                     *         "cancel",
                     *         "speed"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MalformedJsonProblem"] | components["schemas"]["BodyIncompleteProblem"] | components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /**
             * @description The role may not do this
             *
             *     The role may not do this
             */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"] | components["schemas"]["CsrfRefusedProblem"];
                };
            };
            /** @description Unknown, or of another business */
            404: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["JobNotFoundProblem"];
                };
            };
            /** @description Not now */
            409: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongStatusProblem"] | components["schemas"]["SupersededProblem"];
                };
            };
            /** @description Too much in one request */
            413: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BodyTooLargeProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /** @description Not JSON, or packed (`Content-Encoding`), or not in UTF-8 */
            415: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description Too many; see Retry-After */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Not confirmed; see Retry-After
             *
             *     Not confirmed; see Retry-After
             *
             *     Not confirmed; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NoWorkerProblem"] | components["schemas"]["NotStartedYetProblem"] | components["schemas"]["TemporalUnavailableProblem"] | components["schemas"]["AuditUnavailableProblem"] | components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    jobs_cancel: {
        parameters: {
            query?: never;
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path: {
                /** @description Id of the job */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Nothing"];
            };
        };
        responses: {
            /** @description Recorded */
            202: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019ab1c2-0000-7000-8000-000000000000",
                     *       "type": "delete_leads_bulk",
                     *       "status": "running",
                     *       "selection": {
                     *         "kind": "filter",
                     *         "filter": {
                     *           "status": "lost",
                     *           "source": "import"
                     *         }
                     *       },
                     *       "parameters": {},
                     *       "retryOf": null,
                     *       "retriedAs": null,
                     *       "restores": null,
                     *       "restoredAs": null,
                     *       "gateType": "delete_leads_bulk",
                     *       "resultsDeletedAt": null,
                     *       "reason": "Lost leads of the spring import",
                     *       "expectedTotal": 5000,
                     *       "total": 5000,
                     *       "processed": 1200,
                     *       "succeeded": 1190,
                     *       "failed": 2,
                     *       "skipped": 8,
                     *       "changedSince": 3,
                     *       "notAttempted": null,
                     *       "percentage": 24,
                     *       "ratePerSecond": 212.5,
                     *       "recentRatePerSecond": 211.1,
                     *       "etaSeconds": 18,
                     *       "runs": 1,
                     *       "options": {
                     *         "batchSize": 50,
                     *         "throttleMs": 200,
                     *         "parallelism": 1
                     *       },
                     *       "streams": 1,
                     *       "chunkSize": null,
                     *       "gate": {
                     *         "held": true,
                     *         "ttlSeconds": 3594
                     *       },
                     *       "workflowId": "bulk:1:delete_leads_bulk:019ab1c2-0000-7000-8000-000000000000",
                     *       "links": {
                     *         "self": "/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000",
                     *         "events": "/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000/events",
                     *         "results": "/api/v1/jobs/019ab1c2-0000-7000-8000-000000000000/results",
                     *         "temporalUi": "http://127.0.0.1:8233/namespaces/default/workflows/bulk%3A1%3Adelete_leads_bulk%3A019ab1c2-0000-7000-8000-000000000000/01a20c90-5d2a-773f-963e-d69e188884ef/user-metadata"
                     *       },
                     *       "requestedBy": "operator-1",
                     *       "createdAt": "2026-01-01T12:00:00.000Z",
                     *       "startedAt": "2026-01-01T12:00:00.120Z",
                     *       "heartbeatAt": "2026-01-01T12:00:05.760Z",
                     *       "finishedAt": null,
                     *       "cancelRequestedAt": null,
                     *       "hold": null,
                     *       "canary": null,
                     *       "pauseReason": null,
                     *       "lastError": null,
                     *       "restorable": null,
                     *       "waitingForWorker": false,
                     *       "actions": [
                     *         "pause",
                     *         "cancel",
                     *         "speed"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MalformedJsonProblem"] | components["schemas"]["BodyIncompleteProblem"] | components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /**
             * @description The role may not do this
             *
             *     The role may not do this
             */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"] | components["schemas"]["CsrfRefusedProblem"];
                };
            };
            /** @description Unknown, or of another business */
            404: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["JobNotFoundProblem"];
                };
            };
            /** @description The job has ended */
            409: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WrongStatusProblem"];
                };
            };
            /** @description Too much in one request */
            413: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BodyTooLargeProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /** @description Not JSON, or packed (`Content-Encoding`), or not in UTF-8 */
            415: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description Too many; see Retry-After */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["AuditUnavailableProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    operationtypes_list: {
        parameters: {
            query?: never;
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The operation types */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "type": "delete_leads_bulk",
                     *           "summary": "Delete leads",
                     *           "available": true,
                     *           "targets": "leads",
                     *           "selectedBy": [
                     *             "ids",
                     *             "filter",
                     *             "all"
                     *           ],
                     *           "selection": {
                     *             "type": "object",
                     *             "properties": {
                     *               "all": {
                     *                 "type": "boolean",
                     *                 "const": true
                     *               }
                     *             },
                     *             "required": [
                     *               "all"
                     *             ]
                     *           },
                     *           "parameters": {
                     *             "type": "object",
                     *             "properties": {},
                     *             "additionalProperties": false
                     *           },
                     *           "options": {
                     *             "type": "object",
                     *             "properties": {
                     *               "batchSize": {
                     *                 "anyOf": [
                     *                   {
                     *                     "type": "integer",
                     *                     "minimum": 1,
                     *                     "maximum": 10000
                     *                   },
                     *                   {
                     *                     "type": "string",
                     *                     "const": "auto"
                     *                   }
                     *                 ]
                     *               },
                     *               "throttleMs": {
                     *                 "type": "integer",
                     *                 "minimum": 0,
                     *                 "maximum": 60000
                     *               },
                     *               "parallelism": {
                     *                 "type": "integer",
                     *                 "minimum": 1,
                     *                 "maximum": 16
                     *               }
                     *             },
                     *             "additionalProperties": false
                     *           },
                     *           "policy": {
                     *             "lockTtlSeconds": 3600,
                     *             "batchSize": 50,
                     *             "chunkSize": 500,
                     *             "targetChunkMs": 100,
                     *             "maxBatchMs": 2000,
                     *             "throttleMs": 200,
                     *             "parallelism": 1,
                     *             "confirmAbove": 1000,
                     *             "archiveDays": 30,
                     *             "maxRuntimeSeconds": 300,
                     *             "maxBatchFailures": 10,
                     *             "heartbeatTimeoutSeconds": 30,
                     *             "startToCloseSeconds": 120,
                     *             "maxBackoffSeconds": 10,
                     *             "maxOutageSeconds": 300,
                     *             "maxPauseSeconds": 86400
                     *           },
                     *           "fullSpeed": {
                     *             "batchSize": "auto",
                     *             "throttleMs": 0,
                     *             "parallelism": 1
                     *           },
                     *           "permissions": [
                     *             "read",
                     *             "results",
                     *             "start",
                     *             "control"
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OperationTypeList"];
                };
            };
            /** @description Bad input, with the faulty fields */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description The role may not do this */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /** @description Too many; see Retry-After */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /** @description The credential cannot be checked now; see Retry-After */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TokenKeysUnavailableProblem"] | components["schemas"]["DatabaseUnavailableProblem"];
                };
            };
        };
    };
    gate_list: {
        parameters: {
            query?: never;
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Held now */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "type": "delete_leads_bulk",
                     *           "holder": {
                     *             "jobId": "019ab1c2-0000-7000-8000-000000000000",
                     *             "status": "running",
                     *             "startedAt": "2026-01-01T12:00:00.120Z",
                     *             "processed": 1200,
                     *             "total": 5000
                     *           },
                     *           "value": "job_019ab1c2-0000-7000-8000-000000000000",
                     *           "foreign": false,
                     *           "ttlSeconds": 3594
                     *         }
                     *       ],
                     *       "drains": [
                     *         {
                     *           "type": null,
                     *           "since": "2026-01-01T12:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["HeldGates"];
                };
            };
            /** @description Bad input, with the faulty fields */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description The role may not do this */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /**
             * @description Too many; see Retry-After
             *
             *     Too many; see Retry-After
             */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"] | components["schemas"]["TooManyReadsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Redis is away; see Retry-After
             *
             *     Redis is away; see Retry-After
             *
             *     Redis is away; see Retry-After
             *
             *     Redis is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GateUnavailableProblem"] | components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["ReadTooSlowProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    gate_free: {
        parameters: {
            query?: never;
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path: {
                /** @description Operation type of the lock */
                type: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FreeGate"];
            };
        };
        responses: {
            /** @description The lock is free */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "delete_leads_bulk",
                     *       "jobId": "019ab1c2-0000-7000-8000-000000000000",
                     *       "ended": false
                     *     }
                     */
                    "application/json": components["schemas"]["FreedGate"];
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"] | components["schemas"]["MalformedJsonProblem"] | components["schemas"]["BodyIncompleteProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /**
             * @description A machine may not do this
             *
             *     A machine may not do this
             *
             *     A machine may not do this
             */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PersonNeededProblem"] | components["schemas"]["ForbiddenProblem"] | components["schemas"]["CsrfRefusedProblem"];
                };
            };
            /** @description Unknown, or of another business */
            404: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotHeldProblem"];
                };
            };
            /** @description The lock stays */
            409: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValueChangedProblem"] | components["schemas"]["WorkflowOpenProblem"];
                };
            };
            /** @description Too much in one request */
            413: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BodyTooLargeProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /** @description Not JSON, or packed (`Content-Encoding`), or not in UTF-8 */
            415: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description Too many; see Retry-After */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GateUnavailableProblem"] | components["schemas"]["TemporalUnavailableProblem"] | components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["AuditUnavailableProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    imports_list: {
        parameters: {
            query?: {
                /** @description Items of one page, 1 to 500 */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": 1000001,
                     *           "status": "running",
                     *           "fileName": "fair.csv",
                     *           "fileSha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *           "delimiter": "comma",
                     *           "columns": [
                     *             {
                     *               "column": "name",
                     *               "header": "Full name"
                     *             },
                     *             {
                     *               "column": "email",
                     *               "header": "E-Mail"
                     *             }
                     *           ],
                     *           "rows": 5000,
                     *           "imported": 2998,
                     *           "failed": 2,
                     *           "skipped": 0,
                     *           "lastError": null,
                     *           "createdBy": "operator-1",
                     *           "createdAt": "2026-01-01T12:00:00.000Z",
                     *           "startedAt": "2026-01-01T12:00:00.120Z",
                     *           "finishedAt": null
                     *         }
                     *       ],
                     *       "nextCursor": "after-1000001"
                     *     }
                     */
                    "application/json": components["schemas"]["ImportPage"];
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description The role may not do this */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /**
             * @description Too many; see Retry-After
             *
             *     Too many; see Retry-After
             */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"] | components["schemas"]["TooManyReadsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["ReadTooSlowProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    imports_upload: {
        parameters: {
            query?: {
                /** @description For people */
                fileName?: string;
                /** @description What stands between two cells */
                delimiter?: components["schemas"]["CsvDelimiter"];
                /** @description Header of the file's column that `name` is read from; without it the column `name`, if there is one. Empty: none */
                name?: string;
                /** @description Header of the file's column that `phone` is read from; without it the column `phone`, if there is one. Empty: none */
                phone?: string;
                /** @description Header of the file's column that `email` is read from; without it the column `email`, if there is one. Empty: none */
                email?: string;
                /** @description Header of the file's column that `status` is read from; without it the column `status`, if there is one. Empty: none */
                status?: string;
                /** @description Header of the file's column that `source` is read from; without it the column `source`, if there is one. Empty: none */
                source?: string;
                /** @description Header of the file's column that `owner` is read from; without it the column `owner`, if there is one. Empty: none */
                owner?: string;
                /** @description Header of the file's column that `tags` is read from; without it the column `tags`, if there is one. Empty: none */
                tags?: string;
                /** @description Header of the file's column that `consent` is read from; without it none, whatever the file holds. Needs the permission `consents` */
                consent?: string;
                /** @description Header of the file's column that `consentSource` is read from; without it none, whatever the file holds. Needs the permission `consents` */
                consentSource?: string;
                /** @description Header of the file's column that `consentAt` is read from; without it none, whatever the file holds. Needs the permission `consents` */
                consentAt?: string;
            };
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description This file was imported before: its import */
            200: {
                headers: {
                    /** @description The import */
                    Location: string;
                    /** @description `true` */
                    "Idempotent-Replayed"?: "true";
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 1000001,
                     *       "status": "running",
                     *       "fileName": "fair.csv",
                     *       "fileSha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *       "delimiter": "comma",
                     *       "columns": [
                     *         {
                     *           "column": "name",
                     *           "header": "Full name"
                     *         },
                     *         {
                     *           "column": "email",
                     *           "header": "E-Mail"
                     *         }
                     *       ],
                     *       "rows": 5000,
                     *       "imported": 2998,
                     *       "failed": 2,
                     *       "skipped": 0,
                     *       "lastError": null,
                     *       "createdBy": "operator-1",
                     *       "createdAt": "2026-01-01T12:00:00.000Z",
                     *       "startedAt": "2026-01-01T12:00:00.120Z",
                     *       "finishedAt": null
                     *     }
                     */
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    /** @description The import */
                    Location: string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 1000001,
                     *       "status": "running",
                     *       "fileName": "fair.csv",
                     *       "fileSha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *       "delimiter": "comma",
                     *       "columns": [
                     *         {
                     *           "column": "name",
                     *           "header": "Full name"
                     *         },
                     *         {
                     *           "column": "email",
                     *           "header": "E-Mail"
                     *         }
                     *       ],
                     *       "rows": 5000,
                     *       "imported": 2998,
                     *       "failed": 2,
                     *       "skipped": 0,
                     *       "lastError": null,
                     *       "createdBy": "operator-1",
                     *       "createdAt": "2026-01-01T12:00:00.000Z",
                     *       "startedAt": "2026-01-01T12:00:00.120Z",
                     *       "finishedAt": null
                     *     }
                     */
                    "application/json": components["schemas"]["Import"];
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"] | components["schemas"]["BodyIncompleteProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /**
             * @description The role may not do this
             *
             *     The role may not do this
             */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"] | components["schemas"]["CsrfRefusedProblem"];
                };
            };
            /** @description The file did not come in time */
            408: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RequestTimeoutProblem"];
                };
            };
            /** @description The import of this file is being undone */
            409: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ImportBeingUndoneProblem"];
                };
            };
            /** @description Too much in one file */
            413: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BodyTooLargeProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /** @description Not CSV, or packed (`Content-Encoding`), or not in UTF-8 */
            415: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /**
             * @description Too many; see Retry-After
             *
             *     Too many; see Retry-After
             */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"] | components["schemas"]["TooManyUploadsProblem"] | components["schemas"]["TooManyImportsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["AuditUnavailableProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    imports_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path: {
                /** @description Id of the import */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The import */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 1000001,
                     *       "status": "running",
                     *       "fileName": "fair.csv",
                     *       "fileSha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *       "delimiter": "comma",
                     *       "columns": [
                     *         {
                     *           "column": "name",
                     *           "header": "Full name"
                     *         },
                     *         {
                     *           "column": "email",
                     *           "header": "E-Mail"
                     *         }
                     *       ],
                     *       "rows": 5000,
                     *       "imported": 2998,
                     *       "failed": 2,
                     *       "skipped": 0,
                     *       "lastError": null,
                     *       "createdBy": "operator-1",
                     *       "createdAt": "2026-01-01T12:00:00.000Z",
                     *       "startedAt": "2026-01-01T12:00:00.120Z",
                     *       "finishedAt": null
                     *     }
                     */
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description Bad input, with the faulty fields */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description The role may not do this */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description Unknown, or of another business */
            404: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ImportNotFoundProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /** @description Too many; see Retry-After */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    imports_failedRows: {
        parameters: {
            query?: {
                /** @description `csv` for all of them in one file, in the shape of the file that was imported */
                format?: components["schemas"]["FailedRowsFormat"];
                /** @description Items of one page, 1 to 500 */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path: {
                /** @description Id of the import */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, or the file */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "line": 17,
                     *           "errors": [
                     *             {
                     *               "column": "email",
                     *               "code": "not_an_email",
                     *               "message": "the cell is no e-mail address"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "nextCursor": "after-17"
                     *     }
                     */
                    "application/json": components["schemas"]["FailedRowPage"];
                    /**
                     * @example name,phone,email
                     *     ,12345,ada@example.com
                     */
                    "text/csv": string;
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description The role may not do this */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description Unknown, or of another business */
            404: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ImportNotFoundProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /**
             * @description Too many; see Retry-After
             *
             *     Too many; see Retry-After
             *
             *     Too many; see Retry-After
             */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"] | components["schemas"]["TooManyReadsProblem"] | components["schemas"]["TooManyStreamsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["AuditUnavailableProblem"] | components["schemas"]["ReadTooSlowProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    leads_list: {
        parameters: {
            query?: {
                status?: string;
                source?: string;
                owner?: string;
                tag?: string;
                text?: string;
                createdBefore?: string;
                createdAfter?: string;
                importId?: number;
                /** @description Of these leads alone, those that match the filter */
                ids?: string[];
                /** @description `-` is descending; the id breaks ties */
                sort?: components["schemas"]["LeadSort"];
                /** @description Items of one page, 1 to 500 */
                limit?: number;
                /** @description `nextCursor` or `previousCursor` of a page with the same `sort` */
                cursor?: string;
                /** @description `false`: not counted */
                withCount?: boolean;
            };
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": 17,
                     *           "name": "Ada Example",
                     *           "phone": "+49170000017",
                     *           "email": null,
                     *           "status": "lost",
                     *           "source": "import",
                     *           "owner": "dana",
                     *           "tags": [
                     *             "spring fair"
                     *           ],
                     *           "legalHold": false,
                     *           "importId": 3,
                     *           "createdAt": "2025-12-01T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": "after.-createdAt.1764581400000000.17",
                     *       "previousCursor": null,
                     *       "count": {
                     *         "value": 10000,
                     *         "isExact": false
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["LeadPage"];
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description The role may not do this */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /**
             * @description Too many; see Retry-After
             *
             *     Too many; see Retry-After
             */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"] | components["schemas"]["TooManyReadsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["AuditUnavailableProblem"] | components["schemas"]["ReadTooSlowProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    calls_list: {
        parameters: {
            query?: {
                /** @description Items of one page, 1 to 500 */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": 42,
                     *           "callSid": "CA5f0c8a3e6d0b4b519d4e0a3c5c1d7e21",
                     *           "fromNumber": "+49170000017",
                     *           "toNumber": "+49170000018",
                     *           "durationSeconds": 63,
                     *           "hasRecording": true,
                     *           "createdAt": "2025-12-01T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": "after-42"
                     *     }
                     */
                    "application/json": components["schemas"]["CallPage"];
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description The role may not do this */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /**
             * @description Too many; see Retry-After
             *
             *     Too many; see Retry-After
             */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"] | components["schemas"]["TooManyReadsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["AuditUnavailableProblem"] | components["schemas"]["ReadTooSlowProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    calls_play: {
        parameters: {
            query?: never;
            header?: {
                /** @description One byte range, for example `bytes=0-65535` */
                range?: string;
                /** @description The `ETag` that the range belongs to */
                "if-range"?: string;
                /** @description The `ETag` that it has to be; 412 where it is another. Not looked at while the recording is being fetched */
                "if-match"?: string;
                /** @description The `ETag` that you have */
                "if-none-match"?: string;
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path: {
                /** @description `callSid` of the call */
                call_sid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The whole recording */
            200: {
                headers: {
                    /** @description Names this version of the file */
                    ETag?: string;
                    /** @description `bytes` */
                    "Accept-Ranges"?: string;
                    /** @description A name for the file */
                    "Content-Disposition"?: string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "audio/mpeg": string;
                    "audio/wav": string;
                    "audio/ogg": string;
                };
            };
            /** @description It is being fetched; come back */
            202: {
                headers: {
                    /** @description In how many seconds it may be here: few at first, then more. Never above what `message` says */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "status": "processing",
                     *       "message": "Recording is being prepared, please retry in 12 seconds"
                     *     }
                     */
                    "application/json": components["schemas"]["Preparing"];
                };
            };
            /** @description The part that was asked for */
            206: {
                headers: {
                    /** @description Names this version of the file */
                    ETag?: string;
                    /** @description `bytes` */
                    "Accept-Ranges"?: string;
                    /** @description A name for the file */
                    "Content-Disposition"?: string;
                    /** @description Which part of how much */
                    "Content-Range": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "audio/mpeg": string;
                    "audio/wav": string;
                    "audio/ogg": string;
                };
            };
            /** @description It is in a bucket (`RECORDINGS_DELIVERY=redirect`), which plays it, whole or the part that you ask it for. Conditions and ranges are the bucket’s to answer, by its own `ETag` */
            302: {
                headers: {
                    /** @description Where, for 60 seconds and for whoever has it: keep it to yourself */
                    Location: string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description You have it already */
            304: {
                headers: {
                    /** @description As you sent it */
                    ETag?: string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description The role may not do this */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description No such call, or no recording of it; after `recording_not_found` see Retry-After */
            404: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CallNotFoundProblem"] | components["schemas"]["CallNotRecordedProblem"] | components["schemas"]["RecordingNotFoundProblem"];
                };
            };
            /** @description It is another version than `If-Match` names; see ETag */
            412: {
                headers: {
                    /** @description Names the version that is here */
                    ETag?: string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PreconditionFailedProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /** @description The range begins behind the end */
            416: {
                headers: {
                    /** @description How many bytes there are: `bytes *\/480044` */
                    "Content-Range": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RangeNotSatisfiableProblem"];
                };
            };
            /** @description Too many; see Retry-After */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /** @description It could not be fetched; see Retry-After */
            502: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RecordingNotFetchedProblem"];
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["AuditUnavailableProblem"] | components["schemas"]["TemporalUnavailableProblem"] | components["schemas"]["StorageUnavailableProblem"] | components["schemas"]["TooManyPlaysProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    channels_list: {
        parameters: {
            query?: never;
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The channels that are set up */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "channel": "whatsapp",
                     *           "sender": "106540352242922",
                     *           "perSecond": 60,
                     *           "peoplePerDay": 10000,
                     *           "countries": [
                     *             "AT",
                     *             "DE"
                     *           ],
                     *           "webhookPath": "/api/v1/webhooks/whatsapp/1-019ab1c2-0000-4000-8000-00000000000c",
                     *           "changedAt": "2026-01-01T12:00:00.000Z",
                     *           "changedBy": "admin-1"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ChannelList"];
                };
            };
            /** @description Bad input, with the faulty fields */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description The role may not do this */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /**
             * @description Too many; see Retry-After
             *
             *     Too many; see Retry-After
             */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"] | components["schemas"]["TooManyReadsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["ReadTooSlowProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    channels_putWhatsApp: {
        parameters: {
            query?: never;
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WhatsAppAccount"];
            };
        };
        responses: {
            /** @description Set up */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "channel": "whatsapp",
                     *       "sender": "106540352242922",
                     *       "perSecond": 60,
                     *       "peoplePerDay": 10000,
                     *       "countries": [
                     *         "AT",
                     *         "DE"
                     *       ],
                     *       "webhookPath": "/api/v1/webhooks/whatsapp/1-019ab1c2-0000-4000-8000-00000000000c",
                     *       "changedAt": "2026-01-01T12:00:00.000Z",
                     *       "changedBy": "admin-1"
                     *     }
                     */
                    "application/json": components["schemas"]["Channel"];
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"] | components["schemas"]["MalformedJsonProblem"] | components["schemas"]["BodyIncompleteProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /**
             * @description The role may not do this
             *
             *     The role may not do this
             */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"] | components["schemas"]["CsrfRefusedProblem"];
                };
            };
            /** @description The number belongs to another business */
            409: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["SenderTakenProblem"];
                };
            };
            /** @description Too much in one request */
            413: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BodyTooLargeProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /** @description Not JSON, or packed (`Content-Encoding`), or not in UTF-8 */
            415: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description Too many; see Retry-After */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["AuditUnavailableProblem"] | components["schemas"]["ChannelKeysMissingProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    channels_putPhone: {
        parameters: {
            query?: never;
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PhoneAccount"];
            };
        };
        responses: {
            /** @description Set up */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "channel": "whatsapp",
                     *       "sender": "106540352242922",
                     *       "perSecond": 60,
                     *       "peoplePerDay": 10000,
                     *       "countries": [
                     *         "AT",
                     *         "DE"
                     *       ],
                     *       "webhookPath": "/api/v1/webhooks/whatsapp/1-019ab1c2-0000-4000-8000-00000000000c",
                     *       "changedAt": "2026-01-01T12:00:00.000Z",
                     *       "changedBy": "admin-1"
                     *     }
                     */
                    "application/json": components["schemas"]["Channel"];
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"] | components["schemas"]["MalformedJsonProblem"] | components["schemas"]["BodyIncompleteProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /**
             * @description The role may not do this
             *
             *     The role may not do this
             */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"] | components["schemas"]["CsrfRefusedProblem"];
                };
            };
            /** @description Too much in one request */
            413: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BodyTooLargeProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /** @description Not JSON, or packed (`Content-Encoding`), or not in UTF-8 */
            415: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description Too many; see Retry-After */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["AuditUnavailableProblem"] | components["schemas"]["ChannelKeysMissingProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    keys_list: {
        parameters: {
            query?: {
                /** @description Items of one page, 1 to 500 */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "019ab1c2-0000-7000-8000-00000000000a",
                     *           "name": "nightly clean-up",
                     *           "state": "active",
                     *           "role": "operator",
                     *           "operationTypes": [
                     *             "delete_leads_bulk"
                     *           ],
                     *           "createdBy": "admin-1",
                     *           "createdByKey": null,
                     *           "createdAt": "2026-01-01T12:00:00.000Z",
                     *           "expiresAt": "2026-12-31T00:00:00.000Z",
                     *           "revokedBy": null,
                     *           "revokedAt": null,
                     *           "lastUsedAt": "2026-01-02T03:00:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": "after-019ab1c2-0000-7000-8000-00000000000a"
                     *     }
                     */
                    "application/json": components["schemas"]["KeyPage"];
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description The role may not do this */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /** @description Too many; see Retry-After */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    keys_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewKey"];
            };
        };
        responses: {
            /** @description Made */
            201: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019ab1c2-0000-7000-8000-00000000000a",
                     *       "name": "nightly clean-up",
                     *       "state": "active",
                     *       "role": "operator",
                     *       "operationTypes": [
                     *         "delete_leads_bulk"
                     *       ],
                     *       "createdBy": "admin-1",
                     *       "createdByKey": null,
                     *       "createdAt": "2026-01-01T12:00:00.000Z",
                     *       "expiresAt": "2026-12-31T00:00:00.000Z",
                     *       "revokedBy": null,
                     *       "revokedAt": null,
                     *       "lastUsedAt": "2026-01-02T03:00:00.000Z",
                     *       "key": "bg_1_019ab1c2-0000-7000-8000-00000000000a_q3Zf0m6mWl8Jt1yq0m0mXq9kq5mC2r8b6sQv1nT4xYc"
                     *     }
                     */
                    "application/json": components["schemas"]["IssuedKey"];
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"] | components["schemas"]["MalformedJsonProblem"] | components["schemas"]["BodyIncompleteProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /**
             * @description The role may not do this
             *
             *     The role may not do this
             */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"] | components["schemas"]["CsrfRefusedProblem"];
                };
            };
            /** @description Too much in one request */
            413: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BodyTooLargeProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /** @description Not JSON, or packed (`Content-Encoding`), or not in UTF-8 */
            415: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description Too many; see Retry-After */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description The credential cannot be checked now; see Retry-After
             *
             *     The credential cannot be checked now; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TokenKeysUnavailableProblem"] | components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["AuditUnavailableProblem"];
                };
            };
        };
    };
    keys_revoke: {
        parameters: {
            query?: {
                /** @description Revokes the keys that it has made as well, which a 409 has named */
                withMadeKeys?: "true";
            };
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path: {
                /** @description Id of the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Nothing"];
            };
        };
        responses: {
            /** @description Revoked */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019ab1c2-0000-7000-8000-00000000000a",
                     *       "name": "nightly clean-up",
                     *       "state": "active",
                     *       "role": "operator",
                     *       "operationTypes": [
                     *         "delete_leads_bulk"
                     *       ],
                     *       "createdBy": "admin-1",
                     *       "createdByKey": null,
                     *       "createdAt": "2026-01-01T12:00:00.000Z",
                     *       "expiresAt": "2026-12-31T00:00:00.000Z",
                     *       "revokedBy": null,
                     *       "revokedAt": null,
                     *       "lastUsedAt": "2026-01-02T03:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Key"];
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MalformedJsonProblem"] | components["schemas"]["BodyIncompleteProblem"] | components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /**
             * @description The role may not do this
             *
             *     The role may not do this
             */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"] | components["schemas"]["CsrfRefusedProblem"];
                };
            };
            /** @description Unknown, or of another business */
            404: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["KeyNotFoundProblem"];
                };
            };
            /** @description Other keys would be revoked as well */
            409: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["KeyHasMadeKeysProblem"];
                };
            };
            /** @description Too much in one request */
            413: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BodyTooLargeProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /** @description Not JSON, or packed (`Content-Encoding`), or not in UTF-8 */
            415: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description Too many; see Retry-After */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["AuditUnavailableProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    audit_list: {
        parameters: {
            query?: {
                /** @description What was done */
                action?: components["schemas"]["AuditedAction"];
                /** @description Type of the operation that it was done to */
                operationType?: string;
                /** @description Who did it */
                subject?: string;
                /** @description Id of what it was done to */
                target?: string;
                result?: components["schemas"]["AuditResult"];
                /** @description The first moment that counts */
                from?: string;
                /** @description The first moment that does not count any more */
                to?: string;
                /** @description `csv` for all that matches in one file, as `Accept: text/csv` */
                format?: components["schemas"]["AuditFormat"];
                /** @description Items of one page, 1 to 500 */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, or the file */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "seq": 42,
                     *           "id": "019ab1c2-0000-7000-8000-00000000000b",
                     *           "at": "2026-01-01T12:00:00.120Z",
                     *           "subject": "operator-1",
                     *           "role": "operator",
                     *           "credentialKind": "token",
                     *           "credentialId": "operator-1",
                     *           "address": "192.0.2.7",
                     *           "requestId": "5f0c8a3e-6d0b-4b51-9d4e-0a3c5c1d7e21",
                     *           "action": "operation.start",
                     *           "operationType": "delete_leads_bulk",
                     *           "target": "019ab1c2-0000-7000-8000-000000000000",
                     *           "selection": "filter: status, source",
                     *           "count": null,
                     *           "result": "done",
                     *           "reason": null,
                     *           "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                     *         }
                     *       ],
                     *       "nextCursor": "after-42"
                     *     }
                     */
                    "application/json": components["schemas"]["AuditPage"];
                    /**
                     * @example seq,id,at,subject,role,credentialKind,credentialId,address,requestId,action,operationType,target,selection,count,result,reason,hash
                     *     42,019ab1c2-0000-7000-8000-00000000000b,2026-01-01T12:00:00.120Z,operator-1,operator,token,operator-1,192.0.2.7,5f0c8a3e-6d0b-4b51-9d4e-0a3c5c1d7e21,operation.start,delete_leads_bulk,019ab1c2-0000-7000-8000-000000000000,filter: status, source,,done,,9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
                     */
                    "text/csv": string;
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description The role may not do this */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /**
             * @description Too many; see Retry-After
             *
             *     Too many; see Retry-After
             *
             *     Too many; see Retry-After
             */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"] | components["schemas"]["TooManyReadsProblem"] | components["schemas"]["TooManyStreamsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["AuditUnavailableProblem"] | components["schemas"]["ReadTooSlowProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    audit_about: {
        parameters: {
            query?: {
                /** @description Items of one page, 1 to 500 */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path: {
                /** @description Table of the target, as its operations name it: with its schema, where they do */
                table: string;
                /** @description Id of the target */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "jobId": "019ab1c2-0000-7000-8000-000000000000",
                     *           "type": "delete_leads_bulk",
                     *           "requestedBy": "operator-1",
                     *           "at": "2026-01-01T12:00:05.760Z",
                     *           "outcome": "failed",
                     *           "code": "23503",
                     *           "constraint": "invoices_lead_id_fkey"
                     *         },
                     *         {
                     *           "jobId": "019ab1c2-0000-7000-8000-000000000000",
                     *           "type": "update_leads_bulk",
                     *           "requestedBy": "operator-1",
                     *           "at": "2026-01-01T12:00:05.760Z",
                     *           "outcome": "updated",
                     *           "restoredAs": null,
                     *           "name": "Grace Example",
                     *           "oldValues": {
                     *             "status": "new"
                     *           },
                     *           "newValues": {
                     *             "status": "lost"
                     *           }
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["TargetRecordPage"];
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description The role may not do this */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description Unknown, or of another business */
            404: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TargetNotFoundProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /**
             * @description Too many; see Retry-After
             *
             *     Too many; see Retry-After
             */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"] | components["schemas"]["TooManyReadsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["AuditUnavailableProblem"] | components["schemas"]["ReadTooSlowProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    session_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session of this cookie */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "subject": "operator-1",
                     *       "businessId": 1,
                     *       "role": "operator",
                     *       "operationTypes": null,
                     *       "permissions": [
                     *         "read",
                     *         "results",
                     *         "start",
                     *         "control",
                     *         "imports"
                     *       ],
                     *       "expiresAt": "2026-01-01T20:00:00.000Z",
                     *       "idleExpiresAt": "2026-01-01T12:30:00.000Z",
                     *       "csrfToken": "q3Zf0m6mWl8Jt1yq0m0mXq9kq5mC2r8b6sQv1nT4xYc"
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Bad input, with the faulty fields */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description The role may not do this */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The request has a bearer credential and no session */
            404: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NoSessionProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /** @description Too many; see Retry-After */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    session_open: {
        parameters: {
            query?: never;
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Nothing"];
            };
        };
        responses: {
            /** @description Logged in */
            201: {
                headers: {
                    /** @description The session: HttpOnly, SameSite=Strict, and Secure with the prefix `__Host-` outside of localhost */
                    "Set-Cookie": string;
                    /** @description The session */
                    Location: string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "subject": "operator-1",
                     *       "businessId": 1,
                     *       "role": "operator",
                     *       "operationTypes": null,
                     *       "permissions": [
                     *         "read",
                     *         "results",
                     *         "start",
                     *         "control",
                     *         "imports"
                     *       ],
                     *       "expiresAt": "2026-01-01T20:00:00.000Z",
                     *       "idleExpiresAt": "2026-01-01T12:30:00.000Z",
                     *       "csrfToken": "q3Zf0m6mWl8Jt1yq0m0mXq9kq5mC2r8b6sQv1nT4xYc"
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MalformedJsonProblem"] | components["schemas"]["BodyIncompleteProblem"] | components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /** @description The role may not do this */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"];
                };
            };
            /** @description The installation serves browsers on its own machine only */
            409: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NoPublicOriginProblem"];
                };
            };
            /** @description Too much in one request */
            413: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BodyTooLargeProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /** @description Not JSON, or packed (`Content-Encoding`), or not in UTF-8 */
            415: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description Too many; see Retry-After */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["AuditUnavailableProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    session_close: {
        parameters: {
            query?: never;
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Nothing"];
            };
        };
        responses: {
            /** @description Ended */
            204: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MalformedJsonProblem"] | components["schemas"]["BodyIncompleteProblem"] | components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description No valid token */
            401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
                };
            };
            /**
             * @description The role may not do this
             *
             *     The role may not do this
             */
            403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ForbiddenProblem"] | components["schemas"]["CsrfRefusedProblem"];
                };
            };
            /** @description Too much in one request */
            413: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["BodyTooLargeProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /** @description Not JSON, or packed (`Content-Encoding`), or not in UTF-8 */
            415: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
                };
            };
            /** @description Too many; see Retry-After */
            429: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TooManyRequestsProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DatabaseUnavailableProblem"] | components["schemas"]["DatabaseBusyProblem"] | components["schemas"]["AuditUnavailableProblem"] | components["schemas"]["TokenKeysUnavailableProblem"];
                };
            };
        };
    };
    health_live: {
        parameters: {
            query?: never;
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "alive": true
                     *     }
                     */
                    "application/json": components["schemas"]["Alive"];
                };
            };
            /** @description Bad input, with the faulty fields */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
        };
    };
    health_ready: {
        parameters: {
            query?: never;
            header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                "x-request-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ready */
            200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ready": true,
                     *       "checks": {
                     *         "postgres": {
                     *           "status": "ok",
                     *           "durationMs": 2
                     *         },
                     *         "redis": {
                     *           "status": "ok",
                     *           "durationMs": 2
                     *         },
                     *         "temporal": {
                     *           "status": "ok",
                     *           "durationMs": 2
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Bad input, with the faulty fields */
            400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"];
                };
            };
            /** @description Path and query are too long */
            414: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UriTooLongProblem"];
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InternalErrorProblem"];
                };
            };
            /** @description Not ready, with the state of every part */
            503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    "x-request-id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["NotReadyProblem"];
                };
            };
        };
    };
}
type WithRequired<T, K extends keyof T> = T & {
    [P in K]-?: T[P];
};
