import type { EntityManager } from 'typeorm';
import { stepUpRequired } from '../../../../service-kit/auth/step-up';
import { reject } from '../../../../service-kit/errors/user-errors';
import { read, withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import type { UpdateNoticesInput } from '../generated/types';
import { NOTICE_KINDS, NOTICES, type NoticeState } from './notice-kinds';

/** The caller's notices. */
export const listNotices = (ctx: Context): Promise<NoticeState[]> =>
  read(ctx, (db) => readNotices(db, ctx.viewer.userId));

async function readNotices(db: EntityManager, userId: string): Promise<NoticeState[]> {
  const rows = (await db.query('SELECT kind FROM identity.muted_notices WHERE user_id = $1', [userId])) as {
    kind: string;
  }[];
  const muted = new Set(rows.map(({ kind }) => kind));
  return NOTICE_KINDS.map((kind) => {
    const { description, canBeTurnedOff } = NOTICES[kind];
    return { kind, description, canBeTurnedOff, isOn: !canBeTurnedOff || !muted.has(kind) };
  });
}

/**
 * Turns notices on and off, for the caller in all organisations. To turn a warning off wants a fresh session: whoever found an open
 * browser would begin with that.
 *
 * @throws GraphQLError FORBIDDEN with the reason STEP_UP_REQUIRED @throws InputRejected TOO_MANY, NOTICE_ALWAYS_ON, AMBIGUOUS
 */
export async function updateNotices(
  ctx: Context,
  input: UpdateNoticesInput,
): Promise<{ notices: NoticeState[] }> {
  for (const path of ['turnOn', 'turnOff'] as const)
    if ((input[path]?.length ?? 0) > NOTICE_KINDS.length)
      throw reject('TOO_MANY', path, `There are ${NOTICE_KINDS.length} kinds: name each once at most.`);
  const on = new Set(input.turnOn ?? []);
  const off = [...new Set(input.turnOff ?? [])];
  for (const kind of off) {
    const index = input.turnOff?.indexOf(kind);
    if (!NOTICES[kind].canBeTurnedOff)
      throw reject(
        'NOTICE_ALWAYS_ON',
        `turnOff.${index}`,
        'This notice is always sent: it keeps your account yours.',
      );
    if (on.has(kind)) throw reject('AMBIGUOUS', `turnOff.${index}`, 'Turn it on or off, not both.');
  }
  const needsFresh = off.some((kind) => NOTICES[kind].isWarning);
  if (needsFresh && !(await ctx.isFresh(ctx.viewer))) throw stepUpRequired();
  return withTransaction(ctx, async ({ transaction: db, viewer: { userId } }) => {
    // Of two who choose at once, the later one's choice stands whole.
    await db.query('SELECT 1 FROM identity.users WHERE id = $1 FOR NO KEY UPDATE', [userId]);
    await db.query('DELETE FROM identity.muted_notices WHERE user_id = $1 AND kind = ANY ($2)', [
      userId,
      [...on],
    ]);
    await db.query(
      `INSERT INTO identity.muted_notices (user_id, kind) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING`,
      [userId, off],
    );
    return { notices: await readNotices(db, userId) };
  });
}
