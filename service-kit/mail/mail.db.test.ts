import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { useDatabase } from '../../testkit/database';
import { connectDatabase, inOrganization } from '../postgres/database';
import { newId } from '../data/ids';
import { silentLogger } from '../process/logger';
import { consumeEvents } from '../outbox/consume';
import { deadLetters } from '../outbox/dead-letters';
import { NotYet, type EventPart } from '../outbox/events';
import { relayEvents } from '../outbox/relay';
import { createKeyRing } from '../auth/secrets';
import type { MailKind, MailRequest } from './mail-kind';
import { createMailer, mailConsumer } from './mails';
import { outboxPage } from './outbox-page';
import { folderTransport, parseSender, smtpTransport, type MailTransport } from './transport';

const database = useDatabase();
const log = silentLogger();
const keyRing = createKeyRing([['k1', Buffer.alloc(32, 7)]]);
const from = parseSender('CashCraft <no-reply@cashcraft.test>')!;

const INVITATION: MailKind<{ organization: string; inviter: string; url: string; days: number }> = {
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
const DATA = {
  organization: 'Ромашка & Co',
  inviter: 'Анна',
  url: 'https://example.test/i?a=1&b=2',
  days: 3,
};

let identity: DataSource;
const cleanUp: (() => unknown)[] = [];
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

interface InboxRow {
  done: boolean;
  dead: boolean;
  attempts: number;
  error: string | null;
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

const refusing = (responseCode: number, text: string): SMTPServerOptions => ({
  onRcptTo: (_address, _session, done) => done(Object.assign(new Error(text), { responseCode })),
});

it.each([
  ['en', 'Анна invites you to Ромашка & Co', 'Join Ромашка & Co.', 'It ends in 3 days.'],
  [
    'ru',
    'Анна приглашает вас в «Ромашка & Co»',
    'Присоединяйтесь к «Ромашка & Co».',
    'Приглашение действует 3 дня.',
  ],
] as const)('arrives as HTML and text in %s', async (language, subject, intro, ends) => {
  const server = await startMailServer();
  expect(await send(smtpTransport({ url: server.url, from }), { language })).toMatchObject({ done: true });
  const [mail] = server.mails;
  expect(mail).toMatchObject({ subject });
  expect(mail?.from?.value).toEqual([{ name: 'CashCraft', address: 'no-reply@cashcraft.test' }]);
  expect([mail?.to].flat()[0]?.value).toEqual([{ name: '', address: 'bob@example.test' }]);
  for (const part of [intro, ends, 'https://example.test/i?a=1&b=2']) expect(mail?.text).toContain(part);
  expect(mail?.html).toContain('href="https://example.test/i?a=1&amp;b=2"');
  expect(mail?.text?.split('\n').slice(-5, -2)).toEqual(['', '-- ', 'CashCraft']);
  expect(mail?.html).toContain(`<html lang="${language}">`);
});

it('keeps names out of the markup', async () => {
  const server = await startMailServer();
  await send(smtpTransport({ url: server.url, from }), {
    data: { ...DATA, organization: '<img src=x onerror=alert(1)>', inviter: '$t(accept) {{organization}}' },
  });
  expect(server.mails[0]?.html).toContain('&lt;img src=x onerror=alert(1)&gt;');
  expect(server.mails[0]?.subject).toContain('$t(accept) {{organization}} invites you');
});

it.each([
  'Evil\r\nBcc: victim@example.test',
  'Evil\nBcc: victim@example.test',
  'Evil\u2028Bcc: v@example.test',
  'Evil\r\n\r\n<b>body</b>',
])('lets no name begin a header: %j', async (organization) => {
  const server = await startMailServer();
  await send(smtpTransport({ url: server.url, from }), { data: { ...DATA, organization } });
  const [mail] = server.mails;
  const headers = [...(mail?.headers.keys() ?? [])].sort();
  expect(headers).toEqual([
    'auto-submitted',
    'content-type',
    'date',
    'from',
    'message-id',
    'mime-version',
    'subject',
    'to',
    'x-auto-response-suppress',
  ]);
  expect(mail?.subject).toMatch(/^Анна invites you to Evil /);
});

it.each([
  'a@b.test, c@d.test',
  'a@b.test\r\nBcc: c@d.test',
  '<a@b.test>',
  'a b@c.test',
  '"x\u0000"@b.test',
  'nobody',
  'a@b.test\u202e',
])('takes no such text for an address: %j', async (to) => {
  const server = await startMailServer();
  await expect(send(smtpTransport({ url: server.url, from }), { to })).rejects.toThrow('not an address');
  expect(server.mails).toEqual([]);
});

it('gives up at a final refusal, as a dead letter that names it', async () => {
  const server = await startMailServer(refusing(550, 'No such box'));
  const sent = await send(smtpTransport({ url: server.url, from }));
  expect(sent).toMatchObject({
    done: false,
    dead: true,
    attempts: 1,
    error: expect.stringContaining('550 No such box'),
  });
  const letters = await deadLetters({ name: 'identity', source: identity });
  expect(letters.find(({ orgId }) => orgId === sent.orgId)).toMatchObject({
    consumer: 'mail',
    type: 'mail.requested',
  });
});

it.each([
  ['the receiver', (answer: Error): SMTPServerOptions => ({ onRcptTo: (_a, _s, done) => done(answer) })],
  [
    'the content',
    (answer: Error): SMTPServerOptions => ({
      onData: (stream, _s, done) => void stream.on('end', () => done(answer)).resume(),
    }),
  ],
])('tries again after a 451 at %s', async (_where, refuse) => {
  const answer = Object.assign(new Error('Greylisted, come back later'), { responseCode: 451 });
  let patience = 1;
  const settings = refuse(answer);
  const taking = await startMailServer();
  const refusal = await startMailServer(settings);
  const transport: MailTransport = {
    send: (mail) => smtpTransport({ url: (patience -= 1) >= 0 ? refusal.url : taking.url, from }).send(mail),
  };
  const sent = await send(transport);
  expect(sent).toMatchObject({
    done: false,
    dead: false,
    attempts: 1,
    error: expect.stringContaining('451'),
  });
  await sent.again();
  expect(taking.mails).toHaveLength(1);
});

it('tries again when the log-in is refused or nobody listens: that is not about the mail', async () => {
  const closed = await startMailServer({
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: (_auth, _session, done) => done(Object.assign(new Error('Bad password'), { responseCode: 535 })),
  });
  const url = closed.url.replace('smtp://', 'smtp://user:wrong@');
  expect(await send(smtpTransport({ url, from }))).toMatchObject({ done: false, dead: false, attempts: 1 });
  expect(await send(smtpTransport({ url: 'smtp://127.0.0.1:1', from }))).toMatchObject({
    dead: false,
    attempts: 1,
  });
});

it.each<[string, SMTPServerOptions]>([
  [
    'its sender is refused',
    {
      onMailFrom: (_a, _s, done) => done(Object.assign(new Error('Not your domain'), { responseCode: 550 })),
    },
  ],
  [
    'its sender has no room left',
    {
      onMailFrom: (_a, _s, done) => done(Object.assign(new Error('Storage exceeded'), { responseCode: 552 })),
    },
  ],
  ['it wants a log-in first', refusing(530, 'Authentication required')],
])('tries again when %s: the installation has to be mended', async (_what, settings) => {
  const server = await startMailServer(settings);
  expect(await send(smtpTransport({ url: server.url, from }))).toMatchObject({ dead: false, attempts: 1 });
});

it('cuts a server that says nothing, and one that talks without end', async () => {
  const sockets: Socket[] = [];
  const talking = createServer((socket) => {
    sockets.push(socket);
    const timer = setInterval(() => socket.write('220-wait\r\n'), 20);
    socket.on('close', () => clearInterval(timer)).on('error', () => undefined);
  });
  const silent = createServer((socket) => void sockets.push(socket.on('error', () => undefined)));
  for (const [server, limits] of [
    [silent, { silenceMs: 200 }],
    [talking, { limitMs: 300 }],
  ] as const) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanUp.push(() => new Promise((resolve) => server.close(resolve)));
    const { port } = server.address() as { port: number };
    const sent = await send(smtpTransport({ url: `smtp://127.0.0.1:${port}`, from, ...limits }));
    expect(sent).toMatchObject({ done: false, dead: false, attempts: 1 });
  }
  const closed = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve));
  for (const socket of sockets) if (!socket.destroyed) await closed(socket);
});

