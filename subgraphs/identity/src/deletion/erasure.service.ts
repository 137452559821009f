import { reject } from '../../../../service-kit/errors/user-errors';
import { mailLanguage } from '../../../../service-kit/mail/languages';
import { audited, withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import { announceRevoked } from '../sessions/sessions.service';
import { parseEmail } from '../../../../service-kit/mail/email-address';
import { User } from '../users/user.entity';
import { ACCOUNT_ERASED_MAIL } from './erasure-mail';

/**
 * Erases the caller's account in all of their organisations: nothing says any more who they were. What they made stays, by
 * "Erased person".
 *
 * @throws InputRejected EMAIL_DIFFERS; LAST_OWNER naming the organisations that would be without one
 */
export async function eraseAccount(ctx: Context, input: { email: string }): Promise<{ erased: boolean }> {
  return withTransaction(ctx, async (ctx) => {
    const { transaction: db, viewer } = ctx;
    const { orgId, userId } = viewer;
    // Before it is read which organisations they are of: one that they join at this moment is waited for, and left with the others.
    await db.query('SELECT 1 FROM identity.users WHERE id = $1 FOR NO KEY UPDATE', [userId]);
    const person = await db.getRepository(User).findOneByOrFail({ id: userId });
    if (parseEmail(input.email)?.emailKey !== person.emailKey) {
      throw reject('EMAIL_DIFFERS', 'email', 'Write the e-mail address of your account, to be sure.');
    }
    const [done] = (await db.query('SELECT blocked_by AS "blockedBy", ended FROM identity.erase_person($1)', [
      userId,
    ])) as { blockedBy: string[]; ended: string[] }[];
    const blockedBy = done?.blockedBy ?? [];
    if (blockedBy.length > 0) {
      throw reject(
        'LAST_OWNER',
        '',
        `You are the only owner of ${blockedBy.join(', ')}. Make somebody else an owner first, or delete the organisation.`,
      );
    }
    audited(ctx, { type: 'Account', id: userId, after: { status: 'ERASED' } });
    await ctx.mailer.request(db, orgId, ACCOUNT_ERASED_MAIL, {
      to: person.email,
      language: mailLanguage(person.locale, ctx.facts.acceptLanguage),
      data: { name: person.firstName },
    });
    void ctx.afterCommit(() => announceRevoked(ctx, done?.ended ?? []));
    void ctx.afterCommit(() => ctx.bell?.ring(orgId));
    ctx.log.warn({ userId }, 'account erased');
    return { erased: true };
  });
}
