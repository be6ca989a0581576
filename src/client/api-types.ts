// Made from openapi.json by `npm run openapi`; not to be changed by hand.

export interface paths {
    readonly "/api/v1/operations": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List operations
         * @description Newest first. `type` and `status` may be repeated or separated by commas.
         */
        readonly get: operations["operations_list"];
        readonly put?: never;
        /**
         * Start a bulk operation
         * @description Accepts one job and answers at once; the work is done by workers. There is one live job of a type in a business: a second start is refused with 409, which says who holds the gate and how far it is.
         *
         *     Send an `Idempotency-Key` to be able to repeat the request after a lost answer: the same key and body lead to the same job. A list of ids is read as it comes and may be long; put `type` before `selection`, then a held gate is told before the list has been sent. 503 means that nothing was started, but for `outcome_unknown`, which names the job to look at.
         */
        readonly post: operations["operations_start"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/operations/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Look at one operation
         * @description Its state, counts, rate, and how it stands to its gate.
         */
        readonly get: operations["operations_get"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /**
         * Change the speed
         * @description Batch size and rest between two batches, in force from the next batch on.
         */
        readonly patch: operations["operations_changeSpeed"];
        readonly trace?: never;
    };
    readonly "/api/v1/operations/{id}/events": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Follow one operation
         * @description Server-sent events: `progress` when the job has changed, at most once a second, and `end` with the final status, after which the stream ends. The data of both is the job. Comments keep a silent stream open.
         */
        readonly get: operations["operations_listen"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/operations/{id}/pause": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Pause
         * @description The batch in hand ends, then nothing is written until it is resumed. The job keeps its gate. A pause that lasts longer than the policy allows ends the job as cancelled.
         */
        readonly post: operations["operations_pause"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/operations/{id}/resume": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Resume
         * @description Goes on where the job was paused.
         */
        readonly post: operations["operations_resume"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/operations/{id}/cancel": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Cancel
         * @description Recorded durably first, then carried out: the batch in hand ends and its work counts. A job that no worker has begun and that has no workflow yet is cancelled at once. Repeating it does no harm.
         */
        readonly post: operations["operations_cancel"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/gate": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * What is held
         * @description Every lock of your business with its holder and the time left. A foreign value has no `jobId`.
         */
        readonly get: operations["gate_list"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/leads": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List leads
         * @description By ascending id. The filter has the fields of `selection.filter`.
         */
        readonly get: operations["leads_list"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/health/live": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The process runs */
        readonly get: operations["health_live"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/health/ready": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** All that the process needs is there */
        readonly get: operations["health_ready"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        readonly Job: {
            /**
             * Format: uuid
             * @description UUID v7: sorts by the time of acceptance
             */
            readonly id: string;
            /** @description Operation type */
            readonly type: string;
            /** @enum {string} */
            readonly status: "pending" | "running" | "pausing" | "paused" | "cancelling" | "completed" | "failed" | "cancelled";
            readonly selection: {
                /** @enum {string} */
                readonly kind: "ids" | "filter" | "all";
                /** @description Present for kind `filter` */
                readonly filter?: {
                    readonly [key: string]: unknown;
                };
            };
            /** @description Targets of the job; null until a worker has begun it */
            readonly total: number | null;
            /** @description succeeded + failed + skipped */
            readonly processed: number;
            readonly succeeded: number;
            /** @description Targets that could not be handled; each is recorded */
            readonly failed: number;
            /** @description Ids that are unknown or of another business, and rows gone or changed when their turn came */
            readonly skipped: number;
            /** @description Set at the end: total = processed + notAttempted */
            readonly notAttempted: number | null;
            readonly percentage: number | null;
            /** @description Mean targets per second, from the begin to the latest batch, pauses left out */
            readonly ratePerSecond: number | null;
            /** @description At the mean rate so far; null where nothing moves */
            readonly etaSeconds: number | null;
            /** @description Temporal runs so far, joined by continue-as-new */
            readonly runs: number;
            readonly batchSize: number;
            /** @description Rest between two batches, in milliseconds */
            readonly throttleMs: number;
            /** @description Null in lists, where Redis is not asked */
            readonly gate: {
                /** @description Whether this job holds its gate now; null when Redis did not answer */
                readonly held: boolean | null;
                /** @description Seconds left of the lock, if it is held */
                readonly ttlSeconds: number | null;
            } | null;
            readonly workflowId: string;
            /**
             * Format: uri
             * @description This workflow in the Temporal Web UI
             */
            readonly temporalUi: string;
            /** @description Opaque subject of the credential that asked */
            readonly requestedBy: string;
            /** Format: date-time */
            readonly createdAt: string;
            /** @description When a worker began it */
            readonly startedAt: string | null;
            /** @description When the latest batch was committed */
            readonly heartbeatAt: string | null;
            readonly finishedAt: string | null;
            readonly cancelRequestedAt: string | null;
            readonly lastError: string | null;
            /** @description Nobody seems to work on it: it is `pending` for more than 2 s, or no batch was committed for longer than its rest between batches and twice the heartbeat time-out. No fault: it goes on as soon as a worker is there */
            readonly waitingForWorker: boolean;
            /** @description What makes sense to ask for now */
            readonly actions: readonly ("pause" | "resume" | "cancel" | "speed")[];
        };
        readonly JobPage: {
            readonly items: readonly components["schemas"]["Job"][];
            /** @description `cursor` of the next page; null on the last one */
            readonly nextCursor: string | null;
        };
        readonly HeldGate: {
            /** @description Operation type */
            readonly type: string;
            readonly holder: {
                /** @description Null for a value that is none of ours */
                readonly jobId: string | null;
                /** @description Null while the job has no row, or for a foreign value */
                readonly status: ("pending" | "running" | "pausing" | "paused" | "cancelling" | "completed" | "failed" | "cancelled") | null;
                /** @description When it began; before that, when it was accepted */
                readonly startedAt: string | null;
                readonly processed: number | null;
                readonly total: number | null;
            };
            /** @description What stands in the lock: what a release by hand must name */
            readonly value: string;
            /** @description The value is not of this system: it is respected and never reclaimed */
            readonly foreign: boolean;
            /** @description Seconds left; null means no expiry */
            readonly ttlSeconds: number | null;
        };
        readonly HeldGates: {
            readonly items: readonly components["schemas"]["HeldGate"][];
        };
        readonly Lead: {
            readonly id: number;
            readonly name: string;
            readonly phone: string | null;
            readonly email: string | null;
            readonly status: string;
            readonly source: string;
            readonly importId: number | null;
            /** Format: date-time */
            readonly createdAt: string;
        };
        readonly LeadPage: {
            readonly items: readonly components["schemas"]["Lead"][];
            /** @description `cursor` of the next page; null on the last one */
            readonly nextCursor: string | null;
        };
        readonly Alive: {
            /** @constant */
            readonly alive: true;
        };
        readonly Health: {
            readonly ready: boolean;
            readonly checks: {
                readonly postgres: {
                    /** @enum {string} */
                    readonly status: "ok" | "error";
                    readonly durationMs: number;
                    readonly error?: string;
                };
                readonly redis: {
                    /** @enum {string} */
                    readonly status: "ok" | "error";
                    readonly durationMs: number;
                    readonly error?: string;
                };
                readonly temporal: {
                    /** @enum {string} */
                    readonly status: "ok" | "error";
                    readonly durationMs: number;
                    readonly error?: string;
                };
            };
        };
        readonly Problem: {
            /** @description Stable path that names the problem, made from `code` */
            readonly type: string;
            readonly title: string;
            readonly status: number;
            /** @description Stable: branch on this */
            readonly code: string;
            /** @description For people */
            readonly detail?: string;
            /** @description Path of the request */
            readonly instance: string;
            /** @description Also in the header `x-request-id`, and in our logs */
            readonly requestId: string;
            /** @description Faulty fields of the request */
            readonly errors?: readonly {
                readonly field: string;
                readonly message: string;
            }[];
        };
        /** @description An empty object, or no body */
        readonly Nothing: Record<string, never>;
        readonly NewOperation: {
            /**
             * @description Operation type
             * @enum {string}
             */
            readonly type: "delete_leads_bulk";
            /** @description What to touch: explicit ids (duplicates count once), a filter (fields joined by AND), or everything */
            readonly selection: {
                readonly ids: readonly number[];
            } | {
                readonly filter: {
                    readonly status?: string;
                    readonly source?: string;
                    readonly text?: string;
                    /** Format: date-time */
                    readonly createdBefore?: string;
                    /** Format: date-time */
                    readonly createdAfter?: string;
                    readonly importId?: number;
                };
            } | {
                /** @constant */
                readonly all: true;
            };
            /** @description In place of the policy's values; can be changed while the job runs */
            readonly options?: {
                readonly batchSize?: number;
                readonly throttleMs?: number;
            };
        };
        readonly Speed: {
            readonly batchSize?: number;
            readonly throttleMs?: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readonly operations_list: {
        readonly parameters: {
            readonly query?: {
                readonly type?: readonly string[];
                readonly status?: readonly ("pending" | "running" | "pausing" | "paused" | "cancelling" | "completed" | "failed" | "cancelled")[];
                /** @description Items of one page, 1 to 500 */
                readonly limit?: number;
                /** @description `nextCursor` of the page before */
                readonly cursor?: string;
            };
            readonly header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                readonly "x-request-id"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page */
            readonly 200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
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
                     *           "total": 5000,
                     *           "processed": 1200,
                     *           "succeeded": 1190,
                     *           "failed": 2,
                     *           "skipped": 8,
                     *           "notAttempted": null,
                     *           "percentage": 24,
                     *           "ratePerSecond": 212.5,
                     *           "etaSeconds": 18,
                     *           "runs": 1,
                     *           "batchSize": 50,
                     *           "throttleMs": 200,
                     *           "gate": null,
                     *           "workflowId": "bulk:1:delete_leads_bulk:019ab1c2-0000-7000-8000-000000000000",
                     *           "temporalUi": "http://127.0.0.1:8233/namespaces/default/workflows/bulk%3A1%3Adelete_leads_bulk%3A019ab1c2-0000-7000-8000-000000000000",
                     *           "requestedBy": "operator-1",
                     *           "createdAt": "2026-01-01T12:00:00.000Z",
                     *           "startedAt": "2026-01-01T12:00:00.120Z",
                     *           "heartbeatAt": "2026-01-01T12:00:05.760Z",
                     *           "finishedAt": null,
                     *           "cancelRequestedAt": null,
                     *           "lastError": null,
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
                    readonly "application/json": components["schemas"]["JobPage"];
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            readonly 400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 400;
                        /** @enum {string} */
                        readonly code: "invalid_request";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description No valid token */
            readonly 401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    readonly "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 401;
                        /** @enum {string} */
                        readonly code: "unauthenticated";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description The role may not do this */
            readonly 403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 403;
                        /** @enum {string} */
                        readonly code: "forbidden";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            readonly 500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 500;
                        /** @enum {string} */
                        readonly code: "internal_error";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description Something is away; see Retry-After */
            readonly 503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    readonly "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 503;
                        /** @enum {string} */
                        readonly code: "database_unavailable" | "database_busy";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
        };
    };
    readonly operations_start: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description 1 to 255 printable ASCII characters, the first and the last no space; kept 30 days */
                readonly "Idempotency-Key"?: string;
                /** @description Yours, if you send one: it comes back and is in our logs */
                readonly "x-request-id"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["NewOperation"];
            };
        };
        readonly responses: {
            /** @description Accepted */
            readonly 202: {
                headers: {
                    /** @description The job */
                    readonly Location: string;
                    /** @description `true` where this key had led to the job before */
                    readonly "Idempotent-Replayed"?: "true";
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
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
                     *       "total": 5000,
                     *       "processed": 1200,
                     *       "succeeded": 1190,
                     *       "failed": 2,
                     *       "skipped": 8,
                     *       "notAttempted": null,
                     *       "percentage": 24,
                     *       "ratePerSecond": 212.5,
                     *       "etaSeconds": 18,
                     *       "runs": 1,
                     *       "batchSize": 50,
                     *       "throttleMs": 200,
                     *       "gate": {
                     *         "held": true,
                     *         "ttlSeconds": 3594
                     *       },
                     *       "workflowId": "bulk:1:delete_leads_bulk:019ab1c2-0000-7000-8000-000000000000",
                     *       "temporalUi": "http://127.0.0.1:8233/namespaces/default/workflows/bulk%3A1%3Adelete_leads_bulk%3A019ab1c2-0000-7000-8000-000000000000",
                     *       "requestedBy": "operator-1",
                     *       "createdAt": "2026-01-01T12:00:00.000Z",
                     *       "startedAt": "2026-01-01T12:00:00.120Z",
                     *       "heartbeatAt": "2026-01-01T12:00:05.760Z",
                     *       "finishedAt": null,
                     *       "cancelRequestedAt": null,
                     *       "lastError": null,
                     *       "waitingForWorker": false,
                     *       "actions": [
                     *         "pause",
                     *         "cancel",
                     *         "speed"
                     *       ]
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Job"];
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            readonly 400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 400;
                        /** @enum {string} */
                        readonly code: "invalid_request" | "malformed_json" | "body_incomplete";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description No valid token */
            readonly 401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    readonly "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 401;
                        /** @enum {string} */
                        readonly code: "unauthenticated";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description The role may not do this */
            readonly 403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 403;
                        /** @enum {string} */
                        readonly code: "forbidden";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description The gate is held */
            readonly 409: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 409;
                        /** @enum {string} */
                        readonly code: "gate_held";
                        /** @description Who holds the gate */
                        readonly holder: {
                            /**
                             * Format: uuid
                             * @description Null for a lock that is none of ours
                             */
                            readonly jobId: string | null;
                            /** @enum {unknown} */
                            readonly status: "pending" | "running" | "pausing" | "paused" | "cancelling" | "completed" | "failed" | "cancelled" | null;
                            /** Format: date-time */
                            readonly startedAt: string | null;
                            readonly processed: number | null;
                            readonly total: number | null;
                            /** @description Seconds left; null for no expiry */
                            readonly ttlSeconds: number | null;
                        };
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /**
             * @description Too much in one request
             *
             *     Too much in one request
             */
            readonly 413: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": ({
                        /** @constant */
                        readonly status: 413;
                        /** @enum {string} */
                        readonly code: "body_too_large";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">) | ({
                        /** @constant */
                        readonly status: 413;
                        /** @enum {string} */
                        readonly code: "too_many_ids";
                        readonly maxIds: number;
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">);
                };
            };
            /** @description Not JSON */
            readonly 415: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 415;
                        /** @enum {string} */
                        readonly code: "unsupported_media_type";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description The key stands for another request */
            readonly 422: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 422;
                        /** @enum {string} */
                        readonly code: "idempotency_key_reused";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            readonly 500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 500;
                        /** @enum {string} */
                        readonly code: "internal_error";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /**
             * @description Something is away; see Retry-After
             *
             *     Something is away; see Retry-After
             */
            readonly 503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    readonly "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": ({
                        /** @constant */
                        readonly status: 503;
                        /** @enum {string} */
                        readonly code: "gate_unavailable" | "gate_contended" | "staging_lost" | "temporal_unavailable" | "database_unavailable" | "database_busy";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">) | ({
                        /** @constant */
                        readonly status: 503;
                        /** @enum {string} */
                        readonly code: "outcome_unknown";
                        /** Format: uuid */
                        readonly jobId: string;
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">);
                };
            };
        };
    };
    readonly operations_get: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                readonly "x-request-id"?: string;
            };
            readonly path: {
                /** @description Id of the operation */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The job */
            readonly 200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
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
                     *       "total": 5000,
                     *       "processed": 1200,
                     *       "succeeded": 1190,
                     *       "failed": 2,
                     *       "skipped": 8,
                     *       "notAttempted": null,
                     *       "percentage": 24,
                     *       "ratePerSecond": 212.5,
                     *       "etaSeconds": 18,
                     *       "runs": 1,
                     *       "batchSize": 50,
                     *       "throttleMs": 200,
                     *       "gate": {
                     *         "held": true,
                     *         "ttlSeconds": 3594
                     *       },
                     *       "workflowId": "bulk:1:delete_leads_bulk:019ab1c2-0000-7000-8000-000000000000",
                     *       "temporalUi": "http://127.0.0.1:8233/namespaces/default/workflows/bulk%3A1%3Adelete_leads_bulk%3A019ab1c2-0000-7000-8000-000000000000",
                     *       "requestedBy": "operator-1",
                     *       "createdAt": "2026-01-01T12:00:00.000Z",
                     *       "startedAt": "2026-01-01T12:00:00.120Z",
                     *       "heartbeatAt": "2026-01-01T12:00:05.760Z",
                     *       "finishedAt": null,
                     *       "cancelRequestedAt": null,
                     *       "lastError": null,
                     *       "waitingForWorker": false,
                     *       "actions": [
                     *         "pause",
                     *         "cancel",
                     *         "speed"
                     *       ]
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Bad input, with the faulty fields */
            readonly 400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 400;
                        /** @enum {string} */
                        readonly code: "invalid_request";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description No valid token */
            readonly 401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    readonly "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 401;
                        /** @enum {string} */
                        readonly code: "unauthenticated";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description The role may not do this */
            readonly 403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 403;
                        /** @enum {string} */
                        readonly code: "forbidden";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description Unknown, or of another business */
            readonly 404: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 404;
                        /** @enum {string} */
                        readonly code: "operation_not_found";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            readonly 500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 500;
                        /** @enum {string} */
                        readonly code: "internal_error";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description Something is away; see Retry-After */
            readonly 503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    readonly "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 503;
                        /** @enum {string} */
                        readonly code: "database_unavailable" | "database_busy";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
        };
    };
    readonly operations_changeSpeed: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                readonly "x-request-id"?: string;
            };
            readonly path: {
                /** @description Id of the operation */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["Speed"];
            };
        };
        readonly responses: {
            /** @description The job, as its workflow has confirmed it */
            readonly 200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
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
                     *       "total": 5000,
                     *       "processed": 1200,
                     *       "succeeded": 1190,
                     *       "failed": 2,
                     *       "skipped": 8,
                     *       "notAttempted": null,
                     *       "percentage": 24,
                     *       "ratePerSecond": 212.5,
                     *       "etaSeconds": 18,
                     *       "runs": 1,
                     *       "batchSize": 50,
                     *       "throttleMs": 200,
                     *       "gate": {
                     *         "held": true,
                     *         "ttlSeconds": 3594
                     *       },
                     *       "workflowId": "bulk:1:delete_leads_bulk:019ab1c2-0000-7000-8000-000000000000",
                     *       "temporalUi": "http://127.0.0.1:8233/namespaces/default/workflows/bulk%3A1%3Adelete_leads_bulk%3A019ab1c2-0000-7000-8000-000000000000",
                     *       "requestedBy": "operator-1",
                     *       "createdAt": "2026-01-01T12:00:00.000Z",
                     *       "startedAt": "2026-01-01T12:00:00.120Z",
                     *       "heartbeatAt": "2026-01-01T12:00:05.760Z",
                     *       "finishedAt": null,
                     *       "cancelRequestedAt": null,
                     *       "lastError": null,
                     *       "waitingForWorker": false,
                     *       "actions": [
                     *         "pause",
                     *         "cancel",
                     *         "speed"
                     *       ]
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Job"];
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            readonly 400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 400;
                        /** @enum {string} */
                        readonly code: "invalid_request" | "malformed_json" | "body_incomplete";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description No valid token */
            readonly 401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    readonly "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 401;
                        /** @enum {string} */
                        readonly code: "unauthenticated";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description The role may not do this */
            readonly 403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 403;
                        /** @enum {string} */
                        readonly code: "forbidden";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description Unknown, or of another business */
            readonly 404: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 404;
                        /** @enum {string} */
                        readonly code: "operation_not_found";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description Not now */
            readonly 409: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": ({
                        /** @constant */
                        readonly status: 409;
                        /** @enum {string} */
                        readonly code: "superseded";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">) | ({
                        /** @constant */
                        readonly status: 409;
                        /** @enum {string} */
                        readonly code: "wrong_status";
                        /** @enum {string} */
                        readonly jobStatus: "pending" | "running" | "pausing" | "paused" | "cancelling" | "completed" | "failed" | "cancelled";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">);
                };
            };
            /** @description Too much in one request */
            readonly 413: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 413;
                        /** @enum {string} */
                        readonly code: "body_too_large";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description Not JSON */
            readonly 415: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 415;
                        /** @enum {string} */
                        readonly code: "unsupported_media_type";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            readonly 500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 500;
                        /** @enum {string} */
                        readonly code: "internal_error";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /**
             * @description Not confirmed; see Retry-After
             *
             *     Not confirmed; see Retry-After
             */
            readonly 503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    readonly "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 503;
                        /** @enum {string} */
                        readonly code: "no_worker" | "not_started_yet" | "temporal_unavailable" | "database_unavailable" | "database_busy";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
        };
    };
    readonly operations_listen: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                readonly "x-request-id"?: string;
            };
            readonly path: {
                /** @description Id of the operation */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The stream */
            readonly 200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example retry: 2000
                     *
                     *     event: progress
                     *     data: {"id":"019ab1c2-0000-7000-8000-000000000000","type":"delete_leads_bulk","status":"running","selection":{"kind":"filter","filter":{"status":"lost","source":"import"}},"total":5000,"processed":1200,"succeeded":1190,"failed":2,"skipped":8,"notAttempted":null,"percentage":24,"ratePerSecond":212.5,"etaSeconds":18,"runs":1,"batchSize":50,"throttleMs":200,"gate":{"held":true,"ttlSeconds":3594},"workflowId":"bulk:1:delete_leads_bulk:019ab1c2-0000-7000-8000-000000000000","temporalUi":"http://127.0.0.1:8233/namespaces/default/workflows/bulk%3A1%3Adelete_leads_bulk%3A019ab1c2-0000-7000-8000-000000000000","requestedBy":"operator-1","createdAt":"2026-01-01T12:00:00.000Z","startedAt":"2026-01-01T12:00:00.120Z","heartbeatAt":"2026-01-01T12:00:05.760Z","finishedAt":null,"cancelRequestedAt":null,"lastError":null,"waitingForWorker":false,"actions":["pause","cancel","speed"]}
                     */
                    readonly "text/event-stream": string;
                };
            };
            /** @description Bad input, with the faulty fields */
            readonly 400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 400;
                        /** @enum {string} */
                        readonly code: "invalid_request";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description No valid token */
            readonly 401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    readonly "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 401;
                        /** @enum {string} */
                        readonly code: "unauthenticated";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description The role may not do this */
            readonly 403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 403;
                        /** @enum {string} */
                        readonly code: "forbidden";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description Unknown, or of another business */
            readonly 404: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 404;
                        /** @enum {string} */
                        readonly code: "operation_not_found";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            readonly 500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 500;
                        /** @enum {string} */
                        readonly code: "internal_error";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description Something is away; see Retry-After */
            readonly 503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    readonly "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 503;
                        /** @enum {string} */
                        readonly code: "database_unavailable" | "database_busy";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
        };
    };
    readonly operations_pause: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                readonly "x-request-id"?: string;
            };
            readonly path: {
                /** @description Id of the operation */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": components["schemas"]["Nothing"];
            };
        };
        readonly responses: {
            /** @description The job, as its workflow has confirmed it */
            readonly 200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
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
                     *       "total": 5000,
                     *       "processed": 1200,
                     *       "succeeded": 1190,
                     *       "failed": 2,
                     *       "skipped": 8,
                     *       "notAttempted": null,
                     *       "percentage": 24,
                     *       "ratePerSecond": 212.5,
                     *       "etaSeconds": 18,
                     *       "runs": 1,
                     *       "batchSize": 50,
                     *       "throttleMs": 200,
                     *       "gate": {
                     *         "held": true,
                     *         "ttlSeconds": 3594
                     *       },
                     *       "workflowId": "bulk:1:delete_leads_bulk:019ab1c2-0000-7000-8000-000000000000",
                     *       "temporalUi": "http://127.0.0.1:8233/namespaces/default/workflows/bulk%3A1%3Adelete_leads_bulk%3A019ab1c2-0000-7000-8000-000000000000",
                     *       "requestedBy": "operator-1",
                     *       "createdAt": "2026-01-01T12:00:00.000Z",
                     *       "startedAt": "2026-01-01T12:00:00.120Z",
                     *       "heartbeatAt": "2026-01-01T12:00:05.760Z",
                     *       "finishedAt": null,
                     *       "cancelRequestedAt": null,
                     *       "lastError": null,
                     *       "waitingForWorker": false,
                     *       "actions": [
                     *         "pause",
                     *         "cancel",
                     *         "speed"
                     *       ]
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Job"];
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            readonly 400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 400;
                        /** @enum {string} */
                        readonly code: "malformed_json" | "body_incomplete" | "invalid_request";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description No valid token */
            readonly 401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    readonly "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 401;
                        /** @enum {string} */
                        readonly code: "unauthenticated";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description The role may not do this */
            readonly 403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 403;
                        /** @enum {string} */
                        readonly code: "forbidden";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description Unknown, or of another business */
            readonly 404: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 404;
                        /** @enum {string} */
                        readonly code: "operation_not_found";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description Not now */
            readonly 409: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": ({
                        /** @constant */
                        readonly status: 409;
                        /** @enum {string} */
                        readonly code: "superseded";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">) | ({
                        /** @constant */
                        readonly status: 409;
                        /** @enum {string} */
                        readonly code: "wrong_status";
                        /** @enum {string} */
                        readonly jobStatus: "pending" | "running" | "pausing" | "paused" | "cancelling" | "completed" | "failed" | "cancelled";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">);
                };
            };
            /** @description Too much in one request */
            readonly 413: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 413;
                        /** @enum {string} */
                        readonly code: "body_too_large";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description Not JSON */
            readonly 415: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 415;
                        /** @enum {string} */
                        readonly code: "unsupported_media_type";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            readonly 500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 500;
                        /** @enum {string} */
                        readonly code: "internal_error";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /**
             * @description Not confirmed; see Retry-After
             *
             *     Not confirmed; see Retry-After
             */
            readonly 503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    readonly "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 503;
                        /** @enum {string} */
                        readonly code: "no_worker" | "not_started_yet" | "temporal_unavailable" | "database_unavailable" | "database_busy";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
        };
    };
    readonly operations_resume: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                readonly "x-request-id"?: string;
            };
            readonly path: {
                /** @description Id of the operation */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": components["schemas"]["Nothing"];
            };
        };
        readonly responses: {
            /** @description The job, as its workflow has confirmed it */
            readonly 200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
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
                     *       "total": 5000,
                     *       "processed": 1200,
                     *       "succeeded": 1190,
                     *       "failed": 2,
                     *       "skipped": 8,
                     *       "notAttempted": null,
                     *       "percentage": 24,
                     *       "ratePerSecond": 212.5,
                     *       "etaSeconds": 18,
                     *       "runs": 1,
                     *       "batchSize": 50,
                     *       "throttleMs": 200,
                     *       "gate": {
                     *         "held": true,
                     *         "ttlSeconds": 3594
                     *       },
                     *       "workflowId": "bulk:1:delete_leads_bulk:019ab1c2-0000-7000-8000-000000000000",
                     *       "temporalUi": "http://127.0.0.1:8233/namespaces/default/workflows/bulk%3A1%3Adelete_leads_bulk%3A019ab1c2-0000-7000-8000-000000000000",
                     *       "requestedBy": "operator-1",
                     *       "createdAt": "2026-01-01T12:00:00.000Z",
                     *       "startedAt": "2026-01-01T12:00:00.120Z",
                     *       "heartbeatAt": "2026-01-01T12:00:05.760Z",
                     *       "finishedAt": null,
                     *       "cancelRequestedAt": null,
                     *       "lastError": null,
                     *       "waitingForWorker": false,
                     *       "actions": [
                     *         "pause",
                     *         "cancel",
                     *         "speed"
                     *       ]
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Job"];
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            readonly 400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 400;
                        /** @enum {string} */
                        readonly code: "malformed_json" | "body_incomplete" | "invalid_request";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description No valid token */
            readonly 401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    readonly "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 401;
                        /** @enum {string} */
                        readonly code: "unauthenticated";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description The role may not do this */
            readonly 403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 403;
                        /** @enum {string} */
                        readonly code: "forbidden";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description Unknown, or of another business */
            readonly 404: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 404;
                        /** @enum {string} */
                        readonly code: "operation_not_found";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description Not now */
            readonly 409: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": ({
                        /** @constant */
                        readonly status: 409;
                        /** @enum {string} */
                        readonly code: "superseded";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">) | ({
                        /** @constant */
                        readonly status: 409;
                        /** @enum {string} */
                        readonly code: "wrong_status";
                        /** @enum {string} */
                        readonly jobStatus: "pending" | "running" | "pausing" | "paused" | "cancelling" | "completed" | "failed" | "cancelled";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">);
                };
            };
            /** @description Too much in one request */
            readonly 413: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 413;
                        /** @enum {string} */
                        readonly code: "body_too_large";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description Not JSON */
            readonly 415: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 415;
                        /** @enum {string} */
                        readonly code: "unsupported_media_type";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            readonly 500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 500;
                        /** @enum {string} */
                        readonly code: "internal_error";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /**
             * @description Not confirmed; see Retry-After
             *
             *     Not confirmed; see Retry-After
             */
            readonly 503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    readonly "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 503;
                        /** @enum {string} */
                        readonly code: "no_worker" | "not_started_yet" | "temporal_unavailable" | "database_unavailable" | "database_busy";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
        };
    };
    readonly operations_cancel: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                readonly "x-request-id"?: string;
            };
            readonly path: {
                /** @description Id of the operation */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": components["schemas"]["Nothing"];
            };
        };
        readonly responses: {
            /** @description Recorded */
            readonly 202: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
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
                     *       "total": 5000,
                     *       "processed": 1200,
                     *       "succeeded": 1190,
                     *       "failed": 2,
                     *       "skipped": 8,
                     *       "notAttempted": null,
                     *       "percentage": 24,
                     *       "ratePerSecond": 212.5,
                     *       "etaSeconds": 18,
                     *       "runs": 1,
                     *       "batchSize": 50,
                     *       "throttleMs": 200,
                     *       "gate": {
                     *         "held": true,
                     *         "ttlSeconds": 3594
                     *       },
                     *       "workflowId": "bulk:1:delete_leads_bulk:019ab1c2-0000-7000-8000-000000000000",
                     *       "temporalUi": "http://127.0.0.1:8233/namespaces/default/workflows/bulk%3A1%3Adelete_leads_bulk%3A019ab1c2-0000-7000-8000-000000000000",
                     *       "requestedBy": "operator-1",
                     *       "createdAt": "2026-01-01T12:00:00.000Z",
                     *       "startedAt": "2026-01-01T12:00:00.120Z",
                     *       "heartbeatAt": "2026-01-01T12:00:05.760Z",
                     *       "finishedAt": null,
                     *       "cancelRequestedAt": null,
                     *       "lastError": null,
                     *       "waitingForWorker": false,
                     *       "actions": [
                     *         "pause",
                     *         "cancel",
                     *         "speed"
                     *       ]
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Job"];
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            readonly 400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 400;
                        /** @enum {string} */
                        readonly code: "malformed_json" | "body_incomplete" | "invalid_request";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description No valid token */
            readonly 401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    readonly "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 401;
                        /** @enum {string} */
                        readonly code: "unauthenticated";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description The role may not do this */
            readonly 403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 403;
                        /** @enum {string} */
                        readonly code: "forbidden";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description Unknown, or of another business */
            readonly 404: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 404;
                        /** @enum {string} */
                        readonly code: "operation_not_found";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description The job has ended */
            readonly 409: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 409;
                        /** @enum {string} */
                        readonly code: "wrong_status";
                        /** @enum {string} */
                        readonly jobStatus: "pending" | "running" | "pausing" | "paused" | "cancelling" | "completed" | "failed" | "cancelled";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description Too much in one request */
            readonly 413: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 413;
                        /** @enum {string} */
                        readonly code: "body_too_large";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description Not JSON */
            readonly 415: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 415;
                        /** @enum {string} */
                        readonly code: "unsupported_media_type";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            readonly 500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 500;
                        /** @enum {string} */
                        readonly code: "internal_error";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description Something is away; see Retry-After */
            readonly 503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    readonly "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 503;
                        /** @enum {string} */
                        readonly code: "database_unavailable" | "database_busy";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
        };
    };
    readonly gate_list: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                readonly "x-request-id"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Held now */
            readonly 200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
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
                     *       ]
                     *     }
                     */
                    readonly "application/json": components["schemas"]["HeldGates"];
                };
            };
            /** @description Bad input, with the faulty fields */
            readonly 400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 400;
                        /** @enum {string} */
                        readonly code: "invalid_request";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description No valid token */
            readonly 401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    readonly "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 401;
                        /** @enum {string} */
                        readonly code: "unauthenticated";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description The role may not do this */
            readonly 403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 403;
                        /** @enum {string} */
                        readonly code: "forbidden";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            readonly 500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 500;
                        /** @enum {string} */
                        readonly code: "internal_error";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /**
             * @description Redis is away; see Retry-After
             *
             *     Redis is away; see Retry-After
             */
            readonly 503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    readonly "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 503;
                        /** @enum {string} */
                        readonly code: "gate_unavailable" | "database_unavailable" | "database_busy";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
        };
    };
    readonly leads_list: {
        readonly parameters: {
            readonly query?: {
                readonly status?: string;
                readonly source?: string;
                readonly text?: string;
                readonly createdBefore?: string;
                readonly createdAfter?: string;
                readonly importId?: number;
                /** @description Items of one page, 1 to 500 */
                readonly limit?: number;
                /** @description `nextCursor` of the page before */
                readonly cursor?: string;
            };
            readonly header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                readonly "x-request-id"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page */
            readonly 200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
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
                     *           "importId": 3,
                     *           "createdAt": "2025-12-01T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": "after-17"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["LeadPage"];
                };
            };
            /**
             * @description Bad input, with the faulty fields
             *
             *     Bad input, with the faulty fields
             */
            readonly 400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 400;
                        /** @enum {string} */
                        readonly code: "invalid_request";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description No valid token */
            readonly 401: {
                headers: {
                    /** @description The challenge (RFC 6750, 3) */
                    readonly "WWW-Authenticate": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 401;
                        /** @enum {string} */
                        readonly code: "unauthenticated";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description The role may not do this */
            readonly 403: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 403;
                        /** @enum {string} */
                        readonly code: "forbidden";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            readonly 500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 500;
                        /** @enum {string} */
                        readonly code: "internal_error";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description Something is away; see Retry-After */
            readonly 503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    readonly "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 503;
                        /** @enum {string} */
                        readonly code: "database_unavailable" | "database_busy";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
        };
    };
    readonly health_live: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                readonly "x-request-id"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It does */
            readonly 200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "alive": true
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Alive"];
                };
            };
            /** @description Bad input, with the faulty fields */
            readonly 400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 400;
                        /** @enum {string} */
                        readonly code: "invalid_request";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            readonly 500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 500;
                        /** @enum {string} */
                        readonly code: "internal_error";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
        };
    };
    readonly health_ready: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Yours, if you send one: it comes back and is in our logs */
                readonly "x-request-id"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Ready */
            readonly 200: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
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
                    readonly "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Bad input, with the faulty fields */
            readonly 400: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 400;
                        /** @enum {string} */
                        readonly code: "invalid_request";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description A fault of ours; it is in our logs under the request id */
            readonly 500: {
                headers: {
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 500;
                        /** @enum {string} */
                        readonly code: "internal_error";
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
            /** @description Not ready, with the state of every part */
            readonly 503: {
                headers: {
                    /** @description Seconds until another try makes sense */
                    readonly "Retry-After": string;
                    /** @description Yours if you sent one that can go into a log, else a new one */
                    readonly "x-request-id": string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": {
                        /** @constant */
                        readonly status: 503;
                        /** @enum {string} */
                        readonly code: "not_ready";
                        /** @constant */
                        readonly ready: false;
                        readonly checks: components["schemas"]["Health"]["checks"];
                    } & WithRequired<components["schemas"]["Problem"], "status" | "code">;
                };
            };
        };
    };
}
type WithRequired<T, K extends keyof T> = T & {
    [P in K]-?: T[P];
};
