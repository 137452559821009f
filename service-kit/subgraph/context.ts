import type { DataSource, EntityManager } from 'typeorm';
import { recordScope, type AuditActor, type AuditChange, type AuditScope } from '../audit/audit-scope';
import { EVERYTHING, type Asked } from '../data/asked';
import type { ReadReplica } from '../data/read-replica';
import { Reader } from '../data/reader';
import { inOrganization, readInOrganization } from '../postgres/database';
import { requestTimeout, unauthenticated } from '../errors/errors';
import { onceInTransaction, type IdempotentCall } from '../postgres/idempotency';
import type { Logger } from '../process/logger';
import { aboutRequest, type RequestLog } from './about-request';
import type { Spending } from './spending';
import type { Trace } from '../http/trace';
import { sessionFreshness, type FindFreshness } from '../auth/step-up';
import type { Viewer } from '../auth/viewer';
import type { EventBell } from '../outbox/event-bell';
import type { JobBell } from '../jobs/job-bell';

/** What the gateway tells a subgraph about a request. Only `token` is trusted, and only after it was verified. */
export interface RequestFacts {
  requestId: string;
  token: string | null;
  /** The client's address as the gateway saw it; for the records, never for a decision about rights. */
  ip: string | null;
  userAgent: string | null;
  deviceId: string | null;
  appType: string | null;
  appVersion: string | null;
  /** The request's `Accept-Language`; a mail that follows is written in it when the person has set no language. */
  acceptLanguage: string | null;
  /** The `Idempotency-Key` of the request, if it has one that can be one. */
  idempotencyKey: string | null;
  /** Where the request stands among the records of other systems. */
  trace: Trace;
  /** When the request came to us, on the clock of `performance.now()`, which nobody sets; what waits in a queue came earlier. */
  arrivedAt?: number;
  /** When nobody waits for an answer any more, in ms since the epoch; without one the database's own time-out holds. */
  deadlineAt?: number;
  /** Whether the operation is one that may take long: no part of it is hurried. */
  isLong?: boolean;
  /**
   * The change version that the gateway read after the request came, for a query whose answer depends on nothing that versions don't
   * count: its reads may go to a replica that is at that version (decision 31).
   */
  changeVersion?: string;
  /** What the operation has cost so far; lists are charged when they are read. */
  spending?: Spending;
  /** Whether nobody waits any more already; only where work that nobody waits for may be left undone. */
  isAbandoned?: () => boolean;
}

/** What every resolver and service of every subgraph can count on. */
export interface BaseContext<L> {
  readonly facts: RequestFacts;
  readonly log: RequestLog;
  readonly source: DataSource;
  /** Null for an anonymous caller. Rules look at it; services use {@link BaseContext.viewer}. */
  readonly viewerOrNull: Viewer | null;
  /** The caller. @throws GraphQLError UNAUTHENTICATED for an anonymous one */
  readonly viewer: Viewer;
  /** Whether a session has proved lately who it is; see `demandFresh`. */
  readonly isFresh: FindFreshness;
  /** DataLoaders of this request; inside a transaction they are renewed and read through it. */
  readonly loaders: L;
  /** Sends this request's reads; see `data/read.ts`. */
  readonly reader: Reader;
  /** Where {@link reader} may read besides the primary. */
  readonly replica?: ReadReplica | undefined;
  /** What the operation asks for; everything, inside a transaction. */
  readonly asked: Asked;
  /** The open transaction, or null. Use {@link read} and {@link withTransaction}, not this. */
  readonly transaction: EntityManager | null;
  /** Set while a mutation field runs under an `Idempotency-Key`. */
  idempotentCall: IdempotentCall | null;
  /** The mutation field that is being run, set by the schema; what its transactions change is audited as its doing. */
  mutation: RunningMutation | null;
  /** What the open transaction is audited as; see {@link audited}. */
  readonly audit?: AuditScope | undefined;
  /** Asks for the delivery of events after the commit; `emit` rings it. Without one, they are found by the sweep. */
  readonly bell?: EventBell | undefined;
  /** Asks for the work on jobs after the commit; `enqueueJob` rings it. Without one, they are found by the sweep. */
  readonly jobBell?: JobBell | undefined;
  /** Run when the transaction has committed (at once when there is none): publish, enqueue. */
  readonly afterCommit: (act: () => void | Promise<void>) => void | Promise<void>;
}

/** A mutation field while it runs. */
export interface RunningMutation {
  readonly name: string;
}

export interface ContextParts<L, C extends BaseContext<L>> {
  facts: RequestFacts;
  /** The subgraph's. */
  log: Logger;
  source: DataSource;
  replica?: ReadReplica | undefined;
  viewer: Viewer | null;
  bell?: EventBell | undefined;
  isFresh?: FindFreshness | undefined;
  jobBell?: JobBell | undefined;
  makeLoaders: (ctx: C) => L;
}

