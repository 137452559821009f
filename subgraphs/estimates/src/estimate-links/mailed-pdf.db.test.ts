import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { newId } from '../../../../service-kit/data/ids';
import { inOrganization } from '../../../../service-kit/postgres/database';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { withClockAhead } from '../../../../testkit/clock-ahead';
import { clientLinksOf } from '../../../../testkit/client-links';
import { useEstimates } from '../../../../testkit/estimates';
import { exportsOf } from '../../../../testkit/exports';
import { useMailbox } from '../../../../testkit/mailbox';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();
const mailbox = useMailbox(graph, 'estimates');
const { look, sent } = clientLinksOf(graph);
const { work } = exportsOf(graph);

/** Each organisation has a client of its own. */
const clientOf = ({ orgId }: Viewer): string => `ann.${orgId}@example.com`;
const SEND = `mutation ($input: SendEstimateInput!) {
  sendEstimate(input: $input) { estimate { id number } link { id mailedPdf } userErrors { code path } } }`;

interface Sent {
  id: string;
  linkId: string;
  number: string;
}

async function send(viewer: Viewer, mail: object = {}): Promise<Sent> {
  const { id } = await graph.estimate(viewer, {
    title: 'Кухня; "ремонт"',
    positions: [{ name: 'Плитка', quantity: '3', unitPrice: '1234.5' }],
  });
  const input = { id, mail: { to: clientOf(viewer), attachPdf: true, language: 'RU', ...mail } };
  const { estimate, link, userErrors } = dataOf(
    await graph.executeUnderKey(newId(), viewer, SEND, { input }),
  ).sendEstimate;
  expect(userErrors).toEqual([]);
  return { id, linkId: link.id, number: estimate.number };
}
const inside = (viewer: Viewer, sql: string, ...values: unknown[]) =>
  inOrganization(graph.parts.source, viewer.orgId, (db) => db.query<Record<string, unknown>[]>(sql, values));
/** What became of the PDF, as the author reads it. */
async function mailedPdf(viewer: Viewer, { id }: Sent): Promise<string> {
  const { estimate } = dataOf(
    await graph.execute(viewer, `{ estimate(id: "${id}") { clientLinks { mailedPdf } } }`),
  );
  return estimate.clientLinks[0].mailedPdf;
}
/** Mails that still wait, and the tries that they had. */
const waiting = (viewer: Viewer) =>
  inside(viewer, `SELECT attempts FROM estimates.inbox WHERE consumer = 'mail' AND done_at IS NULL`);

/** Words that a mail went without its PDF; the outbox loses them when they are handed over. */
const words = new Map<unknown, object>();
async function told(viewer: Viewer) {
  const rows = await inside(
    viewer,
    `SELECT id, payload - '{estimateId,number,title}'::text[] AS word FROM estimates.outbox
      WHERE type = 'estimates.pdf-not-mailed'`,
  );
  for (const { id, word } of rows) words.set(id, word as object);
  return [...words.values()].filter((word) => 'to' in word && word.to === clientOf(viewer));
}
/** Sends what waits, without waiting itself; answers all mails that came to the organisation's client. */
async function deliver(viewer: Viewer) {
  await told(viewer);
  await inside(viewer, `UPDATE estimates.inbox SET next_at = now() WHERE consumer = 'mail'`);
  return mailbox.deliver(viewer.orgId, clientOf(viewer));
}
const tellOf = (viewer: Viewer, reason: string) => [
  { to: clientOf(viewer), reason, authorId: viewer.userId, senderId: viewer.userId },
];
beforeEach(() => mailbox.takeAtMost(Infinity));

