import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { DATA, from, INVITATION, keyRing, useSentMails } from '../../testkit/sent-mails';
import { newId } from '../data/ids';
import { inOrganization } from '../postgres/database';
import { createMailer } from './mails';
import { folderTransport, smtpTransport } from './transport';

const { source, afterwards, startMailServer, send } = useSentMails();

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

it('stands sealed in the tables: a link in it lets somebody in', async () => {
  const orgId = newId();
  await inOrganization(source(), orgId, (db) =>
    createMailer(keyRing).request(db, orgId, INVITATION, {
      to: 'bob@example.test',
      language: 'en',
      data: DATA,
    }),
  );
  const [row] = await inOrganization(
    source(),
    orgId,
    (db) => db.query('SELECT payload::text FROM identity.outbox') as Promise<{ payload: string }[]>,
  );
  expect(row?.payload).not.toMatch(/example\.test|Ромашка/);
});

it('is a file in development', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mails-'));
  afterwards(() => rmSync(folder, { recursive: true }));
  expect(await send(folderTransport({ folder, from }), { language: 'ru' })).toMatchObject({ done: true });
  const [name] = readdirSync(folder).filter((file) => file.endsWith('.eml'));
  const mail = await simpleParser(readFileSync(join(folder, name!)));
  expect(mail.subject).toBe('Анна приглашает вас в «Ромашка & Co»');
  expect(mail.text).toContain('https://example.test/i?a=1&b=2');
});
