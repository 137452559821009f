import type { EntityManager } from 'typeorm';
import { newPublicId } from '../../../../service-kit/auth/api-key';
import { stepUpRequired } from '../../../../service-kit/auth/step-up';
import { checkId, newId } from '../../../../service-kit/data/ids';
import { createInputCheck } from '../../../../service-kit/data/input-check';
import { checkVersion } from '../../../../service-kit/data/versions';
import { notFound } from '../../../../service-kit/errors/errors';
import { reject } from '../../../../service-kit/errors/user-errors';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import type { CreateApiKeyInput, RotateApiKeyInput, UpdateApiKeyInput } from '../generated/types';
import { lockRoles, ownRoleWith } from '../roles/role-rules';
import type { Role } from '../roles/role.entity';
import { announceRevoked } from '../sessions/sessions.service';
import { refuseUnverified } from '../users/verified';
import { ApiKey, statusOf } from './api-key.entity';
import { checkName } from '../../../../service-kit/data/names';
import { checkAddresses, checkEnd, checkScopes } from './api-key-input';
import { addSecret, endSecrets, endTokens, retireSecrets } from './key-secrets';

/*
 * An organisation's API keys. They belong to it, not to whoever made them: when that person loses permissions or leaves, keys go
 * on as they are, and `scopesBeyondCreator` shows it. Nobody makes, changes or rotates a key that may do more than they may, for its
 * text is a way to do it.
 */

/** Keys of one organisation that work, at most. */
export const MAX_KEYS = 100;
const MAX_OVERLAP_HOURS = 168;

type Inside = Context & { transaction: EntityManager };

/** What a mutation that shows a key's text returns; sealed, for it is kept under the `Idempotency-Key`. */
export interface WithSecret {
  id: string;
  sealed: string;
}

const purposeOf = (id: string): string => `API key ${id}`;

/** The text that a mutation shows this once. @throws Error when the installation's keys have changed meanwhile */
export const openSecret = (ctx: Context, { id, sealed }: WithSecret): string =>
  ctx.secrets.open(sealed, purposeOf(id));

/**
 * Makes a key.
 *
 * @throws GraphQLError FORBIDDEN when the caller lost `keys:write`
 * @throws InputRejected EMAIL_NOT_VERIFIED, SANDBOX_ONLY, TOO_MANY_KEYS, or with every mistake in its values
 */
export async function createApiKey(ctx: Context, input: CreateApiKeyInput): Promise<WithSecret> {
  if (input.mode === 'TEST') {
    throw reject('SANDBOX_ONLY', 'mode', 'Test keys work in sandbox organisations, and this is none.');
  }
  return withTransaction(ctx, async (ctx) => {
    const { transaction: db, viewer } = ctx;
    await refuseUnverified(db, viewer.userId);
    const own = await holdKeys(db, ctx);
    const check = createInputCheck();
    const values = {
      name: checkName(check, input.name),
      scopes: checkScopes(check, input.scopes, own.permissions),
      allowedAddresses: checkAddresses(check, input.allowedAddresses ?? []),
      expiresAt: checkEnd(check, input.expiresAt),
    };
    check.finish();
    await refuseTooMany(db, viewer.orgId);
    const key = { orgId: viewer.orgId, id: newId(), publicId: newPublicId() };
    await db
      .getRepository(ApiKey)
      .insert({ ...key, ...values, createdById: viewer.userId, createdAt: new Date(), version: 1 });
    const text = await addSecret(db, key);
    return { id: key.id, sealed: ctx.secrets.seal(text, purposeOf(key.id)) };
  });
}

/**
 * Changes a key. Tokens that were had for it end: what they may do could be more than it may now. What lets it do more, from
 * elsewhere or for longer takes a fresh session, as making one does.
 *
 * @throws GraphQLError NOT_FOUND, FORBIDDEN, CONFLICT
 * @throws InputRejected KEY_REVOKED, KEY_EXCEEDS_YOURS, TOO_MANY_KEYS for one that had expired, or with every mistake in its values
 */
export async function updateApiKey(ctx: Context, input: UpdateApiKeyInput): Promise<{ id: string }> {
  const isFresh = await ctx.isFresh(ctx.viewer); // before: inside, it would wait for a second connection
  return withTransaction(ctx, async (ctx) => {
    const { transaction: db } = ctx;
    const own = await holdKeys(db, ctx);
    const key = await lockKey(ctx, input.id);
    checkVersion('The API key', key, input.expectedVersion);
    refuseUnusable(key, own);
    const check = createInputCheck();
    const changes: Partial<ApiKey> = {};
    if (input.name !== undefined) changes.name = checkName(check, input.name);
    if (input.scopes !== undefined) changes.scopes = checkScopes(check, input.scopes ?? [], own.permissions);
    if (input.allowedAddresses !== undefined) {
      changes.allowedAddresses = checkAddresses(check, input.allowedAddresses ?? []);
    }
    if (input.expiresAt !== undefined) {
      Object.assign(changes, { expiresAt: checkEnd(check, input.expiresAt), warnedDays: null });
    }
    check.finish();
    if (!isFresh && isWider(key, changes)) throw stepUpRequired();
    const { orgId, id, version } = key;
    if (changes.expiresAt && statusOf(key) === 'EXPIRED') await refuseTooMany(db, orgId);
    if (Object.keys(changes).length > 0) {
      await db.getRepository(ApiKey).update({ orgId, id }, { ...changes, version: version + 1 });
      announceEnded(ctx, await endTokens(db, key));
    }
    return { id };
  });
}

