import { randomBytes } from 'node:crypto';
import { createKeyRing } from '../../service-kit/auth/secrets';
import type { Jobs } from '../../service-kit/jobs/queue';
import { crmDeps } from './crm-deps';
import { createIdleJobs, type IdleJobs } from './idle-jobs';
import type { Subgraph } from '../../service-kit/subgraph/subgraph';
import type { Viewer } from '../../service-kit/auth/viewer';
import {
  startKommoSimulator,
  type KommoSimulator,
  type KommoSimulatorOptions,
} from '../../simulator/kommo-simulator';
import { dataOf, useSubgraph, type TestSubgraph } from '../subgraph';
import { crmEntities } from '../../subgraphs/crm/src/data-source';
import { createRuntime, type CrmDeps, type CrmRuntime, type SyncJob } from '../../subgraphs/crm/src/runtime';
import { createCrm } from '../../subgraphs/crm/src/subgraph';
import { runSync } from '../../subgraphs/crm/src/sync/run-sync';

export interface CrmWorld {
  readonly graph: TestSubgraph;
  readonly kommo: KommoSimulator;
  readonly jobs: IdleJobs;
  readonly subgraph: Subgraph;
  /** What identity answers when crm asks whether a person may still connect accounts. */
  mayConnect(answer: boolean): void;
  readonly deps: CrmDeps;
  /** A runtime beside the subgraph's own, as a worker has one. */
  readonly runtime: CrmRuntime;
  /** Connects an account of the simulator by a long-lived token. @returns the connection's id */
  connect(viewer: Viewer, subdomain?: string): Promise<string>;
  /** Saves credentials and connects by OAuth. @returns the connection's id */
  connectByOAuth(viewer: Viewer, subdomain?: string): Promise<string>;
  /** Starts a synchronisation (or finds the waiting one) and carries it to its end in this process. */
  sync(viewer: Viewer, connectionId: string, mode?: 'INCREMENTAL' | 'FULL'): Promise<SyncJob>;
}

const SAVE = `mutation($input: SaveKommoCredentialsInput!) {
  saveKommoCredentials(input: $input) { userErrors { code path message } } }`;
const START = `mutation { startKommoOAuth { authorizeUrl expiresAt userErrors { code message } } }`;
const COMPLETE = `mutation($input: CompleteKommoOAuthInput!) {
  completeKommoOAuth(input: $input) { connection { id } userErrors { code path message } } }`;
const BY_TOKEN = `mutation($input: ConnectKommoWithTokenInput!) {
  connectKommoWithToken(input: $input) { connection { id } userErrors { code path message } } }`;
const START_SYNC = `mutation($input: StartSyncInput!) {
  startSync(input: $input) { run { id } userErrors { code message } } }`;

/** Consents as the simulator's admin does. @returns what Kommo appends to the redirect address */
export async function consent(authorizeUrl: string, subdomain = 'acme-demo') {
  const response = await fetch(`${authorizeUrl}&account=${subdomain}&auto=approve`, { redirect: 'manual' });
  const target = new URL(response.headers.get('location') ?? 'http://nowhere');
  const value = (name: string) => target.searchParams.get(name) ?? '';
  return { code: value('code'), state: value('state'), referer: value('referer'), search: target.search };
}

/**
 * The crm subgraph on its own database beside a Kommo simulator of its own.
 *
 * @param jobsOf other jobs than idle ones, asked for when the subgraph is made
 * @param others parts in place of the world's own
 */
export function useCrm(
  options: KommoSimulatorOptions = {},
  more: Partial<CrmDeps['kommo']> = {},
  jobsOf?: () => Jobs,
  others: Partial<CrmDeps> = {},
): CrmWorld {
  const jobs = createIdleJobs();
  let mayConnect = true;
  let kommo: KommoSimulator;
  let deps: CrmDeps;
  let runtime: CrmRuntime;
  let subgraph: Subgraph;
  beforeAll(async () => {
    kommo = await startKommoSimulator({ rateLimit: { perSecond: 0 }, ...options });
  });
  const graph = useSubgraph('crm', crmEntities, ({ source, tokens, log }) => {
    deps = crmDeps(source, kommo, {
      verifier: tokens.verifier,
      keyRing: createKeyRing([['k1', randomBytes(32)]]),
      kommo: {
        requestsPerSecond: 2_000,
        ...(options.clock === 'virtual' ? { now: () => kommo.control.now() * 1_000 } : {}),
        ...more,
      },
      jobs: jobsOf?.() ?? jobs,
      mayConnect: async () => mayConnect,
      log,
      ...others,
    });
    runtime = createRuntime(deps);
    subgraph = createCrm(deps);
    return subgraph;
  });
  afterAll(async () => {
    await runtime?.close();
    await kommo?.close();
  });

  async function mutate(viewer: Viewer, query: string, input?: object): Promise<Record<string, unknown>> {
    const data = dataOf(await graph.execute(viewer, query, input && { input }));
    const [payload] = Object.values(data as object) as { userErrors: unknown[] }[];
    expect(payload?.userErrors).toEqual([]);
    return payload as unknown as Record<string, unknown>;
  }
  const connectionIn = (payload: Record<string, unknown>) => (payload['connection'] as { id: string }).id;

  return {
    graph,
    jobs,
    mayConnect: (answer) => {
      mayConnect = answer;
    },
    get kommo() {
      return kommo;
    },
    get subgraph() {
      return subgraph;
    },
    get deps() {
      return deps;
    },
    get runtime() {
      return runtime;
    },
    async connect(viewer, subdomain = 'acme-demo') {
      const accessToken = kommo.issueLongLivedToken(subdomain);
      return connectionIn(await mutate(viewer, BY_TOKEN, { subdomain, accessToken }));
    },
    async connectByOAuth(viewer, subdomain = 'acme-demo') {
      const { clientId, clientSecret, redirectUri } = kommo.integration;
      await mutate(viewer, SAVE, { clientId, clientSecret, redirectUri });
      const { authorizeUrl } = await mutate(viewer, START);
      const { search: _search, ...grant } = await consent(String(authorizeUrl), subdomain);
      return connectionIn(await mutate(viewer, COMPLETE, grant));
    },
    async sync(viewer, connectionId, mode = 'INCREMENTAL') {
      const { run } = await mutate(viewer, START_SYNC, { connectionId, mode });
      const job = { orgId: viewer.orgId, connectionId, runId: (run as { id: string }).id };
      await runSync(runtime, job, 1, new AbortController().signal);
      return job;
    },
  };
}