it('is one mail to its receiver however often it is sent', async () => {
  const server = await startMailServer();
  const transport = smtpTransport({ url: server.url, from });
  let first = true;
  const dying: MailTransport = {
    async send(mail) {
      await transport.send(mail);
      if (first) {
        first = false;
        throw new Error('died after sending');
      }
    },
  };
  const sent = await send(dying);
  await sent.again();
  expect(server.mails).toHaveLength(2);
  expect(new Set(server.mails.map(({ messageId }) => messageId)).size).toBe(1);
});

it('stands sealed in the tables: a link in it lets somebody in', async () => {
  const orgId = newId();
  await inOrganization(identity, orgId, (db) =>
    createMailer(keyRing).request(db, orgId, INVITATION, {
      to: 'bob@example.test',
      language: 'en',
      data: DATA,
    }),
  );
  const [row] = await inOrganization(
    identity,
    orgId,
    (db) => db.query('SELECT payload::text FROM identity.outbox') as Promise<{ payload: string }[]>,
  );
  expect(row?.payload).not.toMatch(/example\.test|Ромашка/);
});

/** A mail with a file, as its kind prepares it; `notes` is what it was told. */
function withFile(name = 'Смета № 5.pdf', bytes = 1_000) {
  const notes: string[] = [];
  const content = Buffer.concat([Buffer.from('%PDF-1.7'), Buffer.alloc(bytes, '\r\n.\r\n')]);
  const kind: MailKind<typeof DATA> = {
    ...INVITATION,
    prepare: async (data) => ({
      data,
      ...(notes.includes('left out')
        ? {}
        : { attachments: [{ name, mediaType: 'application/pdf', content }] }),
      leaveOut: async () => notes.push('left out') > 0,
      onSent: async () => void notes.push('sent'),
    }),
  };
  return { notes, content, kind };
}

