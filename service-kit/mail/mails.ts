import { z } from 'zod';
import { newId } from '../data/ids';
import { recordEvents } from '../outbox/emit';
import { acting, NotYet, PermanentFailure, type EventConsumer, type EventDefinition } from '../outbox/events';
import type { Logger } from '../process/logger';
import { inSpan, type SpanStart } from '../telemetry/tracing';
import { processCounter } from '../telemetry/process-metrics';
import type { SealedColumn } from '../auth/reseal';
import type { KeyRing } from '../auth/secrets';
import type { MailLanguage } from './languages';
import type { AnyMailKind, Mailer, MailTry, PreparedMail } from './mail-kind';
import { createMailRenderer } from './render';
import { isMailAddress, MailTimedOut, MailTooLarge, MailWithoutRoom, type MailTransport } from './transport';

/*
 * Mails go through the outbox: one is written in the transaction of what it tells of, and sent by a worker, at least once.
 * It may hold a link that lets somebody in, so while it waits it is sealed.
 */

const PURPOSE = 'mail';

const payload = z.object({ id: z.uuid(), sealed: z.string() });

/** Stays in the subgraph that wrote it. */
const MAIL_REQUESTED: EventDefinition<z.infer<typeof payload>> = {
  type: 'mail.requested',
  payload,
  objectOf: ({ id }) => `mail:${id}`, // no mail waits for another
  local: true,
};

interface SealedMail {
  kind: string;
  to: string;
  language: MailLanguage;
  data: unknown;
}

/** Makes what a subgraph's services ask for mails. */
export const createMailer = (keyRing: KeyRing): Mailer => ({
  async request(db, orgId, kind, { to, language, data }) {
    if (!isMailAddress(to)) throw new Error('A mail was requested for something that is not an address.');
    const mail: SealedMail = { kind: kind.name, to, language, data: kind.data.parse(data) };
    await recordEvents(db, orgId, MAIL_REQUESTED, [
      { id: newId(), sealed: keyRing.seal(JSON.stringify(mail), PURPOSE) },
    ]);
  },
});

/** Where mails stand sealed that were not sent yet. */
export const sealedMails = (schema: string): SealedColumn[] =>
  [
    { table: `${schema}.outbox`, key: ['org_id', 'id'] },
    { table: `${schema}.inbox`, key: ['org_id', 'consumer', 'event_id'] },
  ].map((place) => ({
    ...place,
    read: `payload ->> 'sealed'`,
    set: `payload = jsonb_set(payload, '{sealed}', to_jsonb($1::text))`,
    where: `type = '${MAIL_REQUESTED.type}'`,
    purpose: () => PURPOSE,
  }));

const sent = processCounter(
  'mails_total',
  'Tries to send mails, by kind; outcome is sent, failed, or dropped: it was not to be sent any more.',
  'kind',
  'outcome',
);

const asClient = (): SpanStart => ({ kind: 'client' });

/** The queue of mails. */
export const MAIL_QUEUE = 'mail';

/**
 * From this try on, whatever ended those before it, one that takes too long, or finds too little room, lets the mail go without what it
 * brings: a server may be slow or a box full for a while, and a box with little room may take a link.
 */
const PATIENT_TRIES = 3;

/** About twenty hours of trying: mail servers that ask for patience (greylisting, full boxes) get it. */
const MAIL_ATTEMPTS = 30;

/**
 * Sends the mails of a subgraph; it stands in a queue of its own, because mail servers can be slow.
 *
 * @param parts.kinds every kind the subgraph's features send
 * @param parts.source of the subgraph
 * @param parts.files where it keeps files
 * @throws Error when two kinds have one name
 */
export function mailConsumer(
  parts: {
    kinds: readonly AnyMailKind[];
    keyRing: KeyRing;
    transport: MailTransport;
    product: string;
    log: Logger;
  } & Pick<MailTry, 'source' | 'files'>,
): EventConsumer {
  const { source, files, transport, log } = parts;
  for (const { name } of parts.kinds)
    for (const outcome of ['sent', 'failed', 'dropped']) sent.begin(name, outcome);
  const kinds = new Map(parts.kinds.map((kind) => [kind.name, kind]));
  const renderer = createMailRenderer(parts.kinds, parts.product);
  return {
    name: 'mail',
    queue: MAIL_QUEUE,
    maxAttempts: MAIL_ATTEMPTS,
    handlers: [
      acting(MAIL_REQUESTED, async ({ orgId, emittedAt, attempt, payload: { id, sealed } }) => {
        const mail = JSON.parse(parts.keyRing.open(sealed, PURPOSE)) as SealedMail;
        const kind = kinds.get(mail.kind);
        if (!kind) throw new PermanentFailure(`There is no kind of mail named "${mail.kind}".`);
        const at: MailTry = { id, orgId, requestedAt: emittedAt, source, files };
        let prepared: PreparedMail<unknown> | null = null;
        try {
          prepared = await prepare(kind, mail.data, at);
          if (!prepared) return sent.add(mail.kind, 'dropped');
          const going = prepared;
          const { data, attachments = [] } = going;
          const outgoing = { id, to: mail.to, ...renderer.render({ ...mail, data }), attachments };
          await inSpan(`mail ${mail.kind}`, asClient, () =>
            withoutWhatIsRefused(going, attempt, () => transport.send(outgoing)),
          );
          sent.add(mail.kind, 'sent');
          // The server has it: what fails from here on sends no second one.
          await going.onSent?.().catch((err: unknown) => {
            log.error({ err, orgId, mail: id, kind: mail.kind }, 'a sent mail could not be noted');
          });
        } catch (error) {
          if (error instanceof NotYet) throw error;
          sent.add(mail.kind, 'failed');
          if (error instanceof PermanentFailure || attempt >= MAIL_ATTEMPTS)
            await prepared?.onGivenUp?.().catch((err: unknown) => {
              log.error(
                { err, orgId, mail: id, kind: mail.kind },
                'a mail that was given up could not be told of',
              );
            });
          throw error;
        }
      }),
    ],
  };
}

async function prepare(
  { data: schema, prepare }: AnyMailKind,
  stored: unknown,
  at: MailTry,
): Promise<PreparedMail<unknown> | null> {
  const data: unknown = schema.parse(stored);
  return prepare ? prepare(data, at) : { data };
}

/**
 * What a server refuses for what it brings goes without that, in a try of its own: this one has had its time. Where it can't be left out (any
 * more) the failure counts as every other.
 */
async function withoutWhatIsRefused(
  { attachments = [], leaveOut }: PreparedMail<unknown>,
  attempt: number,
  send: () => Promise<void>,
): Promise<void> {
  try {
    await send();
  } catch (error) {
    const mayPass = error instanceof MailTimedOut || error instanceof MailWithoutRoom;
    const isRefused = error instanceof MailTooLarge || (mayPass && attempt >= PATIENT_TRIES);
    if (!isRefused || attachments.length === 0 || !leaveOut) throw error;
    if (!(await leaveOut())) throw error;
    throw new NotYet(error.message, 0);
  }
}
