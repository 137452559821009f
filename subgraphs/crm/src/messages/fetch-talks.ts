import { inOrganization, readInOrganization } from '../../../../service-kit/postgres/database';
import { clientOf } from '../connections/kommo-client';
import type { KommoClient } from '../kommo/client';
import { isFailure, isRefused, KommoError } from '../kommo/kommo-error';
import type { ConnectionRef, CrmRuntime } from '../runtime';
import { endNotice, putNotice, type Notice } from '../sync/notices';
import { readMessage, readTalk, type TalkRow } from './message-rows';
import { putMessages, putTalks, takeTalksTurn } from './message-store';

/*
 * Fetches conversations: what hooks may have missed, and what became of messages that were sent. Both need rights of the
 * integration and a plan that not every account has; without them messages come by webhooks alone, and that is said.
 */

const ROWS = 250;
/** Open talks looked through at a time, and talks whose messages are fetched. */
const MOST_PAGES = 20;
const MOST_TALKS = 50;
/** Pages of one conversation: 10,000 messages that were not copied yet. */
const MOST_MESSAGE_PAGES = 40;
/** What is newer than this may still be joined by a message of the same second, or one that Kommo does not show yet. */
const LATE_S = 60;
/** What Kommo’s clock and ours may differ by, where ours says since when. */
const SKEW_S = 600;

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
      const { serverTime } = await fetchMessages(runtime, ref, client, talk, options);
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
async function withNews(runtime: CrmRuntime, ref: ConnectionRef): Promise<(Asked & { updatedAt: number })[]> {
  const rows = (await readInOrganization(runtime.source, ref.orgId, (db) =>
    db.query(
      `SELECT kommo_id AS id, extract(epoch FROM updated_at)::bigint AS at, extract(epoch FROM read_to)::bigint AS since FROM crm.talks
        WHERE org_id = $1 AND connection_id = $2 AND (read_to IS NULL OR read_to < updated_at)
        ORDER BY updated_at DESC LIMIT ${MOST_TALKS}`,
      [ref.orgId, ref.connectionId],
    ),
  )) as { id: string; at: string; since: string | null }[];
  return rows.map(({ id, at, since }) => ({
    id,
    updatedAt: Number(at),
    since: since === null ? null : Number(since),
  }));
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

/** A conversation whose messages are asked for: those from an instant on, unix seconds; all where nothing was copied yet. */
interface Asked {
  id: string;
  since: number | null;
}

/**
 * What Kommo shows of a conversation, page by page; nothing where it has it no more. Kommo does not say in which order messages come, so
 * all pages are read.
 *
 * @param take is given each page
 * @returns Kommo's time when the first page was asked for: what comes later is looked for next time
 */
async function eachPage(
  client: KommoClient,
  { id, since }: Asked,
  options: Options,
  take: (rows: readonly unknown[]) => Promise<void>,
): Promise<{ serverTime: number; isWhole: boolean }> {
  const from = since === null ? {} : { 'filter[created_at][from]': since };
  let begun: number | null = null;
  for (let page = 1; page <= MOST_MESSAGE_PAGES; page += 1) {
    try {
      const query = { ...from, limit: ROWS, page };
      const { rows, hasNext, serverTime } = await client.page(
        `/talks/${id}/messages`,
        'messages',
        query,
        options,
      );
      begun ??= serverTime;
      await take(rows);
      if (!hasNext || rows.length === 0) return { serverTime: begun, isWhole: true };
    } catch (error) {
      if (!(error instanceof KommoError) || error.kind !== 'not_found') throw error;
      return { serverTime: Number.POSITIVE_INFINITY, isWhole: true };
    }
  }
  return { serverTime: begun ?? 0, isWhole: false };
}

async function fetchMessages(
  runtime: CrmRuntime,
  ref: ConnectionRef,
  client: KommoClient,
  asked: Asked,
  options: Options,
): Promise<{ serverTime: number }> {
  const { orgId, connectionId } = ref;
  const { serverTime, isWhole } = await eachPage(client, asked, options, (rows) =>
    inOrganization(runtime.source, orgId, (db) =>
      putMessages(
        db,
        ref,
        rows.flatMap((row) => readMessage(row, asked.id) ?? []),
      ),
    ),
  );
  if (!isWhole)
    runtime.log.warn({ connectionId, talkId: asked.id }, 'a conversation has more messages than are copied');
  await inOrganization(runtime.source, orgId, async (db) => {
    await takeTalksTurn(db, ref);
    await db.query(
      `UPDATE crm.messages SET asked_at = now()
        WHERE org_id = $1 AND connection_id = $2 AND talk_kommo_id = $3 AND state = 'SENT'`,
      [orgId, connectionId, asked.id],
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
      `SELECT talk_kommo_id AS id, extract(epoch FROM min(created_at))::bigint - ${SKEW_S} AS since FROM crm.messages
        WHERE org_id = $1 AND connection_id = $2 AND state = 'SENT' AND noted_at > now() - interval '3 days'
          AND (asked_at IS NULL OR asked_at < now() - (asked_at - noted_at) / 2 OR talk_kommo_id = ANY ($3::bigint[]))
        GROUP BY talk_kommo_id ORDER BY max(noted_at) DESC LIMIT ${MOST_TALKS}`,
      [ref.orgId, ref.connectionId, toldTalks],
    ),
  )) as { id: string; since: string }[];
  if (talks.length === 0 || (await wasRefused(runtime, ref))) return;
  const client = clientOf(runtime, ref);
  try {
    await askEach(runtime, talks, async ({ id, since }) => {
      await fetchMessages(runtime, ref, client, { id, since: Number(since) }, options);
    });
  } catch (error) {
    if (!isRefused(error)) throw error;
    await noteRefusal(runtime, ref, true);
  }
}
