import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { createKeyRing } from '../service-kit/auth/secrets';
import { newId } from '../service-kit/data/ids';
import type { MailKind, MailRequest } from '../service-kit/mail/mail-kind';
import { createMailer, mailConsumer } from '../service-kit/mail/mails';
import { parseSender, type MailTransport } from '../service-kit/mail/transport';
import { consumeEvents } from '../service-kit/outbox/consume';
import type { EventPart } from '../service-kit/outbox/events';
import { relayEvents } from '../service-kit/outbox/relay';
import { connectDatabase, inOrganization } from '../service-kit/postgres/database';
import { silentLogger } from '../service-kit/process/logger';
import { useDatabase } from './database';

/** A kind of mail with all that a mail may have. */
export const INVITATION: MailKind<{ organization: string; inviter: string; url: string; days: number }> = {
  name: 'invitation',
  data: z.object({ organization: z.string(), inviter: z.string(), url: z.string(), days: z.number() }),
  texts: {
    en: {
      subject: '{{inviter}} invites you to {{organization}}',
      intro: 'Join {{organization}}.',
      accept: 'Accept',
      ends_one: 'It ends in {{count}} day.',
      ends_other: 'It ends in {{count}} days.',
    },
    ru: {
      subject: '{{inviter}} приглашает вас в «{{organization}}»',
      intro: 'Присоединяйтесь к «{{organization}}».',
      accept: 'Принять',
      ends_one: 'Приглашение действует {{count}} день.',
      ends_few: 'Приглашение действует {{count}} дня.',
      ends_many: 'Приглашение действует {{count}} дней.',
    },
  },
  content: ({ organization, inviter, url, days }, say) => ({
    subjectValues: { organization, inviter },
    blocks: [
      { heading: organization },
      { text: say('intro', { organization }) },
      { button: { label: say('accept'), url } },
      { small: say('ends', { count: days }) },
    ],
  }),
};
/** What such a mail tells. */
export const DATA = {
  organization: 'Ромашка & Co',
  inviter: 'Анна',
  url: 'https://example.test/i?a=1&b=2',
  days: 3,
};

export const from = parseSender('CashCraft <no-reply@cashcraft.test>')!;
export const keyRing = createKeyRing([['k1', Buffer.alloc(32, 7)]]);

interface InboxRow {
  done: boolean;
  dead: boolean;
  attempts: number;
  error: string | null;
}

/** Mails that are asked for in the tables of a subgraph, and sent as the worker sends them; mail servers on this machine to send them to. */
export function useSentMails() {
  const database = useDatabase();
  const log = silentLogger();
  const cleanUp: (() => unknown)[] = [];
  let identity: DataSource;
  beforeAll(async () => {
    const url = await database.urlFor('identity');
    identity = await connectDatabase({ url, schema: 'identity', entities: [], applicationName: 'test-mail' });
  });
  afterEach(async () => {
    for (const act of cleanUp.splice(0).reverse()) await act();
  });
  afterAll(() => identity.destroy());

  /** A mail server that keeps what it takes. */
  async function startMailServer(
    options: SMTPServerOptions = {},
  ): Promise<{ url: string; mails: ParsedMail[]; raw: string[] }> {
    const mails: ParsedMail[] = [];
    const raw: string[] = [];
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData(stream, _session, done) {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const bytes = Buffer.concat(chunks);
          raw.push(bytes.toString());
          void simpleParser(bytes).then((mail) => {
            mails.push(mail);
            done();
          });
        });
      },
      ...options,
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanUp.push(() => new Promise<void>((resolve) => server.close(resolve)));
    const { port } = server.server.address() as { port: number };
    return { url: `smtp://127.0.0.1:${port}`, mails, raw };
  }

  /** Asks for a mail in a transaction, and lets the worker try once. @returns the inbox row */
  async function send(
    transport: MailTransport,
    mail: Partial<MailRequest<typeof DATA>> = {},
    kind: MailKind<typeof DATA> = INVITATION,
  ): Promise<InboxRow & { orgId: string; again(): Promise<void>; now(): Promise<InboxRow> }> {
    const orgId = newId();
    await inOrganization(identity, orgId, (db) =>
      createMailer(keyRing).request(db, orgId, kind, {
        to: 'bob@example.test',
        language: 'en',
        data: DATA,
        ...mail,
      }),
    );
    const consumer = mailConsumer({
      kinds: [kind],
      keyRing,
      transport,
      source: identity,
      product: 'CashCraft',
      log,
    });
    const part: EventPart = { name: 'identity', source: identity, consumers: [consumer] };
    await relayEvents(part, [part], orgId);
    await consumeEvents(part, consumer, orgId, log);
    const query = (sql: string) => inOrganization(identity, orgId, (db) => db.query(sql) as Promise<never[]>);
    const now = async () => {
      const [row] = await query(
        'SELECT done_at IS NOT NULL AS done, dead_at IS NOT NULL AS dead, attempts, error FROM identity.inbox',
      );
      return row as unknown as InboxRow;
    };
    return {
      ...(await now()),
      orgId,
      now,
      async again() {
        await query('UPDATE identity.inbox SET next_at = now()');
        await consumeEvents(part, consumer, orgId, log);
      },
    };
  }

  return {
    source: () => identity,
    /** Is done after the test, the last first. */
    afterwards: (act: () => unknown): void => void cleanUp.push(act),
    startMailServer,
    send,
  };
}

/** A mail server's answer to every receiver. */
export const refusing = (responseCode: number, text: string): SMTPServerOptions => ({
  onRcptTo: (_address, _session, done) => done(Object.assign(new Error(text), { responseCode })),
});
