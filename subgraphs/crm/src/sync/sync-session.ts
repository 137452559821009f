import { readInOrganization } from '../../../../service-kit/postgres/database';
import { createTokenKeeper } from '../connections/token-keeper';
import { createKommoClient, type KommoClient, type Query } from '../kommo/client';
import type { ConnectionRef, CrmRuntime } from '../runtime';
import type { ActiveRun } from '../sync-runs/active-run';
import { SyncCursor, type SyncedEntity } from './sync-cursor.entity';

/** What the phases of one synchronisation work with. */
export interface SyncSession {
  readonly ref: ConnectionRef;
  readonly run: ActiveRun;
  /** Kommo's clock at its last answer, unix seconds. */
  readonly serverTime: number;
  /** GETs in the background lane. */
  get(path: string, query: Query): ReturnType<KommoClient['get']>;
  page(path: string, key: string, query: Query): ReturnType<KommoClient['page']>;
  /** The cursor of one kind of data; a fresh one when there is none yet. */
  cursor(entity: SyncedEntity): Promise<SyncCursor>;
  /** Rows of a query inside the organisation, outside any transaction of the run. */
  select<T>(sql: string, parameters: unknown[]): Promise<T[]>;
}

export function openSession(runtime: CrmRuntime, run: ActiveRun, signal: AbortSignal): SyncSession {
  const ref = { orgId: run.job.orgId, connectionId: run.job.connectionId };
  const client = createKommoClient({
    http: runtime.http,
    settings: runtime.settings,
    governor: runtime.governors.of(ref.connectionId),
    access: createTokenKeeper(runtime, ref),
  });
  const options = { lane: 'background', signal } as const;
  let serverTime = 0;
  const noteTime = <A extends { serverTime: number }>(answer: A): A => {
    ({ serverTime } = answer);
    return answer;
  };
  return {
    ref,
    run,
    get serverTime() {
      return serverTime;
    },
    get: async (path, query) => noteTime(await client.get(path, query, options)),
    page: async (path, key, query) => noteTime(await client.page(path, key, query, options)),
    cursor: (entity) =>
      readInOrganization(runtime.source, ref.orgId, async (db) => {
        const found = await db.findOneBy(SyncCursor, { ...ref, entity });
        return found ?? Object.assign(new SyncCursor(), EMPTY, ref, { entity });
      }),
    select: <T>(sql: string, parameters: unknown[]) =>
      readInOrganization(runtime.source, ref.orgId, (db) => db.query(sql, parameters) as Promise<T[]>),
  };
}

const EMPTY = {
  cursorAt: null,
  lastSyncedAt: null,
  walkRunId: null,
  walkFrom: null,
  walkTo: null,
  walkPage: null,
  walkFloor: null,
  errorCode: null,
  errorMessage: null,
  errorAt: null,
};
