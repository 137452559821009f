import { inOrganization } from '../../../../service-kit/postgres/database';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { withClockAhead } from '../../../../testkit/clock-ahead';
import { clientLinksOf, codesOf } from '../../../../testkit/client-links';
import { useEstimates } from '../../../../testkit/estimates';
import { useMailbox } from '../../../../testkit/mailbox';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();
const links = clientLinksOf(graph);
const mailbox = useMailbox(graph, 'estimates');

const CONTENT = {
  title: 'Кухня <b>"большая"</b>',
  validUntil: '2999-12-31',
  adjustments: [
    { name: 'Overheads', kind: 'MARKUP', value: '10', base: 'COST' },
    { name: 'Loyalty', kind: 'DISCOUNT', value: '5' },
  ],
  sections: [
    {
      name: 'Walls',
      positions: [
        { name: 'Paint', quantity: '2', unitPrice: '50', unitCost: '20', unit: 'm²' },
        { name: 'Remark', kind: 'TEXT' },
      ],
    },
  ],
};

const sent = (viewer: Viewer) => links.sent(viewer, CONTENT);
const { link, look, act } = links;

const DOCUMENT = `document { heading title currency rowCount rows { kind number name quantity price amount { amount } }
  totals { kind label amount { amount currency } } }`;

const statusOf = async (viewer: Viewer, id: string) =>
  dataOf(await graph.execute(viewer, `{ estimate(id: "${id}") { status decisionReason } }`)).estimate;

const tomorrow = () => new Date(Date.now() + 24 * 3_600_000).toISOString().slice(0, 10);

/** As identity tells that an organisation was deleted until then, or (null) restored. */
const closing =
  ({ orgId }: Viewer) =>
  (until: string | null) =>
    inOrganization(graph.parts.source, orgId, (db) =>
      db.query(
        `INSERT INTO estimates.organization_settings (org_id, closed_until) VALUES ($1, $2)
         ON CONFLICT (org_id) DO UPDATE SET closed_until = excluded.closed_until`,
        [orgId, until],
      ),
    );

/** Writes to a link behind the application's back. */
const setLink = ({ orgId }: Viewer, id: string, set: string) =>
  inOrganization(graph.parts.source, orgId, (db) =>
    db.query(`UPDATE estimates.client_links SET ${set} WHERE org_id = $1 AND id = $2`, [orgId, id]),
  );

