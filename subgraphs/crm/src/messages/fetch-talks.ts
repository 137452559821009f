import { inOrganization, readInOrganization } from '../../../../service-kit/postgres/database';
import { clientOf } from '../connections/kommo-client';
import type { KommoClient } from '../kommo/client';
import { KommoError } from '../kommo/kommo-error';
import type { ConnectionRef, CrmRuntime } from '../runtime';
import { endNotice, putNotice, type Notice } from '../sync/notices';
import { readMessage, readTalk, type MessageRow, type TalkRow } from './message-rows';
import { putMessages, putTalks } from './message-store';

/*
 * Fetches conversations: what hooks may have missed, and what became of messages that were sent. Both need rights of the
 * integration and a plan that not every account has; without them messages come by webhooks alone, and that is said.
 */

const ROWS = 250;
/** Open talks looked through at a time, and talks whose messages are fetched. */
const MOST_PAGES = 20;
const MOST_TALKS = 50;
const REFUSALS = ['forbidden', 'payment', 'not_found', 'invalid'];

const NOTICE: Notice = {
  code: 'KOMMO_MESSAGES_REFUSED',
  message:
    'Kommo does not show us conversations or their messages: the integration lacks the right, or the plan does not have them. ' +
    'Messages come by webhooks alone, and what becomes of those sent is not known.',
};

interface Options {
  lane: 'background' | 'webhook';
  signal?: AbortSignal | undefined;
}

/** Looks through open talks, and fetches the messages of those that have news. @throws KommoError */
export async function syncTalks(runtime: CrmRuntime, ref: ConnectionRef, options: Options): Promise<void> {
  const client = clientOf(runtime, ref);
  try {
    const talks = await openTalks(client, options);
    const moved = await withNews(runtime, ref, talks);
    for (const talk of moved.slice(0, MOST_TALKS)) await fetchMessages(runtime, ref, client, talk, options);
    await inOrganization(runtime.source, ref.orgId, async (db) => {
      const left = new Set(moved.slice(MOST_TALKS).map(({ id }) => id));
      await putTalks(
        db,
        ref,
        talks.filter(({ id }) => !left.has(id)), // those have their turn next time
      );
      await endNotice(db, ref, NOTICE.code);
    });
  } catch (error) {
    if (!(error instanceof KommoError) || !REFUSALS.includes(error.kind)) throw error;
    await inOrganization(runtime.source, ref.orgId, (db) => putNotice(db, ref, NOTICE));
  }
}

async function openTalks(client: KommoClient, options: Options): Promise<TalkRow[]> {
  const talks: TalkRow[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const query = { 'filter[only_in_work]': 1, limit: ROWS, page };
    const { rows, hasNext } = await client.page('/talks', 'talks', query, options);
    talks.push(...rows.flatMap((row) => readTalk(row) ?? []));
    if (!hasNext || rows.length === 0) break;
  }
  return talks;
}

/** Talks that are newer than ours, the latest first. */
async function withNews(
  runtime: CrmRuntime,
  { orgId, connectionId }: ConnectionRef,
  talks: readonly TalkRow[],
): Promise<TalkRow[]> {
  const known = (await readInOrganization(runtime.source, orgId, (db) =>
    db.query(
      `SELECT kommo_id, extract(epoch FROM updated_at)::bigint AS at FROM crm.talks
        WHERE org_id = $1 AND connection_id = $2 AND kommo_id = ANY ($3::bigint[])`,
      [orgId, connectionId, talks.map(({ id }) => id)],
    ),
  )) as { kommo_id: string; at: string }[];
  const at = new Map(known.map((row) => [row.kommo_id, Number(row.at)]));
  return talks
    .filter(({ id, updatedAt }) => updatedAt > (at.get(id) ?? -1))
    .sort((left, right) => right.updatedAt - left.updatedAt);
}

async function fetchMessages(
  runtime: CrmRuntime,
  ref: ConnectionRef,
  client: KommoClient,
  { id: talkId, contactId = null }: Pick<TalkRow, 'id'> & Partial<Pick<TalkRow, 'contactId'>>,
  options: Options,
): Promise<MessageRow[]> {
  const { rows } = await client.page(`/talks/${talkId}/messages`, 'messages', { limit: ROWS }, options);
  // Kommo names the contact at the talk, and the talk is stored after its messages.
  const messages = rows
    .flatMap((row) => readMessage(row, talkId) ?? [])
    .map((message) => ({ ...message, contactId: message.contactId ?? contactId }));
  await inOrganization(runtime.source, ref.orgId, (db) => putMessages(db, ref, messages));
  return messages;
}

/** Asks what became of the messages that were sent. Where Kommo does not say, they stay SENT. @throws KommoError */
export async function refreshDeliveries(
  runtime: CrmRuntime,
  ref: ConnectionRef,
  options: Options,
): Promise<void> {
  const talks = (await readInOrganization(runtime.source, ref.orgId, (db) =>
    db.query(
      `SELECT DISTINCT talk_kommo_id AS id FROM crm.messages
        WHERE org_id = $1 AND connection_id = $2 AND state = 'SENT' AND noted_at > now() - interval '3 days'
        LIMIT ${MOST_TALKS}`,
      [ref.orgId, ref.connectionId],
    ),
  )) as { id: string }[];
  const client = clientOf(runtime, ref);
  try {
    for (const talk of talks) await fetchMessages(runtime, ref, client, talk, options);
  } catch (error) {
    if (!(error instanceof KommoError) || !REFUSALS.includes(error.kind)) throw error;
    await inOrganization(runtime.source, ref.orgId, (db) => putNotice(db, ref, NOTICE));
  }
}
