import type { EntityManager } from 'typeorm';
import { FRESH_MINUTES } from '../../../../service-kit/auth/step-up';
import { serviceUnavailable } from '../../../../service-kit/errors/errors';
import { reject } from '../../../../service-kit/errors/user-errors';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { read, withTransaction } from '../../../../service-kit/subgraph/context';
import { guardLogIn, guardSecondFactor } from '../auth/log-in-guard';
import type { Context } from '../context';
import type { StepUpInput } from '../generated/types';
import { User } from '../users/user.entity';
import { methodsOf } from './factors';
import { markProved } from './enrollment.service';
import { spendPasskeyChallenge } from './passkey.service';
import { checkOneProof, prove, wrongProof } from './prove';
import { noteSecurity } from './security-notices';

/**
 * Proves anew that the caller is who they are, for this session and ten minutes. Whoever has a second factor proves that: who
 * found an open browser may know the password, too.
 *
 * @throws GraphQLError RATE_LIMITED
 * @throws InputRejected PROOF_REQUIRED, AMBIGUOUS, SECOND_FACTOR_REQUIRED, INVALID_CREDENTIALS, INVALID_CODE, INVALID_PASSKEY
 */
export async function stepUp(ctx: Context, input: StepUpInput): Promise<{ freshUntil: Date }> {
  checkOneProof(input);
  const { userId } = ctx.viewer;
  const methods = await read(ctx, (db) => methodsOf(db, userId));
  if (input.password == null) await stepUpByFactor(ctx, input);
  else if (methods.length > 0) {
    throw reject('SECOND_FACTOR_REQUIRED', 'password', 'Your account has a second factor: prove that.');
  } else await stepUpByPassword(ctx, input.password);
  return { freshUntil: await freshUntil(ctx) };
}

async function stepUpByPassword(ctx: Context, password: string): Promise<void> {
  const { orgId, userId, sessionId } = ctx.viewer;
  const person = await inOrganization(ctx.source, orgId, (db) =>
    db
      .getRepository(User)
      .createQueryBuilder('person')
      .addSelect('person.passwordHash')
      .where({ id: userId })
      .getOne(),
  );
  if (!person) throw serviceUnavailable();
  await guardLogIn(ctx, person.email, async () => {
    const { fits } = await ctx.passwords.check(person.passwordHash, password);
    if (!fits) throw reject('INVALID_CREDENTIALS', 'password', 'This is not your password.');
  });
  await withTransaction(ctx, ({ transaction: db }) =>
    db.query(
      'UPDATE identity.sessions SET authenticated_at = clock_timestamp() WHERE org_id = $1 AND id = $2',
      [orgId, sessionId],
    ),
  );
}

async function stepUpByFactor(ctx: Context, input: StepUpInput): Promise<void> {
  const { orgId, userId } = ctx.viewer;
  await guardSecondFactor(ctx, userId, async () => {
    const isProved = await withTransaction(ctx, (ctx) => proveInSession(ctx, input));
    if (!isProved) throw wrongProof(input);
  });
  ctx.bell?.ring(orgId);
}

/** A wrong answer commits, too: what a passkey was asked to sign is spent. */
async function proveInSession(
  ctx: Context & { transaction: EntityManager },
  input: StepUpInput,
): Promise<boolean> {
  const { transaction: db, viewer } = ctx;
  const challenge = input.passkey == null ? null : await spendPasskeyChallenge(db, viewer, 'STEP_UP');
  const method = await prove(ctx, db, viewer.userId, input, challenge);
  if (!method) {
    if (ctx.audit) ctx.audit.outcome = 'REFUSED';
    return false;
  }
  if (method === 'RECOVERY_CODE') await noteSecurity(ctx, db, viewer, 'RECOVERY_CODE_USED');
  await markProved(db, viewer);
  return true;
}

async function freshUntil(ctx: Context): Promise<Date> {
  const { orgId, sessionId } = ctx.viewer;
  const [row] = await read(
    ctx,
    (db) =>
      db.query(
        `SELECT authenticated_at + make_interval(mins => $3) AS "freshUntil" FROM identity.sessions
          WHERE org_id = $1 AND id = $2`,
        [orgId, sessionId, FRESH_MINUTES],
      ) as Promise<{ freshUntil: Date | null }[]>,
  );
  if (!row?.freshUntil) throw serviceUnavailable(); // ended a moment ago
  return row.freshUntil;
}
