import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { deserialize, serialize } from 'node:v8';
import { defaultFieldResolver, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import type { EntityManager } from 'typeorm';
import { canonicalJson } from '../data/canonical-json';
import { idempotencyKeyReused } from '../errors/errors';
import type { Viewer } from '../auth/viewer';

/*
 * An effect that happens once per key, whatever dies meanwhile (docs/idempotency.md). The transaction that writes the
 * effect also writes a row under the key: both are committed or neither is. A second transaction with the same key waits
 * at that row for the first, finds it, and answers what the first one's work returned instead of doing it again.
 *
 * The gateway keeps whole answers and turns most repetitions away; this is what holds when the gateway died, or
 * could not know.
 */

/** How long a key is remembered. */
export const IDEMPOTENCY_HOURS = 24;
export const IDEMPOTENCY_HEADER = 'idempotency-key';

/** 1 to 255 visible ASCII characters; a UUID is a good one. */
const KEY = /^[\x21-\x7e]{1,255}$/;
/** As a structured header (draft-ietf-httpapi-idempotency-key-header) a key stands in quotes. */
const QUOTED = /^"(.*)"$/;

/** The request's key; null when there is none, undefined when what there is can't be one. */
export function readIdempotencyKey(headers: IncomingHttpHeaders): string | null | undefined {
  const given = headers[IDEMPOTENCY_HEADER];
  if (given === undefined) return null;
  const key = typeof given === 'string' ? given.replace(QUOTED, '$1') : '';
  return KEY.test(key) ? key : undefined;
}

/** One mutation field under a key. */
export interface IdempotentCall {
  readonly key: string;
  /** Field and response key: two of one operation are two effects. */
  readonly field: string;
  /** SHA-256 of its arguments, hex. */
  readonly fingerprint: string;
}

/** What the middleware sets on a context while a marked mutation field is resolved. */
interface IdempotentContext {
  idempotentCall: IdempotentCall | null;
  readonly viewerOrNull: Viewer | null;
  readonly facts: { readonly idempotencyKey: string | null };
}

/**
 * Middleware for `applyMiddleware`: each mutation field marked `@idempotent` runs its transaction under the request's key.
 * It is put on the request's one context: mutation fields run one after another (GraphQL spec, 6.2.2).
 */
export function idempotentMutations(schema: GraphQLSchema) {
  const fields = Object.values(schema.getMutationType()?.getFields() ?? {});
  const marked = fields.filter(({ astNode }) =>
    astNode?.directives?.some(({ name }) => name.value === 'idempotent'),
  );
  if (marked.length === 0) return {};
  return { Mutation: Object.fromEntries(marked.map(({ name }) => [name, underKey])) };
}

async function underKey(
  resolve: GraphQLFieldResolver<unknown, IdempotentContext>,
  ...[root, args, ctx, info]: Parameters<GraphQLFieldResolver<unknown, IdempotentContext>>
): Promise<unknown> {
  const { idempotencyKey: key } = ctx.facts;
  if (key === null) return (resolve ?? defaultFieldResolver)(root, args, ctx, info);
  ctx.idempotentCall = { key, field: `${info.fieldName} ${info.path.key}`, fingerprint: fingerprintOf(args) };
  try {
    return await resolve(root, args, ctx, info);
  } finally {
    ctx.idempotentCall = null;
  }
}

/** SHA-256 over a value's JSON with its properties in order, hex: what means the same has the same. */
export function fingerprintOf(value: unknown): string {
  const plain: unknown = JSON.parse(JSON.stringify(value)); // arguments may hold dates
  return createHash('sha256')
    .update(canonicalJson(plain) ?? '')
    .digest('hex');
}

/** Where a subgraph keeps its effects: `estimates.idempotent_effects`. */
const tableOf = (db: EntityManager): string =>
  `"${(db.connection.options as { schema?: string }).schema}".idempotent_effects`;

/**
 * Runs a transaction's work once per key.
 *
 * @param db the open transaction, inside the viewer's organisation
 * @returns what `work` returned, now or the first time
 * @throws GraphQLError IDEMPOTENCY_KEY_REUSED when the key was used with other arguments
 */
export async function onceInTransaction<T>(
  db: EntityManager,
  viewer: Viewer,
  call: IdempotentCall,
  work: () => Promise<T>,
): Promise<T> {
  const table = tableOf(db);
  const id = [viewer.orgId, viewer.userId, call.key, call.field];
  // An expired row counts as none. A row of a transaction still open makes this wait for its end.
  const claimed = (await db.query(
    `INSERT INTO ${table} AS known (org_id, user_id, key, field, fingerprint) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (org_id, user_id, key, field) DO UPDATE
       SET fingerprint = excluded.fingerprint, result = NULL, created_at = now()
       WHERE known.created_at < now() - interval '${IDEMPOTENCY_HOURS} hours'
     RETURNING 1`,
    [...id, call.fingerprint],
  )) as unknown[];
  const own = 'org_id = $1 AND user_id = $2 AND key = $3 AND field = $4';
  if (claimed.length === 0) {
    const [known] = (await db.query(`SELECT fingerprint, result FROM ${table} WHERE ${own}`, id)) as {
      fingerprint: string;
      result: Buffer;
    }[];
    if (known?.fingerprint !== call.fingerprint) throw idempotencyKeyReused();
    return deserialize(known.result) as T;
  }
  const result = await work();
  await db.query(`UPDATE ${table} SET result = $5 WHERE ${own}`, [...id, serialize(result)]);
  await forgetExpired(db, table, viewer.orgId);
  return result;
}

/** Keys that are over go with the next ones that come, some at a time: no job has to look at every organisation. */
async function forgetExpired(db: EntityManager, table: string, orgId: string): Promise<void> {
  await db.query(
    `DELETE FROM ${table} WHERE org_id = $1 AND ctid = ANY (ARRAY(
       SELECT ctid FROM ${table}
       WHERE org_id = $1 AND created_at < now() - interval '${IDEMPOTENCY_HOURS} hours'
       LIMIT 10 FOR UPDATE SKIP LOCKED))`,
    [orgId],
  );
}
