import { createInputCheck } from '../../../../service-kit/data/input-check';
import { isId } from '../../../../service-kit/data/ids';
import { reject } from '../../../../service-kit/errors/user-errors';
import { readInOrganization } from '../../../../service-kit/postgres/database';
import { audited, withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import type { ReportMessageDeliveryInput } from '../generated/types';
import { KommoError } from '../kommo/kommo-error';
import { Message, type MessageState } from '../messages/message.entity';
import { rejectionOf } from '../writes/refusals';
import { amojoOf } from './amojo';

/** The chats' API's numbers of states; 905 is "other, with text" (kommo-api.md 5.3). */
const STATUSES = { DELIVERED: 1, READ: 2, FAILED: -1 } as const;
const OTHER_ERROR = 905;
const ORDER: readonly MessageState[] = ['QUEUED', 'SENT', 'DELIVERED', 'READ', 'FAILED'];
const LONGEST_REASON = 500;
const TIME_OUT_MS = 10_000;

/** Tells Kommo what became of a message of our own channel, and notes it. @throws InputRejected */
export async function reportMessageDelivery(
  ctx: Context,
  input: ReportMessageDeliveryInput,
): Promise<{ message: Message }> {
  const check = createInputCheck();
  const reason = check.text(input.reason ?? null, LONGEST_REASON, ['reason']) ?? '';
  if (reason !== '' && input.state !== 'FAILED') {
    check.refuse('INVALID', ['reason'], 'Leave "reason" out, or say FAILED: only what failed has a reason.');
  }
  check.finish();
  const { message, scope } = await messageOf(ctx, input.messageId);
  if (message.state === input.state) return { message };
  if (ORDER.indexOf(input.state) < ORDER.indexOf(message.state)) {
    throw reject(
      'STATE_GOES_BACK',
      'state',
      `The message is ${message.state} already: its state never goes back.`,
    );
  }
  await tell(ctx, { message, scope, state: input.state, reason });
  return withTransaction(ctx, async (ctx) => {
    const { transaction: db } = ctx;
    const { orgId, id } = message;
    audited(ctx, { type: 'Message', id, before: { state: message.state }, after: { state: input.state } });
    await db.query(
      `UPDATE crm.messages SET state = $3, delivered_at = CASE WHEN $3 = 'FAILED' THEN delivered_at ELSE coalesce(delivered_at, now()) END,
              error_code = CASE WHEN $3 = 'FAILED' THEN 'NOT_DELIVERED' END, error_message = CASE WHEN $3 = 'FAILED' THEN $4 END,
              error_at = CASE WHEN $3 = 'FAILED' THEN now() END
        WHERE org_id = $1 AND id = $2
          AND array_position($5::text[], state) < array_position($5::text[], $3)`,
      [orgId, id, input.state, reason === '' ? 'The message could not be delivered.' : reason, ORDER],
    );
    return { message: await db.findOneByOrFail(Message, { orgId, id }) };
  });
}

async function messageOf(ctx: Context, messageId: string): Promise<{ message: Message; scope: string }> {
  const { orgId } = ctx.viewer;
  const [row] = isId(messageId)
    ? ((await readInOrganization(ctx.source, orgId, (db) =>
        db.query(
          `SELECT t.channel IS NOT NULL AS is_own, w.chats_scope AS scope FROM crm.messages m
             LEFT JOIN crm.talks t ON t.org_id = m.org_id AND t.connection_id = m.connection_id AND t.kommo_id = m.talk_kommo_id
             LEFT JOIN crm.webhooks w ON w.org_id = m.org_id AND w.connection_id = m.connection_id AND w.chats_state = 'ACTIVE'
            WHERE m.org_id = $1 AND m.id = $2`,
          [orgId, messageId],
        ),
      )) as { is_own: boolean; scope: string | null }[])
    : [];
  if (!row) throw reject('MESSAGE_NOT_FOUND', 'messageId', 'Your organisation has no such message.');
  const message = await readInOrganization(ctx.source, orgId, (db) =>
    db.findOneByOrFail(Message, { orgId, id: messageId.toLowerCase() }),
  );
  if (message.direction !== 'OUTGOING' || message.kommoId === null || !row.is_own || row.scope === null) {
    throw reject(
      'NOT_OF_OWN_CHANNEL',
      'messageId',
      'Only of messages that went out by our own chat channel can it be told: those of other messengers tell it themselves.',
    );
  }
  return { message, scope: row.scope };
}

async function tell(
  ctx: Context,
  given: { message: Message; scope: string; state: keyof typeof STATUSES; reason: string },
): Promise<void> {
  const { message, scope, state, reason } = given;
  const { orgId, connectionId, kommoId } = message;
  const amojo = amojoOf(ctx.crm, { orgId, connectionId });
  const id = kommoId ?? '';
  const failure = state === 'FAILED' ? { error_code: OTHER_ERROR, error: reason } : {};
  const body = { msgid: id, delivery_status: STATUSES[state], ...failure };
  try {
    if (!amojo) throw new KommoError('not_found', { detail: 'no chat channel is configured' });
    await amojo.send('POST', `${scope}/${encodeURIComponent(id)}/delivery_status`, body, {
      lane: 'interactive',
      signal: AbortSignal.timeout(TIME_OUT_MS),
    });
  } catch (error) {
    if (error instanceof KommoError) throw rejectionOf(error);
    throw error;
  }
}