/** Whether a key may do more by it, be used from elsewhere, or live longer. */
const isWider = (key: ApiKey, { scopes, allowedAddresses, expiresAt }: Partial<ApiKey>): boolean =>
  (scopes?.some((scope) => !key.scopes.includes(scope)) ?? false) ||
  (allowedAddresses !== undefined && allowedAddresses.join() !== key.allowedAddresses.join()) ||
  (expiresAt !== undefined && expiresAt > key.expiresAt);

/**
 * Gives a key a new secret; the former one works for as long as is told. That of a key that had expired never works again.
 *
 * @throws GraphQLError NOT_FOUND, FORBIDDEN
 * @throws InputRejected EMAIL_NOT_VERIFIED, KEY_REVOKED, KEY_EXCEEDS_YOURS, OUT_OF_RANGE, or for a bad end
 */
export async function rotateApiKey(ctx: Context, input: RotateApiKeyInput): Promise<WithSecret> {
  const check = createInputCheck();
  const { overlapHours } = input;
  if (overlapHours < 0 || overlapHours > MAX_OVERLAP_HOURS) {
    check.refuse('OUT_OF_RANGE', ['overlapHours'], `0 to ${MAX_OVERLAP_HOURS} hours.`);
  }
  const expiresAt = checkEnd(check, input.expiresAt);
  check.finish();
  return withTransaction(ctx, async (ctx) => {
    const { transaction: db, viewer } = ctx;
    await refuseUnverified(db, viewer.userId);
    const own = await holdKeys(db, ctx);
    const key = await lockKey(ctx, input.id);
    refuseUnusable(key, own);
    const { orgId, id, version } = key;
    const isOver = statusOf(key) === 'EXPIRED';
    if (isOver) await refuseTooMany(db, orgId);
    announceEnded(ctx, await retireSecrets(db, key, isOver ? 0 : overlapHours));
    const text = await addSecret(db, key);
    await db
      .getRepository(ApiKey)
      .update({ orgId, id }, { expiresAt, warnedDays: null, version: version + 1 });
    return { id, sealed: ctx.secrets.seal(text, purposeOf(id)) };
  });
}

/**
 * Ends a key for ever. Whoever may manage keys may end any: that takes nothing they lack.
 *
 * @throws GraphQLError NOT_FOUND, FORBIDDEN
 */
export async function revokeApiKey(ctx: Context, input: { id: string }): Promise<{ id: string }> {
  return withTransaction(ctx, async (ctx) => {
    const { transaction: db } = ctx;
    await holdKeys(db, ctx);
    const { orgId, id, revokedAt, version } = await lockKey(ctx, input.id);
    if (revokedAt === null) {
      await db.getRepository(ApiKey).update({ orgId, id }, { revokedAt: new Date(), version: version + 1 });
      announceEnded(ctx, await endSecrets(db, { orgId, id }));
    }
    return { id };
  });
}

/** Orders changes of keys and roles in the organisation. @returns the caller's role as it is now @throws GraphQLError FORBIDDEN */
async function holdKeys(db: EntityManager, { viewer }: Context): Promise<Role> {
  await lockRoles(db, viewer.orgId);
  return ownRoleWith(db, viewer, 'keys:write');
}

async function lockKey({ transaction: db, viewer }: Inside, given: string): Promise<ApiKey> {
  const key = await db
    .getRepository(ApiKey)
    .findOneBy({ orgId: viewer.orgId, id: checkId(given, 'API key') });
  if (!key) throw notFound('API key');
  return key;
}

function refuseUnusable(key: ApiKey, own: Role): void {
  if (key.revokedAt) throw reject('KEY_REVOKED', 'id', 'This key was revoked: make another one.');
  const beyond = key.scopes.find((scope) => !own.permissions.includes(scope));
  if (beyond === undefined) return;
  throw reject(
    'KEY_EXCEEDS_YOURS',
    'id',
    `The key may do what you may not, "${beyond}" for one: ask somebody who may, or revoke it.`,
  );
}

async function refuseTooMany(db: EntityManager, orgId: string): Promise<void> {
  const [found] = (await db.query(
    `SELECT count(*)::int AS count FROM identity.api_keys
      WHERE org_id = $1 AND revoked_at IS NULL AND expires_at > clock_timestamp()`,
    [orgId],
  )) as { count: number }[];
  if ((found?.count ?? 0) >= MAX_KEYS) {
    throw reject('TOO_MANY_KEYS', '', `${MAX_KEYS} keys work already: revoke some.`);
  }
}

function announceEnded(ctx: Inside, secretIds: readonly string[]): void {
  if (secretIds.length > 0) void ctx.afterCommit(() => announceRevoked(ctx, secretIds));
}