describe('a link', () => {
  it('shows whoever holds it what was sent, as on paper, and nothing of cost', async () => {
    const manager = viewerWith('manager');
    const { id, contentHash } = await sent(manager);
    const { token } = await link(manager, id);
    const seen = await look(token, `state isOpened contentHash number requiresCode ${DOCUMENT}`);
    expect(seen).toMatchObject({ state: 'OPEN', isOpened: false, contentHash, requiresCode: false });
    expect(seen.document.rows).toEqual([
      { kind: 'SECTION', number: '1', name: 'Walls', quantity: null, price: null, amount: null },
      {
        kind: 'LINE',
        number: '1',
        name: 'Paint',
        quantity: '2',
        price: '52.00',
        amount: { amount: '104.00' },
      },
      { kind: 'REMARK', number: null, name: 'Remark', quantity: null, price: null, amount: null },
      {
        kind: 'SECTION_TOTAL',
        number: '1',
        name: 'Walls',
        quantity: null,
        price: null,
        amount: { amount: '104.00' },
      },
    ]);
    // A hash may begin with any number.
    expect(JSON.stringify(seen).replace(contentHash, '')).not.toMatch(/Overheads|COST|"20"|"40/);
    const total = seen.document.totals.find(({ kind }: { kind: string }) => kind === 'TOTAL');
    expect(total).toEqual({ kind: 'TOTAL', label: 'Total', amount: { amount: '118.56', currency: 'EUR' } });
    expect((await statusOf(manager, id)).status).toBe('SENT');
  });

  it('is kept as a hash alone, and shown once', async () => {
    const manager = viewerWith('manager');
    const { id } = await sent(manager);
    const { token } = await link(manager, id);
    expect(token).toMatch(/^[\w-]{43}$/);
    const rows = await inOrganization(graph.parts.source, manager.orgId, (db) =>
      db.query('SELECT * FROM estimates.client_links'),
    );
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('opens nothing with another token, a part of one, or one character changed', async () => {
    const manager = viewerWith('manager');
    const { token } = await link(manager, (await sent(manager)).id);
    const changed = `${token.slice(0, -2)}${token.at(-2) === 'A' ? 'B' : 'A'}${token.slice(-1)}`;
    for (const wrong of ['', 'x', token.slice(0, 42), `${token}x`, changed, 'x'.repeat(10_000), '\u0000']) {
      expect(await look(wrong)).toBeNull();
      expect(codesOf(await act('openClientEstimate', { token: wrong }))).toEqual(['LINK_UNKNOWN']);
    }
  });

  it.each([
    ['revoked_at = now()', 'LINK_REVOKED'],
    ["expires_at = now() - interval '1 second'", 'LINK_EXPIRED'],
  ])('shows nothing once %s', async (set, state) => {
    const manager = viewerWith('manager');
    const { id, contentHash } = await sent(manager);
    const { id: linkId, token } = await link(manager, id);
    await setLink(manager, linkId, set);
    expect(await look(token, `state contentHash number decision { at } paper { url } ${DOCUMENT}`)).toEqual({
      ...{ state, contentHash: null, number: null, decision: null, paper: null, document: null },
    });
    const approval = { token, contentHash, name: 'Ann' };
    expect(codesOf(await act('approveClientEstimate', approval))).toEqual([state]);
    expect(codesOf(await act('openClientEstimate', { token }))).toEqual([state]);
  });

  it('shows nothing while its organisation is closed, and all once that is restored', async () => {
    const manager = viewerWith('manager');
    const { id, contentHash } = await sent(manager);
    const { token } = await link(manager, id);
    const close = closing(manager);
    await close('2090-01-31T00:00:00Z');
    expect(await look(token, `state contentHash ${DOCUMENT}`)).toEqual({
      ...{ state: 'LINK_EXPIRED', contentHash: null, document: null },
    });
    const approval = { token, contentHash, name: 'Ann' };
    expect(codesOf(await act('approveClientEstimate', approval))).toEqual(['LINK_EXPIRED']);
    expect(codesOf(await act('openClientEstimate', { token }))).toEqual(['LINK_EXPIRED']);
    await close(null);
    expect(codesOf(await act('approveClientEstimate', approval))).toEqual([]);
  });

  it('says that a newer revision was sent, or that it was taken back, and shows nothing then', async () => {
    const manager = viewerWith('manager');
    const { id, contentHash } = await sent(manager);
    const { token } = await link(manager, id);
    const { estimate } = await graph.mutate(manager, 'reviseEstimate', { id }, 'estimate { id }');
    expect((await look(token)).state).toBe('OPEN');
    await graph.mutate(manager, 'sendEstimate', { id: estimate.id });
    expect(await look(token, `state ${DOCUMENT}`)).toEqual({ state: 'SUPERSEDED', document: null });
    expect(codesOf(await act('approveClientEstimate', { token, contentHash, name: 'A' }))).toEqual([
      'SUPERSEDED',
    ]);
    const newer = await link(manager, estimate.id);
    await graph.mutate(manager, 'cancelEstimate', { id: estimate.id, reason: 'Lost' });
    expect(await look(newer.token, `state ${DOCUMENT}`)).toEqual({ state: 'CANCELLED', document: null });
  });
});

describe('opening', () => {
  it('makes an estimate VIEWED once, however many open it at once, and is counted by browser', async () => {
    const manager = viewerWith('manager');
    const { id } = await sent(manager);
    const { token } = await link(manager, id);
    await Promise.all(Array.from({ length: 5 }, () => act('openClientEstimate', { token })));
    const { estimate } = dataOf(
      await graph.execute(
        manager,
        `{ estimate(id: "${id}") { status history { to actor { id } }
           clientLinks { viewCount openedAt views { at ip userAgent } decision { kind } } } }`,
      ),
    );
    expect(estimate.status).toBe('VIEWED');
    expect(estimate.history.map(({ to }: { to: string }) => to)).toEqual(['DRAFT', 'SENT', 'VIEWED']);
    expect(estimate.history[2].actor).toBeNull();
    expect(estimate.clientLinks).toEqual([
      {
        viewCount: 1,
        openedAt: expect.any(String),
        views: [{ at: expect.any(String), ip: '203.0.113.7', userAgent: 'tests' }],
        decision: null,
      },
    ]);
    expect((await look(token, 'isOpened')).isOpened).toBe(true);
  });
});

describe('a code', () => {
  const codeIn = (text: string | undefined) => /^ *(\d{6})$/m.exec(text ?? '')?.[1] ?? '';

  it('is sent to the address of the link, and proves who decides', async () => {
    const manager = viewerWith('manager');
    const { id, contentHash } = await sent(manager);
    const email = 'ann.client@example.com';
    const { token } = await link(manager, id, { email, language: 'RU' });
    const approval = { token, contentHash, name: ' Ann  Lee ' };
    expect(codesOf(await act('approveClientEstimate', approval))).toEqual(['CODE_REQUIRED']);
    expect(await act('requestClientCode', { token }, 'sentTo')).toMatchObject({
      sentTo: 'a•••@example.com',
      userErrors: [],
    });
    expect(codesOf(await act('requestClientCode', { token }, 'sentTo'))).toEqual(['CODE_JUST_SENT']);
    const [mail] = await mailbox.deliver(manager.orgId, email);
    expect(mail?.subject).toMatch(/^\d{6} — ваш код для сметы 2\d{3}-000001$/);
    const code = codeIn(mail?.text);
    const done = await act('approveClientEstimate', {
      ...approval,
      code: `${code.slice(0, 3)} ${code.slice(3)}`,
    });
    expect(done).toEqual({ estimate: { state: 'APPROVED' }, userErrors: [] });
    const { estimate } = dataOf(
      await graph.execute(
        manager,
        `{ estimate(id: "${id}") { decisionEvidence { via name confirmedEmail contentHash ip userAgent linkId } } }`,
      ),
    );
    expect(estimate.decisionEvidence).toEqual({
      via: 'LINK',
      name: 'Ann Lee',
      confirmedEmail: email,
      contentHash,
      ip: '203.0.113.7',
      userAgent: 'tests',
      linkId: expect.any(String),
    });
  });

  it('works no more after five wrong ones, sent at once, and after ten minutes', async () => {
    const manager = viewerWith('manager');
    const { id, contentHash } = await sent(manager);
    const email = 'bo.client@example.com';
    const { token, id: linkId } = await link(manager, id, { email });
    await act('requestClientCode', { token }, 'sentTo');
    const right = codeIn((await mailbox.deliver(manager.orgId, email)).at(-1)?.text);
    const wrong = right === '000000' ? '111111' : '000000';
    const decline = (code: string) =>
      act('declineClientEstimate', { token, contentHash, name: 'Bo', comment: 'Dear', code });
    const tries = await Promise.all(Array.from({ length: 8 }, () => decline(wrong)));
    expect(tries.flatMap(codesOf).sort()).toEqual([
      ...Array<string>(3).fill('CODE_EXPIRED'),
      ...Array<string>(5).fill('CODE_WRONG'),
    ]);
    expect(codesOf(await decline(right))).toEqual(['CODE_EXPIRED']);
    await setLink(manager, linkId, "code_tries = 0, code_sent_at = now() - interval '10 minutes'");
    expect(codesOf(await decline(right))).toEqual(['CODE_EXPIRED']);
    await setLink(manager, linkId, "code_sent_at = now() - interval '9 minutes'");
    expect(await decline(right)).toEqual({ estimate: { state: 'DECLINED' }, userErrors: [] });
  });

  it.each<
    [string, (viewer: Viewer, made: { linkId: string; id: string; token: string }) => Promise<unknown>]
  >([
    [
      'a newer one was sent',
      async (viewer, { linkId, token }) => {
        await setLink(viewer, linkId, "code_sent_at = now() - interval '61 seconds'");
        expect(codesOf(await act('requestClientCode', { token }, 'sentTo'))).toEqual([]);
      },
    ],
    [
      'it works no more',
      (viewer, { linkId }) => setLink(viewer, linkId, "code_sent_at = now() - interval '10 minutes'"),
    ],
    ['its link is revoked', (viewer, { linkId: id }) => graph.mutate(viewer, 'revokeEstimateLink', { id })],
    ['the company decided', (viewer, { id }) => graph.mutate(viewer, 'approveEstimate', { id })],
  ])('is not mailed once %s', async (what, happens) => {
    const manager = viewerWith('manager');
    const email = `${manager.orgId}@example.com`;
    const { id } = await sent(manager);
    const { token, id: linkId } = await link(manager, id, { email });
    await act('requestClientCode', { token }, 'sentTo');
    await happens(manager, { linkId, id, token });
    const newer = what === 'a newer one was sent' ? 1 : 0;
    // By the database's clock: to a worker that is an hour behind the code would work yet.
    expect(await withClockAhead(-60, () => mailbox.deliver(manager.orgId, email))).toHaveLength(newer);
  });

  it('is mailed while it works by the database’s clock, whatever that of the worker says', async () => {
    const manager = viewerWith('manager');
    const email = `${manager.orgId}@example.com`;
    const { id } = await links.sent(manager, { ...CONTENT, validUntil: tomorrow() });
    const { token } = await link(manager, id, { email });
    const deliver = () => mailbox.deliver(manager.orgId, email);
    await act('requestClientCode', { token }, 'sentTo');
    expect(await withClockAhead(3 * 24 * 60, deliver)).toHaveLength(1);
  });

  it('waits while its organisation is deleted, and comes once that is restored', async () => {
    const manager = viewerWith('manager');
    const email = `${manager.orgId}@example.com`;
    const { id } = await sent(manager);
    const { token } = await link(manager, id, { email });
    const close = closing(manager);
    await act('requestClientCode', { token }, 'sentTo');
    await close('2090-01-31T00:00:00Z');
    expect(await mailbox.deliver(manager.orgId, email)).toEqual([]);
    await close(null);
    await inOrganization(graph.parts.source, manager.orgId, (db) =>
      db.query('UPDATE estimates.inbox SET next_at = now() WHERE done_at IS NULL'),
    );
    expect(await mailbox.deliver(manager.orgId, email)).toHaveLength(1);
  });
});
