import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { addressKey } from '../../../../service-kit/http/address-key';
import { rateLimited } from '../../../../service-kit/errors/errors';
import { InputRejected } from '../../../../service-kit/errors/user-errors';
import type { Context } from '../context';
import { tellLockedOut } from './lock-out-notice';
import { parseEmail } from '../../../../service-kit/mail/email-address';

/*
 * Guessing passwords. Each execution of `logIn` takes a place in the database before anything is checked, so aliases, batches,
 * sockets, several gateways and a subgraph's own port count alike, and parallel guesses can't slip through together.
 *
 *   by account   5 failures, then one try after 1, 2, 4, 8, 15, 15 … minutes; an hour without tries forgets them
 *   by address   50 failures in an hour, then the same
 *
 * Accounts that don't exist are counted like those that do. Whoever tries from a device that the account was entered from
 * is counted apart, and not by address: nobody can lock the owner out. A success forgets the account's failures.
 * Why not by rate-limiter-flexible, which counts elsewhere: docs/decisions/0029.
 */

const PER_ACCOUNT = 5;
const PER_ADDRESS = 50;

/** While others of the account are being checked, one waits for their outcome instead of being refused. */
const ASK_AGAIN_MS = 50;
const MAX_WAIT_MS = 10_000;
/** A shorter device id could be guessed, or shared by many. */
const MIN_DEVICE_ID_LENGTH = 16;

type Outcome = 'SUCCEEDED' | 'FAILED' | 'UNDECIDED';

/**
 * Runs a log-in if its account and address have tries left, and counts how it ends.
 *
 * @param email as typed
 * @param isDone whether the answer is a success; one that is neither that nor a failure forgets nothing, and the device is not the
 *   account's yet: a password was right, and a second factor is wanted
 * @throws GraphQLError RATE_LIMITED with `retryAfterMs`; what `work` throws
 */
export const guardLogIn = <T>(
  ctx: Context,
  email: string,
  work: (isKnownDevice: boolean) => Promise<T>,
  isDone?: (result: T) => boolean,
): Promise<T> =>
  guard(ctx, accountOf(email), work, {
    isDone,
    onLockOut: () => tellLockedOut(ctx, parseEmail(email)?.emailKey ?? ''),
  });

/**
 * Guards the second factor of a person in the same way: each execution counts, by person and by address, and whoever holds the
 * password can't lock the owner out of a device that proved it before.
 */
export const guardSecondFactor = <T>(ctx: Context, userId: string, work: () => Promise<T>): Promise<T> =>
  guard(ctx, `second factor ${userId}`, work);

/** A refusal that says nothing about the proof: it is no failure of a guesser's. */
export class EntryRefused extends InputRejected {}

async function guard<T>(
  ctx: Context,
  account: string,
  work: (isKnownDevice: boolean) => Promise<T>,
  more: { isDone?: ((result: T) => boolean) | undefined; onLockOut?: () => Promise<void> } = {},
): Promise<T> {
  const { isDone = () => true, onLockOut } = more;
  const keys = keysOf(ctx, account);
  const isKnown = await begin(ctx, keys);
  let outcome: Outcome = 'UNDECIDED';
  try {
    const result = await work(isKnown);
    if (isDone(result)) outcome = 'SUCCEEDED';
    return result;
  } catch (error) {
    if (error instanceof InputRejected && !(error instanceof EntryRefused)) outcome = 'FAILED';
    throw error;
  } finally {
    const [row] = (await ctx.source.query(
      'SELECT identity.end_log_in($1, $2, $3, $4, $5, $6, $7) AS failures',
      [...keys, outcome, isKnown],
    )) as { failures: number | null }[];
    // Nobody waits for it: an answer must not tell by its time whether there is somebody to write to.
    if (outcome === 'FAILED' && row?.failures === PER_ACCOUNT) {
      void onLockOut?.().catch((error: unknown) =>
        ctx.log.error({ err: error }, 'owner not told of guesses'),
      );
    }
  }
}

/** Counts the device as the account's from now on: its owner has just proved to be that by other means. */
export async function rememberDevice(ctx: Context, email: string): Promise<void> {
  await ctx.source.query('SELECT identity.end_log_in($1, $2, $3, $4, $5, $6)', [
    ...keysOf(ctx, accountOf(email)),
    'SUCCEEDED',
  ]);
}

/** The arguments of the database's functions: account, device, address, and the two limits. */
type Keys = readonly [
  account: Buffer,
  device: Buffer,
  address: Buffer,
  perAccount: number,
  perAddress: number,
];

const accountOf = (email: string): string => `account ${parseEmail(email)?.emailKey ?? ''}`;

function keysOf({ facts }: Context, account: string): Keys {
  const address = facts.ip === null ? 'unknown' : addressKey(facts.ip);
  const { deviceId } = facts;
  const device =
    deviceId !== null && deviceId.length >= MIN_DEVICE_ID_LENGTH ? `id ${deviceId}` : `at ${address}`;
  return [sha256(account), sha256(device), sha256(`address ${address}`), PER_ACCOUNT, PER_ADDRESS];
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/** @returns whether the account was entered from the device before @throws GraphQLError RATE_LIMITED */
async function begin(ctx: Context, keys: Keys): Promise<boolean> {
  const until = performance.now() + MAX_WAIT_MS;
  for (;;) {
    const [row] = (await ctx.source.query(
      'SELECT wait_ms AS "waitMs", is_known AS "isKnown" FROM identity.begin_log_in($1, $2, $3, $4, $5)',
      [...keys],
    )) as { waitMs: number; isKnown: boolean }[];
    const waitMs = row?.waitMs ?? 0;
    if (waitMs === 0) return row?.isKnown ?? false;
    if (waitMs > 0) throw refused(ctx, waitMs);
    if (performance.now() > until) throw refused(ctx, 1_000);
    await sleep(ASK_AGAIN_MS);
  }
}

function refused(ctx: Context, waitMs: number) {
  ctx.log.warn({ ip: ctx.facts.ip, waitMs }, 'log-in refused: too many failures');
  return rateLimited(waitMs, 'Too many failed log-ins.');
}