const MAKE_LOADERS = Symbol('makeLoaders');
const LOADERS = Symbol('loaders');
const READER = Symbol('reader');
const BASE_LOG = Symbol('log of the subgraph');
const LOG = Symbol('log of the request');

interface Hidden {
  viewerOrNull: Viewer | null;
  [MAKE_LOADERS]: (ctx: never) => unknown;
  [LOADERS]?: unknown;
  [READER]?: Reader;
  facts: RequestFacts;
  [BASE_LOG]: Logger;
  [LOG]?: Logger | undefined;
}

/*
 * The computed properties live on a prototype, everything else in enumerable properties: Apollo Server hands resolvers a
 * shallow copy of the context (same prototype, `Object.assign`), which would evaluate getters of the object itself.
 */
const PROTOTYPE = {
  get viewer(): Viewer {
    const { viewerOrNull } = this as unknown as Hidden;
    if (!viewerOrNull) throw unauthenticated();
    return viewerOrNull;
  },
  /** Made when first used: most requests touch a few of them. */
  get loaders(): unknown {
    const hidden = this as unknown as Hidden;
    return (hidden[LOADERS] ??= hidden[MAKE_LOADERS](this as never));
  },
  /** Names the request in each line; most requests log nothing. */
  get log(): Logger {
    const hidden = this as unknown as Hidden;
    return (hidden[LOG] ??= hidden[BASE_LOG].child(aboutRequest(hidden.facts, hidden.viewerOrNull)));
  },
  get reader(): Reader {
    return ((this as unknown as Hidden)[READER] ??= new Reader(this as never));
  },
};

/**
 * Builds a request's context.
 *
 * @param parts what the request brings
 * @param more the subgraph's own dependencies, spread into the context
 */
export function buildContext<L, C extends BaseContext<L>>(
  parts: ContextParts<L, C>,
  more: Omit<C, keyof BaseContext<L>>,
): C {
  return Object.assign(Object.create(PROTOTYPE) as object, more, {
    facts: parts.facts,
    [BASE_LOG]: parts.log,
    source: parts.source,
    replica: parts.replica,
    viewerOrNull: parts.viewer,
    isFresh: parts.isFresh ?? sessionFreshness(parts.source),
    asked: EVERYTHING,
    transaction: null,
    idempotentCall: null,
    mutation: null,
    bell: parts.bell,
    jobBell: parts.jobBell,
    afterCommit: (act: () => void | Promise<void>) => act(),
    [MAKE_LOADERS]: parts.makeLoaders,
  }) as unknown as C;
}

type AnyContext = BaseContext<unknown>;

/** Tells a context what its operation asks for; before anything of it is resolved. */
export function setAsked(ctx: object, asked: Asked): void {
  (ctx as { asked: Asked }).asked = asked;
}

/**
 * Reads inside the caller's organisation: in the open transaction if there is one, else in a short one of its own.
 * A DataLoader's batch function calls it once per batch.
 *
 * @throws GraphQLError UNAUTHENTICATED for an anonymous caller, REQUEST_TIMEOUT when nobody waits for it any more
 */
export async function read<T>(ctx: AnyContext, work: (db: EntityManager) => Promise<T>): Promise<T> {
  if (ctx.transaction) return work(ctx.transaction);
  if (ctx.facts.isAbandoned?.()) throw requestTimeout();
  return readInOrganization(ctx.source, ctx.viewer.orgId, work, ctx.facts.deadlineAt);
}

/**
 * Runs a mutation's work in one transaction inside the caller's organisation. The context handed to `work` shadows the
 * outer one: its `transaction` is set and its loaders are new, so nothing read before is trusted inside. A nested call
 * joins the open transaction. What `afterCommit` was given runs after the commit, and never when it rolled back.
 * Under an `Idempotency-Key` that was used before, nothing runs: what `work` returned the first time is answered, so all
 * that counts has to be in there. When PostgreSQL ends it for a deadlock, `work` runs again from its beginning: what it keeps
 * outside of what it returns has to bear that. In a mutation an audit entry of all that changed is committed with it. After the
 * commit the outer context forgets what it read before, so that a payload shows
 * what was written; a service that knows what would be read next primes the loaders then.
 */
export async function withTransaction<C extends AnyContext, T>(
  ctx: C,
  work: (ctx: C & { transaction: EntityManager }) => Promise<T>,
): Promise<T> {
  if (ctx.transaction) return work(ctx as C & { transaction: EntityManager });
  let waiting: (() => void | Promise<void>)[] = [];
  const { viewer, idempotentCall: call } = ctx;
  let audit: AuditScope | undefined;
  const inTransaction = (transaction: EntityManager) => {
    const begin = () => work(fork(ctx, transaction, (act) => void waiting.push(act), audit));
    return call ? onceInTransaction(transaction, viewer, call, begin) : begin();
  };
  const result = await retried(() => {
    waiting = [];
    audit = auditOf(ctx, actorOf(viewer));
    return inOrganization(ctx.source, viewer.orgId, inTransaction, ctx.facts.deadlineAt, audit);
  });
  forgetReads(ctx);
  for (const act of waiting) await act();
  return result;
}