it('waits until the PDF is written, and brings the very bytes that are behind the link', async () => {
  const manager = viewerWith('manager');
  const made = await send(manager);
  expect(await deliver(manager)).toEqual([]);
  expect([await waiting(manager), await mailedPdf(manager, made)]).toEqual([[{ attempts: 0 }], 'WAITING']);
  await work(manager);
  const mails = await deliver(manager);
  expect(mails).toHaveLength(1);
  const [mail] = mails;
  const [pdf, more] = mail?.attachments ?? [];
  expect([pdf?.filename, pdf?.contentType, pdf?.contentDisposition, more]).toEqual([
    `Смета № ${made.number} Кухня; ремонт.pdf`,
    'application/pdf',
    'attachment',
    undefined,
  ]);
  const content = pdf?.content ?? Buffer.alloc(0);
  expect(content.subarray(0, 5).toString()).toBe('%PDF-');
  const text = execFileSync('pdftotext', ['-layout', '-', '-'], { input: content })
    .toString()
    .replaceAll('\u00a0', ' ');
  for (const part of [made.number, 'Плитка', '4 444,20']) expect(text).toContain(part);
  const token = /\/e\/([\w-]{43})/.exec(mail?.text ?? '')?.[1] ?? '';
  const { paper, contentHash } = await look(token, 'contentHash paper { sha256 name }');
  expect(createHash('sha256').update(content).digest('hex')).toBe(paper.sha256);
  expect([paper.name, text.includes(contentHash.slice(0, 8))]).toEqual([pdf?.filename, true]);
  expect(mail?.text).toContain('Смета также приложена');
  expect([await mailedPdf(manager, made), await told(manager)]).toEqual(['ATTACHED', []]);
});

it('brings nothing unless it is asked for', async () => {
  const manager = viewerWith('manager');
  const made = await send(manager, { attachPdf: false, language: 'EN' });
  expect(await mailedPdf(manager, made)).toBeNull();
  const [mail, more] = await deliver(manager);
  expect([mail?.attachments, more]).toEqual([[], undefined]);
  expect(mail?.text).not.toContain('attached');
});

it('mails each client their own link, of two at once, with the one paper', async () => {
  const manager = viewerWith('manager');
  const { id } = await sent(manager);
  const to = ['bo@example.com', 'cy@example.com'];
  const input = { estimateId: id, mail: true, attachPdf: true, language: 'RU' };
  const links = await Promise.all(
    to.map((email) => graph.mutate(manager, 'createEstimateLink', { ...input, email }, 'url')),
  );
  expect([await work(manager), await work(manager)]).toEqual([true, false]);
  const workers = [1, 2, 3].map(() => mailbox.deliver(manager.orgId, clientOf(manager)));
  await Promise.all(workers);
  for (const [place, address] of to.entries()) {
    const mails = await mailbox.deliver(manager.orgId, address);
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).toContain(links[place]?.['url']);
    expect(mails[0]?.attachments).toHaveLength(1);
  }
});

it.each<[string, (viewer: Viewer, made: Sent) => Promise<unknown>]>([
  ['its link is revoked', (viewer, { linkId }) => graph.mutate(viewer, 'revokeEstimateLink', { id: linkId })],
  [
    'its estimate is cancelled',
    (viewer, { id }) => graph.mutate(viewer, 'cancelEstimate', { id, reason: 'No' }),
  ],
  [
    'its link is over',
    (viewer, { linkId }) =>
      inside(viewer, `UPDATE estimates.client_links SET expires_at = now() WHERE id = $1`, linkId),
  ],
])('is not sent once %s, with a PDF or without', async (_what, act) => {
  for (const attachPdf of [true, false]) {
    const manager = viewerWith('manager');
    await act(manager, await send(manager, { attachPdf }));
    await work(manager);
    expect([await deliver(manager), await waiting(manager), await told(manager)]).toEqual([[], [], []]);
  }
});

