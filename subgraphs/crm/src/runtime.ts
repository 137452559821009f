import type { DataSource } from 'typeorm';
import { JOBS } from '../../../schema/jobs';
import type { JobDefinition } from '../../../service-kit/jobs/job-kind';
import type { Changes } from '../../../service-kit/changes/changes';
import type { Logger } from '../../../service-kit/process/logger';
import type { JobQueue, Jobs } from '../../../service-kit/jobs/queue';
import type { ReadReplica } from '../../../service-kit/data/read-replica';
import type { FieldRates } from '../../../service-kit/auth/field-rates';
import type { KeyRing } from '../../../service-kit/auth/secrets';
import type { FindFreshness } from '../../../service-kit/auth/step-up';
import type { TokenVerifier } from '../../../service-kit/auth/viewer';
import type { EventBell } from '../../../service-kit/outbox/event-bell';
import type { JobBell } from '../../../service-kit/jobs/job-bell';
import type { Mailer } from '../../../service-kit/mail/mail-kind';
import { createMailer } from '../../../service-kit/mail/mails';
import { createAccountPace, type AccountPace } from './kommo/account-pace';
import { DEFAULT_REQUESTS_PER_SECOND, processGovernors, type Governors } from './kommo/governor';
import { createKommoHttp, type KommoHttp } from './kommo/http';
import { showKommoBudget } from './kommo/kommo-metrics';
import type { KommoSettings } from './kommo/settings';

/** What the crm subgraph and its workers are made of; nothing here is read from the environment. */
export interface CrmDeps {
  source: DataSource;
  /** Where reads may go besides. */
  replica?: ReadReplica | undefined;
  verifier: TokenVerifier;
  /** How `@stepUp` finds out whether a session is fresh; by identity's database unless given. */
  isFresh?: FindFreshness;
  keyRing: KeyRing;
  kommo: KommoSettings;
  jobs: Jobs;
  bell?: EventBell | undefined;
  jobBell?: JobBell | undefined;
  changes: Changes;
  log: Logger;
  /** Whether a person may still connect accounts in an organisation; asked where there is no token. */
  mayConnect(who: { orgId: string; userId: string }): Promise<boolean>;
  rates?: FieldRates;
  /** The kinds of jobs of all subgraphs; those of `schema/jobs.ts` unless given. */
  jobKinds?: readonly JobDefinition[];
}

/** A connection within its organisation: what every piece of background work carries with it. */
export interface ConnectionRef {
  orgId: string;
  connectionId: string;
}

/** The payload of a synchronisation job. */
export interface SyncJob extends ConnectionRef {
  runId: string;
  /** How often in a row the run ended at a time-out with nothing read. */
  timeOuts?: number;
}

/** Payload of the job that starts scheduled synchronisations. */
export interface PollJob extends ConnectionRef {
  /** Which interval since 1970 it is for. */
  slot: number;
  /** Whether only the tokens are kept alive: the schedule is turned off. */
  isKeepAlive?: boolean;
}

/** Payload of the job that works through what webhooks told. */
export type HookJob = ConnectionRef;

export const HOOK_QUEUE = 'crm-hooks';
export const SYNC_QUEUE = 'crm-sync';
export const POLL_QUEUE = 'crm-poll';

/** Everything services share within a process: made once by `createCrm` and once by `startCrmWorkers`. */
export interface CrmRuntime {
  readonly source: DataSource;
  readonly keyRing: KeyRing;
  readonly settings: KommoSettings;
  readonly http: KommoHttp;
  readonly governors: Governors;
  readonly pace: AccountPace;
  readonly jobs: Jobs;
  readonly syncQueue: JobQueue<SyncJob>;
  readonly pollQueue: JobQueue<PollJob>;
  readonly hookQueue: JobQueue<HookJob>;
  readonly bell: EventBell | undefined;
  readonly changes: Changes;
  readonly mailer: Mailer;
  readonly log: Logger;
  /** Token renewals under way in this process, by connection id. */
  readonly mayConnect: CrmDeps['mayConnect'];
  readonly jobKinds: readonly JobDefinition[];
  readonly renewals: Map<string, Promise<unknown>>;
  close(): Promise<void>;
}

/** Makes a runtime. `close` ends its queues and connections to Kommo, not the data source. */
export function createRuntime(deps: CrmDeps): CrmRuntime {
  const http = createKommoHttp(undefined, deps.kommo.now);
  showKommoBudget(deps.kommo.requestsPerSecond ?? DEFAULT_REQUESTS_PER_SECOND);
  const syncQueue = deps.jobs.queue<SyncJob>(SYNC_QUEUE);
  const pollQueue = deps.jobs.queue<PollJob>(POLL_QUEUE);
  const hookQueue = deps.jobs.queue<HookJob>(HOOK_QUEUE);
  return {
    source: deps.source,
    keyRing: deps.keyRing,
    settings: deps.kommo,
    http,
    governors: processGovernors(deps.kommo.requestsPerSecond),
    pace: createAccountPace(deps.source, deps.kommo.requestsPerSecond ?? DEFAULT_REQUESTS_PER_SECOND),
    jobs: deps.jobs,
    syncQueue,
    pollQueue,
    hookQueue,
    bell: deps.bell,
    changes: deps.changes,
    mailer: createMailer(deps.keyRing),
    mayConnect: deps.mayConnect,
    jobKinds: deps.jobKinds ?? JOBS,
    log: deps.log.child({ subgraph: 'crm' }),
    renewals: new Map(),
    close: async () => {
      await Promise.all([syncQueue.close(), pollQueue.close(), hookQueue.close(), http.close()]);
    },
  };
}
