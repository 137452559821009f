import { z } from 'zod';
import { inOrganization, readInOrganization } from '../../../../service-kit/postgres/database';
import { clientOf } from '../connections/kommo-client';
import { Connection } from '../connections/connection.entity';
import { isFailure, isRefused, KommoError } from '../kommo/kommo-error';
import type { ConnectionRef, CrmRuntime } from '../runtime';
import { endNotice, putNotice, type Notice } from '../sync/notices';
import { Webhook, type WebhookState } from '../webhooks/webhook.entity';
import { amojoOf } from './amojo';

/*
 * The installation's own chat channel in a connection's account (kommo-api.md 5.3). An integration that is installed again has to
 * connect it again, so it is connected after each connecting and once a day; connecting it again changes nothing.
 */

const DAY_MS = 24 * 3_600_000;
const TITLE = 'CashCraft';

const NOTICE: Notice = {
  code: 'KOMMO_CHATS_REFUSED',
  message:
    'Kommo does not take our chat channel in this account: compare KOMMO_CHANNEL_ID and KOMMO_CHANNEL_SECRET with what Kommo gave ' +
    'you, and whether the account’s plan has chats. Other conversations work as before.',
};

const Account = z.looseObject({ amojo_id: z.string().min(1).max(100) });
const Connected = z.looseObject({ scope_id: z.string().min(1).max(300) });

/** Connects the channel where it has to be, and notes how that stands. Where Kommo fails at this alone, the next one tries again. */
export async function ensureChats(
  runtime: CrmRuntime,
  ref: ConnectionRef,
  signal?: AbortSignal,
): Promise<void> {
  const amojo = amojoOf(runtime, ref);
  if (!amojo || runtime.settings.webhookBase === undefined) return;
  if (!(await isDue(runtime, ref, amojo.channel.id))) return;
  const options = { lane: 'background', signal } as const;
  try {
    const { body } = await clientOf(runtime, ref).get('/account', { with: 'amojo_id' }, options);
    const { amojo_id: amojoId } = parsed(Account, body);
    const wish = { account_id: amojoId, title: TITLE, hook_api_version: 'v2' };
    const answer = await amojo.send('POST', `${amojo.channel.id}/connect`, wish, options);
    const { scope_id: scope } = parsed(Connected, answer);
    await note(runtime, ref, 'ACTIVE', { amojoId, scope });
  } catch (error) {
    if (isFailure(error)) {
      runtime.log.warn(
        { err: error, connectionId: ref.connectionId },
        'the chat channel could not be looked after',
      );
      return;
    }
    if (!isRefused(error)) throw error;
    runtime.log.warn({ err: error, connectionId: ref.connectionId }, 'the chat channel was refused');
    await note(runtime, ref, 'REFUSED', null);
  }
}

function parsed<T>(shape: z.ZodType<T>, body: unknown): T {
  const read = shape.safeParse(body);
  if (!read.success) throw new KommoError('malformed', { detail: 'the chat channel has another shape' });
  return read.data;
}

async function isDue(runtime: CrmRuntime, ref: ConnectionRef, channelId: string): Promise<boolean> {
  const { orgId, connectionId } = ref;
  const [webhook, connection] = await readInOrganization(runtime.source, orgId, async (db) => [
    await db.findOneBy(Webhook, ref),
    await db.findOneBy(Connection, { orgId, id: connectionId }),
  ]);
  if (!webhook || !connection) return false;
  const { chatsCheckedAt: at, chatsScope: scope } = webhook;
  const isOurs = scope === null || scope.startsWith(`${channelId}_`);
  return !at || !isOurs || at < connection.connectedAt || at.getTime() < Date.now() - DAY_MS;
}

async function note(
  runtime: CrmRuntime,
  ref: ConnectionRef,
  state: WebhookState,
  found: { amojoId: string; scope: string } | null,
): Promise<void> {
  await inOrganization(runtime.source, ref.orgId, async (db) => {
    await db.query(
      `UPDATE crm.webhooks SET chats_state = $3, chats_checked_at = now(), amojo_id = coalesce($4, amojo_id),
          chats_since = CASE WHEN $5::text IS NULL OR $5 = chats_scope THEN chats_since ELSE $6 END,
          chats_scope = coalesce($5, chats_scope)
        WHERE org_id = $1 AND connection_id = $2`,
      [
        ref.orgId,
        ref.connectionId,
        state,
        found?.amojoId ?? null,
        found?.scope ?? null,
        new Date((runtime.settings.now ?? Date.now)()),
      ],
    );
    if (found) await endNotice(db, ref, NOTICE.code);
    else await putNotice(db, ref, NOTICE);
  });
}

/** Takes the channel out of the account, unless another organisation has the same account connected. */
export async function endChats(runtime: CrmRuntime, ref: ConnectionRef): Promise<void> {
  const amojo = amojoOf(runtime, ref);
  const webhook = await readInOrganization(runtime.source, ref.orgId, (db) => db.findOneBy(Webhook, ref));
  if (!amojo || !webhook?.chatsScope || webhook.chatsState !== 'ACTIVE') return;
  if ((await connectionsOf(runtime, webhook.chatsScope)).length > 1) return;
  try {
    const wish = { account_id: webhook.amojoId };
    await amojo.send('DELETE', `${amojo.channel.id}/disconnect`, wish, { lane: 'interactive' });
  } catch (error) {
    if (!(error instanceof KommoError)) throw error;
    runtime.log.info(
      { err: error, connectionId: ref.connectionId },
      'the chat channel could not be taken out',
    );
  }
}

/** Whose a scope is: of several organisations where they have connected one account. */
export async function connectionsOf(
  runtime: CrmRuntime,
  scope: string,
): Promise<(ConnectionRef & { amojoId: string })[]> {
  const rows = (await runtime.source.query('SELECT * FROM crm.find_chat_scope($1)', [scope])) as {
    org_id: string;
    connection_id: string;
    amojo_id: string;
  }[];
  return rows.map((row) => ({ orgId: row.org_id, connectionId: row.connection_id, amojoId: row.amojo_id }));
}
