import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import fastify from 'fastify';
import { simpleParser, type ParsedMail } from 'mailparser';
import type { SMTPServerOptions } from 'smtp-server';
import { type DATA, from, INVITATION, refusing, useSentMails } from '../../testkit/sent-mails';
import { NotYet } from '../outbox/events';
import type { MailKind } from './mail-kind';
import { outboxPage } from './outbox-page';
import { folderTransport, smtpTransport, type MailTransport } from './transport';

const { afterwards, startMailServer, send } = useSentMails();

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

/** What becomes of a mail that brings a file. */
type Outcome = 'goes without it' | 'goes without it at its third try' | 'is tried again' | 'is given up';
const ANSWERS: [number, string, Outcome][] = [
  [552, 'Message size exceeds fixed maximum', 'goes without it'],
  [552, '5.3.4 Message too big for system', 'goes without it'],
  [552, '5.2.3 Message length exceeds administrative limit', 'goes without it'],
  [554, '5.3.4 Message too big for system', 'goes without it'],
  [550, '5.2.3 Too long for this user', 'goes without it'],
  [
    552,
    '5.7.0 This message was blocked because its content presents a potential security issue',
    'goes without it',
  ],
  [552, '5.6.1 Media not supported', 'goes without it'],
  [552, '5.0.0 Requested mail action aborted: exceeded storage allocation', 'goes without it'],
  [552, '5.2.0 Message refused', 'goes without it'],
  [552, '5.3.0 Message exceeds what is taken here', 'goes without it'],
  [552, '5.1.0 Address rejected', 'goes without it'],
  [552, '5.7.0 Blocked', 'goes without it'],
  [552, '5.2.2 The mailbox is full', 'goes without it at its third try'],
  [552, '5.2.2 Message too large for what is left of the quota', 'goes without it at its third try'],
  [550, '5.2.2 Over quota', 'goes without it at its third try'],
  [552, '5.3.1 Mail system full', 'goes without it at its third try'],
  [552, 'Mailbox full', 'goes without it at its third try'],
  [552, 'User is over quota', 'goes without it at its third try'],
  [552, '5.0.0 Quota exceeded', 'goes without it at its third try'],
  [452, '4.2.2 The mailbox is full', 'goes without it at its third try'],
  [452, '4.3.4 Message too big for now', 'goes without it at its third try'],
  [450, '4.2.2 Over quota', 'goes without it at its third try'],
  [452, 'Insufficient system storage', 'goes without it at its third try'],
  [452, '4.2.0 Mailbox full', 'goes without it at its third try'],
  [552, '5.2.0 Mailbox full', 'goes without it at its third try'],
  [552, '5.3.0 User is over quota', 'goes without it at its third try'],
  [550, '5.7.1 Blocked: 5.3.4.9 is on a list', 'is given up'],
  [550, '5.2.1 The mailbox is disabled', 'is given up'],
  [552, '5.5.3 Too many recipients', 'is given up'],
  [554, '5.7.1 Spam', 'is given up'],
  [550, '5.2.30 Whatever that is', 'is given up'],
  [450, '4.2.0 Greylisted', 'is tried again'],
  [452, '4.7.1 Greylisted, come back later', 'is tried again'],
  [452, '4.5.3 Too many recipients', 'is tried again'],
  [451, '4.3.0 Try later', 'is tried again'],
  [421, '4.7.0 Too many connections', 'is tried again'],
  [550, '5.2.0 Mailbox problem', 'is given up'],
];
it.each(ANSWERS)(
  '%i %s, at the receiver and at the content: a mail with a file %s',
  async (code, text, outcome) => {
    const answer = Object.assign(new Error(text), { responseCode: code });
    const places: SMTPServerOptions[] = [
      refusing(code, text),
      { onData: (stream, _session, done) => void stream.on('end', () => done(answer)).resume() },
    ];
    for (const place of places) {
      const server = await startMailServer(place);
      const { kind, notes } = withFile();
      const sent = await send(smtpTransport({ url: server.url, from }), {}, kind);
      const { dead, attempts } = sent;
      const isPatient = !dead && attempts === 1;
      if (isPatient) {
        await sent.again();
        expect([notes, (await sent.now()).attempts]).toEqual([[], 2]);
        await sent.again();
      }
      const left = notes.includes('left out');
      const without = isPatient ? 'goes without it at its third try' : 'goes without it';
      const became = dead ? 'is given up' : left ? without : 'is tried again';
      expect([(await sent.now()).done, became]).toEqual([false, outcome]);
      expect(notes).toEqual(left ? ['left out'] : []);
    }
  },
);

it('brings the link alone to a box with little room left, and goes on trying one with none', async () => {
  const taken: ParsedMail[] = [];
  let room = 20_000;
  const full = Object.assign(new Error('5.2.2 The mailbox is full'), { responseCode: 552 });
  const server = await startMailServer({
    onData: (stream, _session, done) =>
      void buffer(stream).then(async (bytes) => {
        if (bytes.length > room) return done(full);
        taken.push(await simpleParser(bytes));
        done();
      }, done),
  });
  const transport = smtpTransport({ url: server.url, from });
  const little = withFile('Смета.pdf', 30_000);
  const sent = await send(transport, {}, little.kind);
  for (let tries = 1; tries < 4; tries += 1) await sent.again();
  expect(taken).toMatchObject([{ attachments: [], text: expect.stringContaining('Join') }]);
  expect([little.notes, (await sent.now()).done]).toEqual([['left out', 'sent'], true]);

  room = 0;
  const none = withFile('Смета.pdf', 30_000);
  const waiting = await send(transport, {}, none.kind);
  for (let tries = 1; tries < 8; tries += 1) await waiting.again();
  expect(await waiting.now()).toMatchObject({ done: false, dead: false, attempts: 7 });
  room = 20_000;
  await waiting.again();
  expect([taken.length, none.notes, (await waiting.now()).done]).toEqual([2, ['left out', 'sent'], true]);
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
  const server = await startMailServer(refusing(552, '5.3.4 Message too big'));
  const sent = await send(smtpTransport({ url: server.url, from }), {}, withFile().kind);
  await sent.again();
  expect(await sent.now()).toMatchObject({ done: false, dead: true });
});

it('goes without the file when its third try takes too long', async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => void sockets.push(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  afterwards(() => new Promise((resolve) => silent.close(resolve)));
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
  afterwards(() => rmSync(folder, { recursive: true }));
  const { kind, content } = withFile('Смета <b>.pdf');
  expect(await send(folderTransport({ folder, from }), {}, kind)).toMatchObject({ done: true });
  const [eml = ''] = readdirSync(folder).filter((file) => file.endsWith('.eml'));
  const mail = await simpleParser(readFileSync(join(folder, eml)));
  expect(mail.attachments.map(({ filename }) => filename)).toEqual(['Смета <b>.pdf']);
  const app = fastify();
  outboxPage(folder)(app);
  afterwards(() => app.close());
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
