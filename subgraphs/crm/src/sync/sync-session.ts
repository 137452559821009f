import type { EntityManager } from 'typeorm';
import { readInOrganization } from '../../../../service-kit/postgres/database';
import { createTokenKeeper } from '../connections/token-keeper';
import { clientOf } from '../connections/kommo-client';
import type { AccessSource, KommoClient, ListPage, Query, Relocation } from '../kommo/client';
import type { KommoErrorKind } from '../kommo/kommo-error';
import { parseAccount, type AccountRow } from '../kommo/rows';
import type { ConnectionRef, CrmRuntime } from '../runtime';
import type { ActiveRun } from '../sync-runs/active-run';
import { sure } from './read-whole';
import { readRights, type Rights } from './rights';
import { SyncCursor, type SyncedEntity } from './sync-cursor.entity';

/** What the phases of one synchronisation work with. */
export interface SyncSession {
  readonly ref: ConnectionRef;
  readonly run: ActiveRun;
  /** Kommo's clock at its last answer, unix seconds. */
  readonly serverTime: number;
  /** Seconds by which a `Date` of Kommo's that was not believed was off; 0 when all were. */
  readonly skew: number;
  /** What went wrong without stopping the run; null when nothing did. */
  readonly troubled: KommoErrorKind | null;
  /** The kind of data that is asked for out of turn just now: a failure is its. */
  readonly asking: SyncedEntity | null;
  /** Our clock, milliseconds since 1970. */
  now(): number;
  /** GETs in the background lane. */
  get(path: string, query: Query): ReturnType<KommoClient['get']>;
  page(path: string, key: string, query: Query): Promise<ListPage>;
  /** A page whose emptiness a second request has confirmed. */
  surePage(path: string, key: string, query: Query): Promise<ListPage>;
  /** The account, asked for once. */
  account(): Promise<AccountRow>;
  /** What the person who gave us access may see, asked for once. */
  rights(): Promise<Rights>;
  trouble(kind: KommoErrorKind): void;
  /** Looks up where the account lives now, and asks there from then on. */
  relocate(): Promise<Relocation>;
  /** The cursor of one kind of data; a fresh one when there is none yet. */
  cursor(entity: SyncedEntity): Promise<SyncCursor>;
  /** Reads inside the organisation, outside any transaction of the run. */
  read<T>(work: (db: EntityManager) => Promise<T>): Promise<T>;
  /** Rows of a query. */
  select<T>(sql: string, parameters: unknown[]): Promise<T[]>;
}

export function openSession(runtime: CrmRuntime, run: ActiveRun, signal: AbortSignal): SyncSession {
  const ref = { orgId: run.job.orgId, connectionId: run.job.connectionId };
  const access = createTokenKeeper(runtime, ref);
  return new Session(runtime, run, ref, clientOf(runtime, ref, access), access, signal);
}

class Session implements SyncSession {
  serverTime = 0;
  skew = 0;
  troubled: KommoErrorKind | null = null;
  asking: SyncedEntity | null = null;
  private knownAccount: Promise<AccountRow> | undefined;
  private knownRights: Promise<Rights> | undefined;

  constructor(
    private readonly runtime: CrmRuntime,
    readonly run: ActiveRun,
    readonly ref: ConnectionRef,
    private readonly client: KommoClient,
    private readonly access: AccessSource,
    private readonly signal: AbortSignal,
  ) {}

  now(): number {
    return (this.runtime.settings.now ?? Date.now)();
  }

  async get(path: string, query: Query) {
    return this.noteTime(await this.client.get(path, query, { lane: 'background', signal: this.signal }));
  }

  async page(path: string, key: string, query: Query): Promise<ListPage> {
    return this.noteTime(
      await this.client.page(path, key, query, { lane: 'background', signal: this.signal }),
    );
  }

  async surePage(path: string, key: string, query: Query): Promise<ListPage> {
    return sure(() => this.page(path, key, query));
  }

  account(): Promise<AccountRow> {
    this.knownAccount ??= this.get('/account', { with: 'datetime_settings' }).then(({ body }) =>
      parseAccount(body),
    );
    return this.knownAccount;
  }

  async relocate(): Promise<Relocation> {
    this.knownAccount = undefined;
    return this.access.relocate();
  }

  rights(): Promise<Rights> {
    this.knownRights ??= this.askRights();
    return this.knownRights;
  }

  trouble(kind: KommoErrorKind): void {
    this.troubled = kind;
  }

  cursor(entity: SyncedEntity): Promise<SyncCursor> {
    return this.read(async (db) => {
      const found = await db.findOneBy(SyncCursor, { ...this.ref, entity });
      return found ?? Object.assign(new SyncCursor(), EMPTY, this.ref, { entity });
    });
  }

  read<T>(work: (db: EntityManager) => Promise<T>): Promise<T> {
    return readInOrganization(this.runtime.source, this.ref.orgId, work);
  }

  select<T>(sql: string, parameters: unknown[]): Promise<T[]> {
    return this.read((db) => db.query(sql, parameters) as Promise<T[]>);
  }

  private async askRights(): Promise<Rights> {
    this.asking = 'USERS';
    const rights = await readRights(this, await this.account());
    this.asking = null;
    return rights;
  }

  private noteTime<A extends { serverTime: number; skew: number }>(answer: A): A {
    this.serverTime = answer.serverTime;
    if (answer.skew !== 0) this.skew = answer.skew;
    return answer;
  }
}

const EMPTY = {
  cursorAt: null,
  lastSyncedAt: null,
  rights: null,
  walkRunId: null,
  walkFrom: null,
  walkTo: null,
  walkAt: null,
  walkSeen: '0',
  walkTries: 0,
  errorCode: null,
  errorMessage: null,
  errorAt: null,
};
