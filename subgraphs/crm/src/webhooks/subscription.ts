import { z } from 'zod';
import { inOrganization, readInOrganization } from '../../../../service-kit/postgres/database';
import { hashToken, randomToken } from '../../../../service-kit/auth/secrets';
import { clientOf } from '../connections/kommo-client';
import type { KommoClient } from '../kommo/client';
import { KOMMO_ERROR_WORDS, KommoError, isRefused } from '../kommo/kommo-error';
import type { ConnectionRef, CrmRuntime } from '../runtime';
import { endNotice, putNotice, type Notice } from '../sync/notices';
import { Webhook, type WebhookState } from './webhook.entity';

/*
 * The subscription of an account's webhooks (kommo-api.md 4.1): made with the first synchronisation, compared with every later
 * one, and made anew when Kommo has switched it off or lost it. One address per connection; posting it again replaces it, so
 * nothing is ever subscribed twice. The synchronisation that finds it switched off brings what was missed.
 */

/** Kinds of news we act on. */
const SETTINGS = ['lead', 'contact', 'company']
  .flatMap((entity) =>
    ['add', 'update', 'delete', 'restore', 'responsible', 'note'].map((what) => `${what}_${entity}`),
  )
  .concat('status_lead', 'add_task', 'update_task', 'delete_task', 'responsible_task');
/** Of conversations and incoming leads; plans without them may refuse the codes (kommo-api.md 4.1). */
const MORE_SETTINGS = [
  'add_message',
  'add_talk',
  'update_talk',
  'add_unsorted',
  'update_unsorted',
  'delete_unsorted',
];
const ALL_SETTINGS = [...SETTINGS, ...MORE_SETTINGS];

const DAY_MS = 24 * 3_600_000;

/** What the secret of a hook's address is sealed for. */
export const hookPurpose = ({ orgId, connectionId }: ConnectionRef): string =>
  `crm.webhooks.secret:${orgId}:${connectionId}`;

const NOTICES = {
  off: {
    code: 'KOMMO_WEBHOOKS_OFF',
    message:
      'No public address is configured (PUBLIC_URL), so Kommo can’t tell us of changes: they come with the next poll.',
  },
  refused: {
    code: 'KOMMO_WEBHOOKS_REFUSED',
    message:
      'Kommo does not let us subscribe to its webhooks: its plan does not have them, or whoever gave access is no ' +
      'administrator. Changes come with the next poll.',
  },
  disabled: {
    code: 'KOMMO_WEBHOOK_DISABLED',
    message:
      'Kommo had switched our webhook off. It is subscribed again, and what was missed has been fetched.',
  },
} satisfies Record<string, Notice>;

const List = z.object({
  _embedded: z.object({
    webhooks: z.array(
      z.looseObject({
        destination: z.string(),
        disabled: z.boolean().catch(false),
        settings: z.array(z.string()).catch([]),
      }),
    ),
  }),
});

/** The address Kommo posts to; null when there is no public one. */
const addressOf = ({ settings }: CrmRuntime, secret: string): string | null =>
  settings.webhookBase === undefined
    ? null
    : `${settings.webhookBase.replace(/\/+$/, '')}/webhooks/kommo/${secret}`;

/** The connection's webhook; made with a secret of its own when there is none. */
async function webhookOf(runtime: CrmRuntime, ref: ConnectionRef): Promise<Webhook> {
  const secret = randomToken();
  return inOrganization(runtime.source, ref.orgId, async (db) => {
    await db.query(
      `INSERT INTO crm.webhooks (org_id, connection_id, account_id, secret_hash, secret_sealed, state)
       SELECT $1, $2, account_id, $3, $4, 'PENDING' FROM crm.connections WHERE org_id = $1 AND id = $2
       ON CONFLICT (org_id, connection_id) DO NOTHING`,
      [ref.orgId, ref.connectionId, hashToken(secret), runtime.keyRing.seal(secret, hookPurpose(ref))],
    );
    return db.findOneByOrFail(Webhook, ref);
  });
}

/**
 * Makes sure that Kommo tells us of changes, and notes how that stands. Where Kommo fails at this alone, all stays as it is until
 * the next synchronisation: it needs no webhooks.
 *
 * @throws KommoError when Kommo can't be asked
 */