it.each(['Смета № 5.pdf', 'plain.pdf', `${'долгое имя '.repeat(9)}.pdf`, 'a"b\\; filename=evil.exe.pdf'])(
  'brings a file by its name, to the byte: %j',
  async (name) => {
    const server = await startMailServer();
    const { kind, content, notes } = withFile(name);
    expect(await send(smtpTransport({ url: server.url, from }), {}, kind)).toMatchObject({ done: true });
    const [attached, more] = server.mails[0]?.attachments ?? [];
    expect([attached?.filename, attached?.contentType, attached?.contentDisposition, more]).toEqual([
      name,
      'application/pdf',
      'attachment',
      undefined,
    ]);
    expect(attached?.content.equals(content)).toBe(true);
    expect(server.mails[0]?.text).toContain('Join');
    expect(notes).toEqual(['sent']);
  },
);

it.each<[string, SMTPServerOptions]>([
  ['says that it is too large', refusing(552, 'Message size exceeds fixed maximum')],
  ['says so in its enhanced code', refusing(554, '5.3.4 Message too big for system')],
])('goes without the file where the server %s, as the same mail', async (_what, settings) => {
  const refusal = await startMailServer(settings);
  const taking = await startMailServer();
  const { kind, notes } = withFile();
  const transport: MailTransport = {
    send: (mail) =>
      smtpTransport({ url: (mail.attachments?.length ? refusal : taking).url, from }).send(mail),
  };
  const sent = await send(transport, {}, kind);
  expect(sent).toMatchObject({ done: false, dead: false, attempts: 0 });
  await sent.again();
  expect(taking.mails).toMatchObject([{ attachments: [], messageId: expect.stringMatching(/^<[\w-]{36}@/) }]);
  expect(notes).toEqual(['left out', 'sent']);
});

it('counts a refusal as a try where the file can’t be left out any more: it is not asked for ever', async () => {
  const server = await startMailServer(refusing(552, 'Message size exceeds fixed maximum'));
  const { kind } = withFile();
  const fixed: typeof kind = {
    ...kind,
    prepare: async (data, at) => ({ ...(await kind.prepare!(data, at))!, leaveOut: async () => false }),
  };
  expect(await send(smtpTransport({ url: server.url, from }), {}, fixed)).toMatchObject({
    ...{ dead: true, attempts: 1 },
    error: expect.stringContaining('552'),
  });
});

it('is sent once, though it could not be noted that it was', async () => {
  const server = await startMailServer();
  const { kind } = withFile();
  const unnoted: typeof kind = {
    ...kind,
    prepare: async (data, at) => ({
      ...(await kind.prepare!(data, at))!,
      onSent: () => Promise.reject(new Error('The database is away.')),
    }),
  };
  const sent = await send(smtpTransport({ url: server.url, from }), {}, unnoted);
  expect(sent).toMatchObject({ done: true });
  expect(server.mails).toHaveLength(1);
});

