import { inOrganization, readInOrganization } from '../../../../service-kit/postgres/database';
import { clientOf } from '../connections/kommo-client';
import type { KommoClient } from '../kommo/client';
import { isFailure, isRefused, KommoError } from '../kommo/kommo-error';
import type { ConnectionRef, CrmRuntime } from '../runtime';
import { endNotice, putNotice, type Notice } from '../sync/notices';
import { readMessage, readTalk, type TalkRow } from './message-rows';
import { putMessages, putTalks } from './message-store';

/*
 * Fetches conversations: what hooks may have missed, and what became of messages that were sent. Both need rights of the
 * integration and a plan that not every account has; without them messages come by webhooks alone, and that is said.
 */

const ROWS = 250;
/** Open talks looked through at a time, and talks whose messages are fetched. */
const MOST_PAGES = 20;
const MOST_TALKS = 50;
/** What is newer than this may still be joined by a message of the same second, or one that Kommo does not show yet. */
const LATE_S = 60;

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

/**
 * Looks through open talks, and fetches the messages of those that have news: also of those that a webhook told of, for the one
 * that told of a message may have been lost. Once Kommo has refused this, it is asked again a day later. @throws KommoError
 */
export async function syncTalks(runtime: CrmRuntime, ref: ConnectionRef, options: Options): Promise<void> {
  if (await wasRefused(runtime, ref)) return;
  const client = clientOf(runtime, ref);
  try {
    const talks = await openTalks(client, options);
    await inOrganization(runtime.source, ref.orgId, (db) => putTalks(db, ref, talks));
    await askEach(runtime, await withNews(runtime, ref), async (talk) => {
      const { serverTime } = await fetchMessages(runtime, ref, client, talk.id, options);
      await noteRead(runtime, ref, { id: talk.id, readTo: Math.min(talk.updatedAt, serverTime - LATE_S) });
    });
    await noteRefusal(runtime, ref, false);
  } catch (error) {
    if (!isRefused(error)) throw error;
    await noteRefusal(runtime, ref, true);
  }
}

/** So many conversations that come to nothing, and Kommo is left alone with them. */
const MOST_FAILED = 3;

/**
 * Asks for conversations one by one: one that Kommo fails at or refuses alone does not hold the others up.
 *
 * @throws KommoError when it fails at several, or refuses all that were asked for
 */
async function askEach<T extends { id: string }>(
  runtime: CrmRuntime,
  talks: readonly T[],
  ask: (talk: T) => Promise<void>,
): Promise<void> {
  let [answered, refused, failed] = [0, 0, 0];
  for (const talk of talks) {
    try {
      await ask(talk);
      answered += 1;
    } catch (error) {
      if (isRefused(error)) refused += 1;
      else if (isFailure(error)) failed += 1;
      else throw error;
      const isAll = refused + failed === talks.length || (answered === 0 && refused >= MOST_FAILED);
      if (isAll || failed >= MOST_FAILED) throw error;
      runtime.log.warn({ err: error, talkId: talk.id }, 'a conversation could not be fetched');
    }
  }
}

async function wasRefused(runtime: CrmRuntime, { orgId, connectionId }: ConnectionRef): Promise<boolean> {
  const rows = (await readInOrganization(runtime.source, orgId, (db) =>
    db.query(
      `SELECT 1 FROM crm.connections
        WHERE org_id = $1 AND id = $2 AND talks_refused_at > now() - interval '1 day'`,
      [orgId, connectionId],
    ),
  )) as unknown[];
  return rows.length > 0;
}

