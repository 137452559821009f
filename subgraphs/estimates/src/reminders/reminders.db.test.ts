import { inOrganization } from '../../../../service-kit/postgres/database';
import { createMailer } from '../../../../service-kit/mail/mails';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { useEstimates } from '../../../../testkit/estimates';
import { MAIL_KEYS } from '../../../../testkit/mail-keys';
import { useMailbox } from '../../../../testkit/mailbox';
import { withClockAhead } from '../../../../testkit/clock-ahead';
import { clientLinksOf } from '../../../../testkit/client-links';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { remindOfEstimates } from './remind-clients';

const graph = useEstimates();
const mailbox = useMailbox(graph, 'estimates');
const { look, act } = clientLinksOf(graph);
const DAY_MS = 24 * 3_600_000;
/** In a month: links work for a year at most. */
const LAST = Math.floor(Date.now() / DAY_MS) * DAY_MS + 30 * DAY_MS;
const DAY = new Date(LAST).toISOString().slice(0, 10);
const ANN = 'ann.buyer@example.com';

/** @param days after the last one begins, in UTC */
const remindAt = (days: number, hours = 0) => {
  const { source } = graph.parts;
  const clientUrl = (token: string) => `https://offers.example/e/${token}`;
  return remindOfEstimates(
    { source, mailer: createMailer(MAIL_KEYS), clientUrl },
    new Date(LAST + days * DAY_MS + hours * 3_600_000),
    (error) => {
      throw error;
    },
  );
};
/** An organisation that wants reminders three days before. */
async function open(fields: Record<string, unknown> = {}): Promise<Viewer> {
  const manager = viewerWith('manager');
  const row = { remind_days: 3, time_zone: 'UTC', closed_until: null, ...fields };
  await inOrganization(graph.parts.source, manager.orgId, (db) =>
    db.query(
      `INSERT INTO estimates.organization_settings (org_id, name, remind_days, time_zone, closed_until)
       VALUES ($1, 'Acme', $2, $3, $4)`,
      [manager.orgId, row.remind_days, row.time_zone, row.closed_until],
    ),
  );
  return manager;
}
async function sent(viewer: Viewer, mail: object | null = { to: ANN, language: 'RU', requiresCode: false }) {
  const { id } = await graph.estimate(viewer, {
    validUntil: DAY,
    positions: [{ name: 'P', unitPrice: '10' }],
  });
  const payload = await graph.mutate(viewer, 'sendEstimate', mail ? { id, mail } : { id }, 'link { id }');
  expect(payload.userErrors).toEqual([]);
  return { id, link: payload['link']?.id as string };
}
const waits = (viewer: Viewer) =>
  inOrganization(graph.parts.source, viewer.orgId, (db) =>
    db.query<{ id: string; reminded: number }[]>(
      `SELECT payload ->> 'estimateId' AS id, (payload ->> 'reminded')::int AS reminded
         FROM estimates.outbox WHERE type = 'estimates.estimate-waits'`,
    ),
  );

// One test: each look is at the whole database.
it('reminds each client and author once, by the organisation’s days and calendar, of what still waits', async () => {
  const [acme, bogota, off, closed] = [
    await open(),
    await open({ time_zone: 'America/Bogota' }),
    await open({ remind_days: null }),
    await open({ closed_until: '2990-02-15T00:00:00Z' }),
  ] as const;
  const waiting = await sent(acme);
  const unmailed = await sent(acme, null);
  const approved = await sent(acme);
  await graph.mutate(acme, 'approveEstimate', { id: approved.id });
  const revoked = await sent(acme);
  await graph.mutate(acme, 'revokeEstimateLink', { id: revoked.link });
  const [far] = [await sent(bogota), await sent(off), await sent(closed)];

  expect(await remindAt(-4, 23.9)).toBe(0);
  const both = await Promise.all([remindAt(-3), remindAt(-3)]);
  expect(both.reduce((sum, each) => sum + each)).toBe(3);
  expect(await remindAt(-3, 4.9)).toBe(0);
  expect(await remindAt(-3, 5)).toBe(1); // Bogotá is 5 hours behind
  expect(await remindAt(0, 23)).toBe(0);
  expect(await remindAt(2)).toBe(0);

  expect(new Map((await waits(acme)).map(({ id, reminded }) => [id, reminded]))).toEqual(
    new Map([
      [waiting.id, 1],
      [unmailed.id, 0],
      [revoked.id, 0],
    ]),
  );
  expect(await waits(bogota)).toEqual([{ id: far.id, reminded: 1 }]);
  for (const viewer of [off, closed]) expect(await waits(viewer)).toEqual([]);
  const mails = await mailbox.deliver(acme.orgId, ANN);
  const reminders = mails.filter(({ subject }) => subject?.includes('действует до'));
  expect(reminders.map(({ subject }) => subject)).toEqual([
    expect.stringMatching(/^Acme: смета \d{4}-000001 действует до /),
  ]);
  expect(reminders[0]?.text).toContain(DAY.split('-').reverse().join('.'));
  const token = /offers\.example\/e\/([\w-]{43})/.exec(reminders[0]?.text ?? '')?.[1] ?? '';
  expect(await look(token, 'state requiresCode')).toEqual({ state: 'OPEN', requiresCode: false });
});

const inside = ({ orgId }: Viewer, sql: string, ...values: unknown[]) =>
  inOrganization(graph.parts.source, orgId, (db) => db.query<Record<string, unknown>[]>(sql, values));