const DEADLOCK = '40P01';
/** How often a transaction is begun before its deadlocks are told. */
const TRIES = 4;

async function retried<T>(act: () => Promise<T>): Promise<T> {
  for (let left = TRIES - 1; ; left -= 1) {
    try {
      return await act();
    } catch (error) {
      const { code, driverError } = error as { code?: string; driverError?: { code?: string } };
      if (left === 0 || (code ?? driverError?.code) !== DEADLOCK) throw error;
    }
  }
}

/** Who a caller is to the audit. */
const actorOf = ({ userId: id, machine }: Viewer & { readonly machine?: 'KEY' | 'SUPPORT' }): AuditActor => ({
  kind: machine ?? 'USER',
  id,
});

/** What a transaction of this request is audited as; undefined outside mutations. */
function auditOf(
  ctx: AnyContext,
  actor: AuditActor,
  outcome: AuditScope['outcome'] = 'DONE',
): AuditScope | undefined {
  const { mutation, facts } = ctx;
  if (!mutation) return undefined;
  return { action: mutation.name, actor, outcome, ip: facts.ip, requestId: facts.requestId, told: [] };
}

/** What makes the scope of one more transaction of this request; for work that is not given a context. */
export const auditScopes =
  (ctx: AnyContext): (() => AuditScope | undefined) =>
  () =>
    auditOf(ctx, actorOf(ctx.viewer));

/** What work in {@link actInOrganization} may say of its audit entry. */
export interface OwnAudit {
  /** Says whose doing it is, once that is known. */
  isDoneBy(userId: string): void;
  /** Says that it only notes what was tried, by nobody who has proved who they are. */
  isRefused(): void;
  /** As {@link audited} does. */
  tell(change: AuditChange): void;
  /** Writes the entry now: so that a savepoint can take it back. */
  record(): Promise<void>;
}

/**
 * Runs a mutation's work in a transaction inside an organisation that the caller's token does not name: log-in, registration,
 * a link in a mail. Everything else uses {@link withTransaction}. As there, `work` runs again after a deadlock.
 *
 * @param who.actorId the person it is the doing of, where the caller is not logged in; null while nobody is known
 * @param who.outcome REFUSED when it only notes what was tried
 */
export async function actInOrganization<T>(
  ctx: AnyContext,
  who: { orgId: string; actorId: string | null; outcome?: AuditScope['outcome'] },
  work: (db: EntityManager, audit: OwnAudit) => Promise<T>,
): Promise<T> {
  const { orgId, actorId: id } = who;
  const actor: AuditActor = ctx.viewerOrNull
    ? actorOf(ctx.viewerOrNull)
    : { kind: id === null ? 'ANONYMOUS' : 'USER', id };
  return retried(() => {
    const scope = auditOf(ctx, actor, who.outcome);
    return inOrganization(ctx.source, orgId, (db) => work(db, ownAudit(db, scope)), undefined, scope);
  });
}

const ownAudit = (db: EntityManager, scope: AuditScope | undefined): OwnAudit => ({
  isDoneBy(id) {
    if (scope) scope.actor = { kind: 'USER', id };
  },
  isRefused() {
    if (scope) Object.assign(scope, { outcome: 'REFUSED', actor: { kind: 'ANONYMOUS', id: null } });
  },
  tell(change) {
    scope?.told.push(change);
  },
  async record() {
    if (scope) await recordScope(db, scope);
  },
});

/**
 * Adds to the audit entry of the open transaction what its changed rows don't say: an effect outside, what was asked for. What
 * stands in tables need not be told.
 */
export function audited(ctx: Pick<AnyContext, 'audit'>, change: AuditChange): void {
  ctx.audit?.told.push(change);
}

/** Forgets what the loaders have read. {@link withTransaction} does it by itself. */
export function forgetReads(ctx: AnyContext): void {
  (ctx as unknown as Hidden)[LOADERS] = undefined;
}

/**
 * Makes somebody the caller for the rest of this operation: they have just proved who they are, and may see themselves in
 * the answer (`logIn { user { role { key } } }`).
 *
 * @param ctx the one that the resolvers share; Apollo Server copies what `createContext` made
 */
export function enterAs(ctx: AnyContext, viewer: Viewer): void {
  Object.assign(ctx, { viewerOrNull: viewer, [LOG]: undefined });
  forgetReads(ctx);
}

/** A copy within the transaction, with loaders of its own. */
function fork<C extends AnyContext>(
  ctx: C,
  transaction: EntityManager,
  afterCommit: C['afterCommit'],
  audit: AuditScope | undefined,
) {
  const copy = Object.assign(Object.create(PROTOTYPE) as object, ctx, {
    transaction,
    afterCommit,
    audit,
    asked: EVERYTHING,
    [LOADERS]: undefined,
    [READER]: undefined,
  });
  return copy as unknown as C & { transaction: EntityManager };
}