async function noteRefusal(runtime: CrmRuntime, ref: ConnectionRef, isRefusal: boolean): Promise<void> {
  await inOrganization(runtime.source, ref.orgId, async (db) => {
    await db.query(
      `UPDATE crm.connections SET talks_refused_at = CASE WHEN $3 THEN now() END
        WHERE org_id = $1 AND id = $2 AND (talks_refused_at IS NOT NULL OR $3)`,
      [ref.orgId, ref.connectionId, isRefusal],
    );
    if (isRefusal) await putNotice(db, ref, NOTICE);
    else await endNotice(db, ref, NOTICE.code);
  });
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

/** Talks with changes whose messages were not fetched yet, the latest first; the others have their turn next time. */
async function withNews(
  runtime: CrmRuntime,
  ref: ConnectionRef,
): Promise<{ id: string; updatedAt: number }[]> {
  const rows = (await readInOrganization(runtime.source, ref.orgId, (db) =>
    db.query(
      `SELECT kommo_id AS id, extract(epoch FROM updated_at)::bigint AS at FROM crm.talks
        WHERE org_id = $1 AND connection_id = $2 AND (read_to IS NULL OR read_to < updated_at)
        ORDER BY updated_at DESC LIMIT ${MOST_TALKS}`,
      [ref.orgId, ref.connectionId],
    ),
  )) as { id: string; at: string }[];
  return rows.map(({ id, at }) => ({ id, updatedAt: Number(at) }));
}

async function noteRead(
  runtime: CrmRuntime,
  { orgId, connectionId }: ConnectionRef,
  { id, readTo }: { id: string; readTo: number },
): Promise<void> {
  await inOrganization(runtime.source, orgId, (db) =>
    db.query(
      `UPDATE crm.talks SET read_to = to_timestamp($4)
        WHERE org_id = $1 AND connection_id = $2 AND kommo_id = $3 AND read_to IS DISTINCT FROM to_timestamp($4)`,
      [orgId, connectionId, id, readTo],
    ),
  );
}

/** What Kommo shows of a conversation; nothing where it has it no more. */
async function shownMessages(
  client: KommoClient,
  talkId: string,
  options: Options,
): Promise<{ rows: unknown[]; serverTime: number }> {
  try {
    return await client.page(`/talks/${talkId}/messages`, 'messages', { limit: ROWS }, options);
  } catch (error) {
    if (!(error instanceof KommoError) || error.kind !== 'not_found') throw error;
    return { rows: [], serverTime: Number.POSITIVE_INFINITY };
  }
}

async function fetchMessages(
  runtime: CrmRuntime,
  ref: ConnectionRef,
  client: KommoClient,
  talkId: string,
  options: Options,
): Promise<{ serverTime: number }> {
  const { rows, serverTime } = await shownMessages(client, talkId, options);
  const messages = rows.flatMap((row) => readMessage(row, talkId) ?? []);
  await inOrganization(runtime.source, ref.orgId, async (db) => {
    await putMessages(db, ref, messages);
    await db.query(
      `UPDATE crm.messages SET asked_at = now()
        WHERE org_id = $1 AND connection_id = $2 AND talk_kommo_id = $3 AND state = 'SENT'`,
      [ref.orgId, ref.connectionId, talkId],
    );
  });
  return { serverTime };
}

/**
 * Asks what became of the messages that were sent: each time after half as long again as they are on their way, for three days.
 * Where Kommo does not say, they stay SENT.
 *
 * @param toldTalks conversations that Kommo has just told of: what was sent in them is asked for at once
 * @throws KommoError
 */
export async function refreshDeliveries(
  runtime: CrmRuntime,
  ref: ConnectionRef,
  options: Options,
  toldTalks: readonly string[] = [],
): Promise<void> {
  const talks = (await readInOrganization(runtime.source, ref.orgId, (db) =>
    db.query(
      `SELECT talk_kommo_id AS id FROM crm.messages
        WHERE org_id = $1 AND connection_id = $2 AND state = 'SENT' AND noted_at > now() - interval '3 days'
          AND (asked_at IS NULL OR asked_at < now() - (asked_at - noted_at) / 2 OR talk_kommo_id = ANY ($3::bigint[]))
        GROUP BY talk_kommo_id ORDER BY max(noted_at) DESC LIMIT ${MOST_TALKS}`,
      [ref.orgId, ref.connectionId, toldTalks],
    ),
  )) as { id: string }[];
  if (talks.length === 0 || (await wasRefused(runtime, ref))) return;
  const client = clientOf(runtime, ref);
  try {
    await askEach(runtime, talks, async ({ id }) => {
      await fetchMessages(runtime, ref, client, id, options);
    });
  } catch (error) {
    if (!isRefused(error)) throw error;
    await noteRefusal(runtime, ref, true);
  }
}