export async function ensureSubscription(
  runtime: CrmRuntime,
  ref: ConnectionRef,
  signal?: AbortSignal,
): Promise<void> {
  const webhook = await webhookOf(runtime, ref);
  const destination = addressOf(runtime, runtime.keyRing.open(webhook.secretSealed, hookPurpose(ref)));
  if (destination === null) return note(runtime, ref, 'PENDING', NOTICES.off);
  const client = clientOf(runtime, ref);
  const options = { lane: 'background', signal } as const;
  try {
    const { body } = await client.get('/webhooks', { 'filter[destination]': destination }, options);
    const list = List.safeParse(body);
    const known = list.success
      ? list.data._embedded.webhooks.find((one) => one.destination === destination)
      : undefined;
    const wanted = Number(webhook.talksRefusedAt) > Date.now() - DAY_MS ? SETTINGS : ALL_SETTINGS;
    const isWhole = known && wanted.every((setting) => known.settings.includes(setting));
    if (isWhole && !known.disabled) return await note(runtime, ref, 'ACTIVE', null);
    if (await subscribe(client, { destination, settings: wanted }, options))
      await noteRefusedTalks(runtime, ref);
    await note(
      runtime,
      ref,
      known?.disabled ? 'DISABLED' : 'ACTIVE',
      known?.disabled ? NOTICES.disabled : null,
    );
  } catch (error) {
    if (!(error instanceof KommoError)) throw error;
    if (error.kind === 'unavailable' || error.kind === 'malformed') {
      runtime.log.warn({ err: error, connectionId: ref.connectionId }, 'webhooks could not be looked after');
      return;
    }
    if (!isRefused(error)) throw error;
    await note(runtime, ref, 'REFUSED', NOTICES.refused, KOMMO_ERROR_WORDS[error.kind]);
  }
}

/**
 * With all kinds of news, or without those of conversations and incoming leads where Kommo refuses them.
 *
 * @returns whether it has refused these
 */
async function subscribe(
  client: KommoClient,
  wanted: { destination: string; settings: readonly string[] },
  options: Parameters<KommoClient['get']>[2],
): Promise<boolean> {
  const hook = { ...wanted, sort: 10 };
  try {
    await client.write('POST', '/webhooks', hook, options);
    return false;
  } catch (error) {
    if (!(error instanceof KommoError) || error.kind !== 'invalid' || wanted.settings === SETTINGS)
      throw error;
    await client.write('POST', '/webhooks', { ...hook, settings: SETTINGS }, options);
    return true;
  }
}

/** They are asked for again in a day: a plan may have changed. */
async function noteRefusedTalks(runtime: CrmRuntime, ref: ConnectionRef): Promise<void> {
  await inOrganization(runtime.source, ref.orgId, (db) =>
    db.update(Webhook, ref, { talksRefusedAt: new Date() }),
  );
}

async function note(
  runtime: CrmRuntime,
  ref: ConnectionRef,
  state: WebhookState,
  notice: Notice | null,
  error: Notice | null = null,
): Promise<void> {
  if (notice && state !== 'PENDING')
    runtime.log.warn({ connectionId: ref.connectionId, code: notice.code }, 'webhook');
  await inOrganization(runtime.source, ref.orgId, async (db) => {
    await db.query(
      `UPDATE crm.webhooks SET state = $3, checked_at = now(), error_code = $4, error_message = $5,
          error_at = CASE WHEN $4::text IS NULL THEN NULL ELSE now() END
        WHERE org_id = $1 AND connection_id = $2`,
      [ref.orgId, ref.connectionId, state, error?.code ?? null, error?.message ?? null],
    );
    for (const one of Object.values(NOTICES)) {
      if (one.code === notice?.code) await putNotice(db, ref, one);
      else await endNotice(db, ref, one.code);
    }
  });
}

/**
 * Takes the subscription back while the token still works (kommo-api.md 4.1), and forgets the address. Kommo's refusal is
 * only logged: an address that nobody knows any more is answered 404.
 */
export async function endSubscription(runtime: CrmRuntime, ref: ConnectionRef): Promise<void> {
  const webhook = await readInOrganization(runtime.source, ref.orgId, (db) => db.findOneBy(Webhook, ref));
  if (!webhook) return;
  const destination = addressOf(runtime, runtime.keyRing.open(webhook.secretSealed, hookPurpose(ref)));
  try {
    if (destination !== null && webhook.state !== 'REFUSED') {
      await clientOf(runtime, ref).write('DELETE', '/webhooks', { destination }, { lane: 'interactive' });
    }
  } catch (error) {
    if (!(error instanceof KommoError)) throw error;
    runtime.log.info({ err: error, connectionId: ref.connectionId }, 'webhook could not be taken back');
  }
  await inOrganization(runtime.source, ref.orgId, (db) => db.delete(Webhook, ref));
}