it('is a dead letter where the server finds it too large without any file, too', async () => {
  const server = await startMailServer(refusing(552, 'Mailbox full'));
  const sent = await send(smtpTransport({ url: server.url, from }), {}, withFile().kind);
  await sent.again();
  expect(await sent.now()).toMatchObject({ done: false, dead: true });
});

it('goes without the file when its third try takes too long', async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => void sockets.push(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  cleanUp.push(() => new Promise((resolve) => silent.close(resolve)));
  const url = `smtp://127.0.0.1:${(silent.address() as { port: number }).port}`;
  const taking = await startMailServer();
  const { kind, notes } = withFile();
  const transport: MailTransport = {
    send: (mail) =>
      smtpTransport(mail.attachments?.length ? { url, from, limitMs: 50 } : { url: taking.url, from }).send(
        mail,
      ),
  };
  const sent = await send(transport, {}, kind);
  await sent.again();
  expect(notes).toEqual([]);
  await sent.again();
  expect(notes).toEqual(['left out']);
  await sent.again();
  expect([taking.mails.length, notes]).toEqual([1, ['left out', 'sent']]);
});

it('waits for what it brings, which is no try, and is dropped when it is not to be sent any more', async () => {
  const server = await startMailServer();
  let answer: 'wait' | 'drop' = 'wait';
  const kind: MailKind<typeof DATA> = {
    ...INVITATION,
    async prepare() {
      if (answer === 'wait') throw new NotYet('It is on its way.', 5);
      return null;
    },
  };
  const sent = await send(smtpTransport({ url: server.url, from }), {}, kind);
  expect(sent).toMatchObject({ done: false, dead: false, attempts: 0, error: 'It is on its way.' });
  for (let times = 0; times < 40; times += 1) await sent.again();
  expect(await sent.now()).toMatchObject({ done: false, dead: false, attempts: 0 });
  answer = 'drop';
  await sent.again();
  expect([(await sent.now()).done, server.mails]).toEqual([true, []]);
});

it('is a file in development, with what it brings beside it, and on a page', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mails-'));
  cleanUp.push(() => rmSync(folder, { recursive: true }));
  const { kind, content } = withFile('Смета <b>.pdf');
  expect(await send(folderTransport({ folder, from }), {}, kind)).toMatchObject({ done: true });
  const [eml = ''] = readdirSync(folder).filter((file) => file.endsWith('.eml'));
  const mail = await simpleParser(readFileSync(join(folder, eml)));
  expect(mail.attachments.map(({ filename }) => filename)).toEqual(['Смета <b>.pdf']);
  const app = fastify();
  outboxPage(folder)(app);
  cleanUp.push(() => app.close());
  const get = (path: string) => app.inject({ url: `/outbox${path}` });
  const name = eml.slice(0, -'.eml'.length);
  expect((await get('')).body).toContain('with Смета &lt;b&gt;.pdf');
  expect((await get(`/${name}`)).body).toContain(`<a href="/outbox/${name}/0">Смета &lt;b&gt;.pdf</a>`);
  const file = await get(`/${name}/0`);
  expect([file.headers['content-type'], file.headers['x-content-type-options']]).toEqual([
    'application/pdf',
    'nosniff',
  ]);
  expect(file.headers['content-disposition']).toMatch(/^attachment; /);
  expect(file.rawPayload.equals(content)).toBe(true);
  for (const path of [`/${name}/1`, `/${name}/x`, `/${name}/..%2f0`, '/nothing/0']) {
    expect((await get(path)).statusCode).toBe(404);
  }
});

it('is a file in development', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mails-'));
  cleanUp.push(() => rmSync(folder, { recursive: true }));
  expect(await send(folderTransport({ folder, from }), { language: 'ru' })).toMatchObject({ done: true });
  const [name] = readdirSync(folder).filter((file) => file.endsWith('.eml'));
  const mail = await simpleParser(readFileSync(join(folder, name!)));
  expect(mail.subject).toBe('Анна приглашает вас в «Ромашка & Co»');
  expect(mail.text).toContain('https://example.test/i?a=1&b=2');
});
