import type { EntityManager } from 'typeorm';
import { InputRejected } from '../../../../service-kit/errors/user-errors';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { actInOrganization } from '../../../../service-kit/subgraph/context';
import { guardSecondFactor } from '../auth/log-in-guard';
import type { Context } from '../context';
import type { CompleteLogInInput } from '../generated/types';
import { findActiveAccount } from '../sessions/accounts';
import { enterAccount, type Entered } from '../sessions/enter';
import { planAnew } from '../sessions/plans';
import { parseName } from '../../../../service-kit/data/names';
import {
  challengeInvalid,
  countFailure,
  findChallenge,
  organizationOf,
  spendChallenge,
  type WaitingChallenge,
} from './challenges';
import { forgetRemembered, rememberSecondFactor } from './devices';
import { turnTotpOn } from './enrollment.service';
import { methodsOf } from './factors';
import { keepPasskey } from './passkeys';
import { checkOneProof, prove, wrongProof } from './prove';
import { renewCodes } from './recovery-codes';
import { noteSecurity } from './security-notices';

/** What completes a log-in. */
interface Completed extends Entered {
  shouldChangePassword: boolean;
  deviceToken: string | null;
  recoveryCodes: string[] | null;
}

/** What the transaction found; a wrong answer must commit (it counts), so it is thrown afterwards. */
type Outcome = Completed | 'WRONG' | 'INVALID';

/**
 * Answers the challenge of a log-in with a second factor, and starts the session.
 *
 * @throws GraphQLError RATE_LIMITED when the account, or the address, has no tries left
 * @throws InputRejected CHALLENGE_INVALID, PROOF_REQUIRED, AMBIGUOUS, INVALID_CODE, INVALID_PASSKEY; what an organisation's policy says
 */
export async function completeLogIn(ctx: Context, input: CompleteLogInInput): Promise<Completed> {
  checkOneProof(input);
  nameOf(input);
  const orgId = organizationOf(input.challenge);
  const waiting =
    orgId && (await inOrganization(ctx.source, orgId, (db) => findChallenge(db, orgId, input.challenge)));
  if (!waiting) throw challengeInvalid();
  const completed = await guardSecondFactor(ctx, waiting.userId, async () => {
    const who = { orgId, actorId: waiting.userId };
    const outcome = await actInOrganization(ctx, who, async (db, audit) => {
      const done = await answer(ctx, db, orgId, input);
      if (typeof done === 'string') audit.isRefused();
      return done;
    });
    if (outcome === 'WRONG') throw wrongProof(input);
    if (outcome === 'INVALID') throw challengeInvalid();
    return outcome;
  });
  ctx.bell?.ring(orgId);
  return completed;
}

async function answer(
  ctx: Context,
  db: EntityManager,
  orgId: string,
  input: CompleteLogInInput,
): Promise<Outcome> {
  await planAnew(db);
  const waiting = await findChallenge(db, orgId, input.challenge);
  const account = waiting && (await findActiveAccount(db, orgId, waiting.userId));
  if (!account) return 'INVALID';
  const { userId } = waiting;
  const proved = await (waiting.sealedSecret === null
    ? proveFactor(ctx, db, waiting, input)
    : proveNewFactor(ctx, db, { ...waiting, sealedSecret: waiting.sealedSecret }, input));
  if (!proved) {
    await countFailure(db, orgId, input.challenge);
    return 'WRONG';
  }
  await spendChallenge(db, orgId, input.challenge);
  const entered = await enterAccount(ctx, db, account, { isFresh: true, secondFactorAt: new Date() });
  const deviceToken = input.rememberDevice ? await rememberSecondFactor(ctx, db, userId) : null;
  const { shouldChangePassword } = waiting;
  return { ...entered, shouldChangePassword, deviceToken, recoveryCodes: proved.recoveryCodes };
}

type Proved = { recoveryCodes: string[] | null } | null;

async function proveFactor(
  ctx: Context,
  db: EntityManager,
  { orgId, userId, passkeyChallenge }: WaitingChallenge,
  input: CompleteLogInInput,
): Promise<Proved> {
  const method = await prove(ctx, db, userId, input, passkeyChallenge);
  if (method === 'RECOVERY_CODE') await noteSecurity(ctx, db, { orgId, userId }, 'RECOVERY_CODE_USED');
  return method && { recoveryCodes: null };
}

/** The organisation demands a second factor, and the account has none: a new passkey, or a code of an app that has the secret. */
async function proveNewFactor(
  ctx: Context,
  db: EntityManager,
  waiting: WaitingChallenge & { sealedSecret: string },
  input: CompleteLogInInput,
): Promise<Proved> {
  const { orgId, userId, sealedSecret } = waiting;
  // Whoever sets one up at the same time waits (`findChallenge`). Was one set up meanwhile, this one does not become the account's.
  if ((await methodsOf(db, userId)).length > 0) return null;
  if (input.newPasskey != null) return proveNewPasskey(ctx, db, waiting, input);
  const { code } = input;
  if (code == null) return null;
  try {
    return { recoveryCodes: await turnTotpOn(ctx, db, { orgId, userId, sealedSecret }, code) };
  } catch (error) {
    if (error instanceof InputRejected) return null;
    throw error;
  }
}

async function proveNewPasskey(
  ctx: Context,
  db: EntityManager,
  { orgId, userId, passkeyChallenge: challenge }: WaitingChallenge,
  input: CompleteLogInInput,
): Promise<Proved> {
  const response = input.newPasskey;
  const kept =
    challenge !== null &&
    response != null &&
    (await keepPasskey(ctx, db, { userId, name: nameOf(input), challenge, response }));
  if (!kept) return null;
  await forgetRemembered(db, userId);
  await noteSecurity(ctx, db, { orgId, userId }, 'PASSKEY_ADDED');
  return { recoveryCodes: await renewCodes(db, userId) };
}

/** What a new passkey is called. @throws InputRejected the mistakes of a name */
function nameOf({ newPasskeyName }: CompleteLogInInput): string {
  const name = parseName(newPasskeyName ?? 'Passkey', 'newPasskeyName');
  if (typeof name !== 'string') throw name;
  return name;
}