/** An estimate that its client was just reminded of, by a mail that waits: both links, the one that was mailed first. */
async function reminded() {
  const viewer = await open();
  const to = `${viewer.orgId}@example.com`;
  const { id } = await sent(viewer, { to, language: 'RU', requiresCode: false });
  const token = await mailbox.token(viewer.orgId, to);
  await remindAt(-3);
  const links = await inside(
    viewer,
    'SELECT id FROM estimates.client_links WHERE estimate_id = $1 ORDER BY created_at, id',
    id,
  );
  const [former, own] = links.map((each) => String(each['id']));
  const { contentHash } = await look(token, 'contentHash');
  return { viewer, to, id, say: { token, contentHash, name: 'Ann' }, former, own };
}
type Reminded = Awaited<ReturnType<typeof reminded>>;
const remindersTo = async ({ viewer, to }: Reminded) =>
  (await mailbox.deliver(viewer.orgId, to)).filter(({ subject }) => subject?.includes('действует до'));

it.each<[string, number, (made: Reminded) => Promise<unknown>]>([
  ['nothing happens', 1, async () => undefined],
  ['it was looked at', 1, ({ say: { token } }) => act('openClientEstimate', { token })],
  [
    'the link it brings is revoked',
    0,
    ({ viewer, own }) => graph.mutate(viewer, 'revokeEstimateLink', { id: own }),
  ],
  [
    'the link the client has is revoked',
    0,
    ({ viewer, former }) => graph.mutate(viewer, 'revokeEstimateLink', { id: former }),
  ],
  ['the client approves', 0, ({ say }) => act('approveClientEstimate', say)],
  ['the client declines', 0, ({ say }) => act('declineClientEstimate', { ...say, comment: 'Dear' })],
  [
    'the client asks for changes',
    0,
    ({ say }) => act('requestClientEstimateChanges', { ...say, comment: 'Less' }),
  ],
  ['the company approves', 0, ({ viewer, id }) => graph.mutate(viewer, 'approveEstimate', { id })],
  ['it is cancelled', 0, ({ viewer, id }) => graph.mutate(viewer, 'cancelEstimate', { id, reason: 'No' })],
  [
    'a revision is sent',
    0,
    async ({ viewer, id }) => {
      const { estimate } = await graph.mutate(viewer, 'reviseEstimate', { id }, 'estimate { id }');
      await graph.mutate(viewer, 'sendEstimate', { id: estimate.id });
    },
  ],
  [
    'its link is over',
    0,
    ({ viewer, own }) =>
      inside(viewer, 'UPDATE estimates.client_links SET expires_at = now() WHERE id = $1', own),
  ],
])('while a reminder waits to be sent, %s: %i mail comes', async (_what, count, happens) => {
  const made = await reminded();
  await happens(made);
  expect(await remindersTo(made)).toHaveLength(count);
  // The link that it was to bring counts as mailed only if it was.
  expect(
    await inside(made.viewer, 'SELECT mailed FROM estimates.client_links WHERE id = $1', made.own),
  ).toEqual([{ mailed: count === 1 }]);
  const waits = await inside(
    made.viewer,
    `SELECT attempts FROM estimates.inbox WHERE consumer = 'mail' AND done_at IS NULL`,
  );
  expect(waits).toEqual([]);
});

it('waits while its organisation is deleted, comes once that is restored, and not if the client decides meanwhile', async () => {
  for (const decides of [false, true]) {
    const made = await reminded();
    const { viewer, id } = made;
    await inside(viewer, `UPDATE estimates.organization_settings SET closed_until = '2990-02-15T00:00:00Z'`);
    expect(await remindersTo(made)).toEqual([]);
    const waiting = () =>
      inside(
        viewer,
        `SELECT attempts FROM estimates.inbox WHERE consumer = 'mail' AND done_at IS NULL AND dead_at IS NULL`,
      );
    expect(await waiting()).toEqual([{ attempts: 0 }]);
    await inside(viewer, 'UPDATE estimates.organization_settings SET closed_until = NULL');
    if (decides) await graph.mutate(viewer, 'approveEstimate', { id });
    await inside(viewer, 'UPDATE estimates.inbox SET next_at = now() WHERE done_at IS NULL');
    expect(await remindersTo(made)).toHaveLength(decides ? 0 : 1);
    expect(await waiting()).toEqual([]);
  }
});

it('goes by the database’s clock: a worker that is weeks ahead takes no last day for over', async () => {
  const made = await reminded();
  expect(await withClockAhead(60 * 24 * 60, () => remindersTo(made))).toHaveLength(1);
});

it('lets who may change the organisation say how many days before, and refuses what is no number of days', async () => {
  const owner = viewerWith('owner');
  const change = (reminderDays: number | null) =>
    graph.mutate(owner, 'updateEstimateDefaults', { reminderDays }, 'defaults { reminderDays taxRate }');
  await graph.mutate(owner, 'updateEstimateDefaults', { taxRate: '20' });
  expect(await change(5)).toMatchObject({ defaults: { reminderDays: 5, taxRate: '20' }, userErrors: [] });
  expect((await change(0)).userErrors).toMatchObject([
    { code: 'INVALID_REMINDER_DAYS', path: ['reminderDays'] },
  ]);
  expect(
    dataOf(await graph.execute(owner, '{ estimateDefaults { reminderDays } }')).estimateDefaults,
  ).toEqual({
    reminderDays: 5,
  });
  expect(await change(null)).toMatchObject({ defaults: { reminderDays: null } });
});
