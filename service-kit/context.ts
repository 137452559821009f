import type { DataSource, EntityManager } from 'typeorm';
import { inOrganization, readInOrganization } from './database';
import { unauthenticated } from './errors';
import type { Logger } from './logger';
import type { Viewer } from './viewer';

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
}

/** What every resolver and service of every subgraph can count on. */
export interface BaseContext<L> {
  readonly facts: RequestFacts;
  readonly log: Logger;
  readonly source: DataSource;
  /** Null for an anonymous caller. Rules look at it; services use {@link BaseContext.viewer}. */
  readonly viewerOrNull: Viewer | null;
  /** The caller. @throws GraphQLError UNAUTHENTICATED for an anonymous one */
  readonly viewer: Viewer;
  /** DataLoaders of this request; inside a transaction they are renewed and read through it. */
  readonly loaders: L;
  /** The open transaction, or null. Use {@link read} and {@link withTransaction}, not this. */
  readonly transaction: EntityManager | null;
  /** Run when the transaction has committed (at once when there is none): publish, enqueue. */
  readonly afterCommit: (act: () => void | Promise<void>) => void | Promise<void>;
}

export interface ContextParts<L, C extends BaseContext<L>> {
  facts: RequestFacts;
  log: Logger;
  source: DataSource;
  viewer: Viewer | null;
  makeLoaders: (ctx: C) => L;
}

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
  const base = {
    ...more,
    facts: parts.facts,
    log: parts.log,
    source: parts.source,
    viewerOrNull: parts.viewer,
    get viewer(): Viewer {
      if (!parts.viewer) throw unauthenticated();
      return parts.viewer;
    },
    transaction: null,
    afterCommit: (act: () => void | Promise<void>) => act(),
  };
  return attachLoaders(base, parts.makeLoaders);
}

const LOADERS = Symbol('makeLoaders');

/** Loaders are made when first used: most requests touch a few of them. */
function attachLoaders<L, C extends BaseContext<L>>(base: object, makeLoaders: (ctx: C) => L): C {
  let loaders: L | undefined;
  const ctx = Object.defineProperties(base, {
    loaders: { get: () => (loaders ??= makeLoaders(ctx)), enumerable: true, configurable: true },
    [LOADERS]: { value: makeLoaders, configurable: true },
  }) as C;
  return ctx;
}

type AnyContext = BaseContext<unknown>;

/**
 * Reads inside the caller's organisation: in the open transaction if there is one, else in a short one of its own.
 * A DataLoader's batch function calls it once per batch.
 *
 * @throws GraphQLError UNAUTHENTICATED for an anonymous caller
 */
export async function read<T>(ctx: AnyContext, work: (db: EntityManager) => Promise<T>): Promise<T> {
  if (ctx.transaction) return work(ctx.transaction);
  return readInOrganization(ctx.source, ctx.viewer.orgId, work);
}

/**
 * Runs a mutation's work in one transaction inside the caller's organisation. The context handed to `work` shadows the
 * outer one: its `transaction` is set and its loaders are new, so nothing read before is trusted inside. A nested call
 * joins the open transaction. What `afterCommit` was given runs after the commit, and never when it rolled back.
 */
export async function withTransaction<C extends AnyContext, T>(
  ctx: C,
  work: (ctx: C & { transaction: EntityManager }) => Promise<T>,
): Promise<T> {
  if (ctx.transaction) return work(ctx as C & { transaction: EntityManager });
  const waiting: (() => void | Promise<void>)[] = [];
  const { orgId } = ctx.viewer;
  const result = await inOrganization(ctx.source, orgId, (transaction) =>
    work(fork(ctx, transaction, (act) => void waiting.push(act))),
  );
  for (const act of waiting) await act();
  return result;
}

function fork<C extends AnyContext>(ctx: C, transaction: EntityManager, afterCommit: C['afterCommit']) {
  const { loaders: _old, ...descriptors } = Object.getOwnPropertyDescriptors(ctx) as Record<
    string,
    PropertyDescriptor
  >;
  const copy = Object.defineProperties({}, descriptors);
  Object.defineProperties(copy, {
    transaction: { value: transaction, enumerable: true },
    afterCommit: { value: afterCommit, enumerable: true },
  });
  const makeLoaders = (ctx as unknown as Record<symbol, (ctx: C) => unknown>)[LOADERS];
  if (!makeLoaders) throw new Error('A context is made by buildContext.');
  return attachLoaders(copy, makeLoaders as never) as unknown as C & { transaction: EntityManager };
}
