import { withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import type { UpdateUserInput } from '../generated/types';
import { parseLocale, parseTimeZone } from './locale-input';
import { Mistakes } from './mistakes';
import { parseName } from '../../../../service-kit/data/names';
import { User } from './user.entity';

/**
 * Changes the caller's own profile; what is left out stays. Nobody changes another's: a person belongs to several
 * organisations, and none of them owns their name.
 *
 * @throws InputRejected with every mistake
 */
export async function updateUser(ctx: Context, input: UpdateUserInput): Promise<{ userId: string }> {
  const mistakes = new Mistakes();
  const { firstName, lastName, locale, timeZone } = input;
  const changes: Partial<User> = {};
  // Null means "take it away", which a name can't be: it is refused as an empty one is.
  if (firstName !== undefined) changes.firstName = mistakes.note(parseName(firstName ?? '', 'firstName'));
  if (lastName !== undefined) changes.lastName = mistakes.note(parseName(lastName ?? '', 'lastName'));
  if (locale !== undefined) {
    changes.locale = locale === null ? null : (mistakes.try(() => parseLocale(locale, 'locale')) ?? null);
  }
  if (timeZone !== undefined) {
    changes.timeZone =
      timeZone === null ? null : (mistakes.try(() => parseTimeZone(timeZone, 'timeZone')) ?? null);
  }
  mistakes.throwIfAny();
  const { userId } = ctx.viewer;
  return withTransaction(ctx, async ({ transaction: db }) => {
    if (Object.keys(changes).length > 0) await db.getRepository(User).update({ id: userId }, changes);
    return { userId };
  });
}
