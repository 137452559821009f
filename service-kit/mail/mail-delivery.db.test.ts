import { createServer, type Socket } from 'node:net';
import { domainToUnicode } from 'node:url';
import type { SMTPServerOptions } from 'smtp-server';
import { from, refusing, useSentMails } from '../../testkit/sent-mails';
import { deadLetters } from '../outbox/dead-letters';
import { smtpTransport, type MailTransport } from './transport';

const { source, afterwards, startMailServer, send } = useSentMails();

it('gives up at a final refusal, as a dead letter that names it', async () => {
  const server = await startMailServer(refusing(550, 'No such box'));
  const sent = await send(smtpTransport({ url: server.url, from }));
  expect(sent).toMatchObject({
    done: false,
    dead: true,
    attempts: 1,
    error: expect.stringContaining('550 No such box'),
  });
  const letters = await deadLetters({ name: 'identity', source: source() });
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
    afterwards(() => new Promise((resolve) => server.close(resolve)));
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

it.each([
  ['ann@ΒΌΛΟΣ.example', 'xn--nxasmq6b.example'],
  ['ann@βόλος.example', 'xn--nxasmm1c.example'],
  ['ann@STRAẞE.example', 'strasse.example'],
  ['ann@bücher.example', 'xn--bcher-kva.example'],
])('sends %s to the domain of its key, and to no other that looks like it', async (to, domain) => {
  const receivers: string[] = [];
  const server = await startMailServer({
    onRcptTo: ({ address }, _session, done) => {
      receivers.push(address);
      done();
    },
  });
  expect(await send(smtpTransport({ url: server.url, from }), { to })).toMatchObject({ done: true });
  expect(receivers).toEqual([`ann@${domainToUnicode(domain)}`]); // as smtp-server tells them
  expect(/^To: (.*)$/m.exec(server.raw[0] ?? '')?.[1]?.trim()).toBe(`ann@${domain}`);
});