it.each<[string, string, (viewer: Viewer) => Promise<unknown>]>([
  [
    'its job has failed',
    'NOT_WRITTEN',
    (viewer) => inside(viewer, `UPDATE jobs.jobs SET state = 'FAILED', finished_at = now()`),
  ],
  [
    'its job was cancelled',
    'NOT_WRITTEN',
    (viewer) => inside(viewer, `UPDATE jobs.jobs SET state = 'CANCELLED', finished_at = now()`),
  ],
  [
    'nobody writes it for ten minutes',
    'NOT_WRITTEN',
    async (viewer) => {
      await deliver(viewer);
      await inside(viewer, `UPDATE estimates.inbox SET emitted_at = now() - interval '11 minutes'`);
    },
  ],
  [
    'its file is gone',
    'NOT_WRITTEN',
    async (viewer) => {
      await work(viewer);
      await inside(viewer, `UPDATE estimates.files SET state = 'LEAVING'`);
    },
  ],
  [
    'it is larger than a mail may be',
    'TOO_LARGE',
    async (viewer) => {
      await work(viewer);
      await inside(viewer, `UPDATE estimates.files SET size = 7 * 1024 * 1024 + 1`);
    },
  ],
  [
    'the client’s server takes no mail of its size',
    'TOO_LARGE',
    async (viewer) => {
      mailbox.takeAtMost(15_000);
      await work(viewer);
      expect(await deliver(viewer)).toEqual([]);
    },
  ],
])('brings the link alone when %s, and that is told once', async (_what, reason, act) => {
  const manager = viewerWith('manager');
  const made = await send(manager);
  await act(manager);
  const mails = await deliver(manager);
  expect(mails.map(({ attachments }) => attachments)).toEqual([[]]);
  expect(mails[0]?.text).toMatch(/\/e\/[\w-]{43}/);
  expect(mails[0]?.text).not.toContain('приложена');
  expect([await told(manager), await waiting(manager)]).toEqual([tellOf(manager, reason), []]);
  expect(await mailedPdf(manager, made)).toBe(reason);
  expect([(await deliver(manager)).length, (await told(manager)).length]).toEqual([1, 1]);
});

it('is told of when it is given up: refused for good, or not taken for as long as it is tried', async () => {
  const unmailed = (viewer: Viewer) =>
    inside(
      viewer,
      `SELECT id, payload ->> 'to' AS to FROM estimates.outbox WHERE type = 'estimates.link-not-mailed' AND payload ->> 'senderId' = $1`,
      viewer.userId,
    );
  const refused = viewerWith('manager');
  await send(refused, { attachPdf: false });
  mailbox.takeAtMost(0);
  expect([await deliver(refused), await unmailed(refused)]).toMatchObject([[], [{ to: clientOf(refused) }]]);

  const full = viewerWith('manager');
  await send(full, { attachPdf: false });
  mailbox.takeAtMost(0, '5.2.2 Mailbox full');
  await deliver(full);
  await inside(full, `UPDATE estimates.inbox SET attempts = 28 WHERE consumer = 'mail'`);
  expect([await deliver(full), await unmailed(full)]).toEqual([[], []]);
  expect(await deliver(full)).toEqual([]);
  const told = await unmailed(full);
  expect(told).toMatchObject([{ to: clientOf(full) }]);
  // Where the worker ends before that is noted with the mail, the same event comes again, which inboxes know.
  await inside(full, `UPDATE estimates.inbox SET dead_at = NULL WHERE consumer = 'mail'`);
  expect([await deliver(full), await unmailed(full)]).toEqual([[], told]);
});

it('is not sent again once it was noted as sent, though the worker ended before it was done', async () => {
  const manager = viewerWith('manager');
  const made = await send(manager);
  await work(manager);
  await inside(
    manager,
    `UPDATE estimates.client_links SET mailed_pdf = 'ATTACHED' WHERE id = $1`,
    made.linkId,
  );
  mailbox.takeAtMost(15_000); // by now the server refuses it, too
  expect([await deliver(manager), await waiting(manager), await told(manager)]).toEqual([[], [], []]);
  expect(await mailedPdf(manager, made)).toBe('ATTACHED');
});

