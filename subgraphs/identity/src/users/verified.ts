import type { EntityManager } from 'typeorm';
import { reject } from '../../../../service-kit/errors/user-errors';
import { User } from './user.entity';

/**
 * Who never proved their own address neither sends anything to those of others, nor makes keys, nor says who may log in: it may be
 * somebody else's.
 *
 * @throws InputRejected EMAIL_NOT_VERIFIED
 */
export async function refuseUnverified(db: EntityManager, userId: string): Promise<void> {
  const person = await db.getRepository(User).findOneByOrFail({ id: userId });
  if (person.emailVerifiedAt) return;
  throw reject(
    'EMAIL_NOT_VERIFIED',
    '',
    'Confirm your own e-mail address first: the link is in your mailbox; "requestEmailVerification" sends another.',
  );
}
