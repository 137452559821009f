import type { InputCheck } from '../../../../service-kit/data/input-check';
import { reject, type InputRejected } from '../../../../service-kit/errors/user-errors';
import { readInOrganization } from '../../../../service-kit/postgres/database';
import type { Context } from '../context';
import { Message } from './message.entity';

/* A message that is sent or handed in has a name of its sender's for ever: who comes with it again is answered the message that is there. */

const CLIENT_ID = /^[\x21-\x7e]{1,100}$/;

/** Checks a message's name. */
export function checkClientId(check: InputCheck, given: string): void {
  if (CLIENT_ID.test(given)) return;
  const message = 'Give 1 to 100 visible ASCII characters, new for each message: a UUID, say.';
  check.refuse('INVALID', ['clientMessageId'], message);
}

/** The message of this name; null when there is none yet. */
export const byClientId = (ctx: Context, clientMessageId: string): Promise<Message | null> =>
  readInOrganization(ctx.source, ctx.viewer.orgId, (db) =>
    db.findOneBy(Message, { orgId: ctx.viewer.orgId, clientMessageId }),
  );

/** What is to be said of a name that another message has. */
export const nameIsTaken = (): InputRejected =>
  reject(
    'CLIENT_MESSAGE_ID_USED',
    'clientMessageId',
    'Another message has this clientMessageId. Give each message one of its own.',
  );