it('waits while the stored bytes are not those that were written, and gives up after ten minutes', async () => {
  const manager = viewerWith('manager');
  await send(manager);
  await work(manager);
  await inside(manager, `UPDATE estimates.exports SET sha256 = repeat('0', 64)`);
  expect(await deliver(manager)).toEqual([]);
  expect(await waiting(manager)).toEqual([{ attempts: expect.any(Number) }]);
  await inside(manager, `UPDATE estimates.inbox SET emitted_at = now() - interval '11 minutes'`);
  const mails = await deliver(manager);
  expect([mails.length, mails[0]?.attachments.length, await told(manager)]).toEqual([
    ...[1, 0],
    tellOf(manager, 'NOT_WRITTEN'),
  ]);
});

it('finds no paper of another organisation, whatever stands in the row', async () => {
  const [manager, other] = [viewerWith('manager'), viewerWith('manager')];
  await send(other);
  await work(other);
  await deliver(other);
  const [foreign] = await inside(other, 'SELECT file_id AS id, sha256 FROM estimates.exports');
  await send(manager);
  await inside(
    manager,
    'UPDATE estimates.exports SET file_id = $1, sha256 = $2',
    foreign?.['id'],
    foreign?.['sha256'],
  ).catch(() => undefined); // a key that PostgreSQL refuses is as good
  await inside(manager, `UPDATE jobs.jobs SET state = 'SUCCEEDED'`);
  const mails = await deliver(manager);
  expect(mails.map(({ attachments }) => attachments.length)).toEqual([0]);
});

it('keeps neither token nor address readable while it waits', async () => {
  const manager = viewerWith('manager');
  await send(manager);
  await deliver(manager);
  const rows = await inside(
    manager,
    `SELECT payload::text FROM estimates.inbox WHERE type = 'mail.requested' UNION ALL SELECT payload::text FROM estimates.outbox`,
  );
  expect(rows.length).toBeGreaterThan(0);
  expect(JSON.stringify(rows)).not.toMatch(/\/e\/|ann\./);
});

it('refuses to attach a PDF to no mail', async () => {
  const manager = viewerWith('manager');
  const { id } = await sent(manager);
  const made = { estimateId: id, email: clientOf(manager), attachPdf: true };
  const payload = await graph.mutate(manager, 'createEstimateLink', made, 'url');
  expect(payload).toMatchObject({
    url: null,
    userErrors: [{ code: 'PDF_NEEDS_MAIL', path: ['attachPdf'] }],
  });
});

it.each([20, -20])(
  'waits for its PDF by the database’s clock: the worker’s is %i minutes ahead',
  async (minutes) => {
    const manager = viewerWith('manager');
    const made = await send(manager);
    expect(await withClockAhead(minutes, () => deliver(manager))).toEqual([]);
    expect([await waiting(manager), await mailedPdf(manager, made)]).toEqual([[{ attempts: 0 }], 'WAITING']);
    await work(manager);
    const mails = await withClockAhead(minutes, () => deliver(manager));
    expect(mails.map(({ attachments }) => attachments.length)).toEqual([1]);
  },
);

it('waits while its organisation is deleted, and comes once that is restored, with a PDF or without', async () => {
  for (const attachPdf of [true, false]) {
    const manager = viewerWith('manager');
    await send(manager, { attachPdf });
    await work(manager);
    await inside(
      manager,
      `INSERT INTO estimates.organization_settings (org_id, closed_until) VALUES ($1, '2990-02-15T00:00:00Z')
       ON CONFLICT (org_id) DO UPDATE SET closed_until = excluded.closed_until`,
      manager.orgId,
    );
    expect([await deliver(manager), await waiting(manager)]).toEqual([[], [{ attempts: 0 }]]);
    await inside(manager, 'UPDATE estimates.organization_settings SET closed_until = NULL');
    const mails = await deliver(manager);
    expect(mails.map(({ attachments }) => attachments.length)).toEqual([attachPdf ? 1 : 0]);
    expect([await waiting(manager), await told(manager)]).toEqual([[], []]);
  }
});
