import { ESTIMATE_MOVED } from '../../../../schema/events';
import { inOrganization } from '../../../../service-kit/postgres/database';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { clientLinksOf, codesOf } from '../../../../testkit/client-links';
import { useEstimates } from '../../../../testkit/estimates';
import { exportsOf } from '../../../../testkit/exports';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();
const { sent, link, look, act } = clientLinksOf(graph);
const paper = exportsOf(graph);

const seen = async (viewer: Viewer, id: string, fields: string) =>
  dataOf(await graph.execute(viewer, `{ estimate(id: "${id}") { ${fields} } }`)).estimate;

async function open(viewer: Viewer, content: object = {}) {
  const { id, contentHash } = await sent(viewer, content);
  const { token, id: linkId } = await link(viewer, id);
  const say = { token, contentHash, name: 'Ann Lee' };
  return { id, linkId, say };
}

const movesOf = ({ orgId }: Viewer, id: string) =>
  inOrganization(graph.parts.source, orgId, async (db) => {
    const rows = await db.query<{ payload: { status: string } }[]>(
      'SELECT payload FROM estimates.outbox WHERE type = $1 AND object = $2 ORDER BY position',
      [ESTIMATE_MOVED.type, `estimate:${id}`],
    );
    return rows.map(({ payload }) => payload);
  });

it.each([
  ['approveClientEstimate', 'APPROVED', null],
  ['approveClientEstimate', 'APPROVED', 'Begin in May'],
  ['declineClientEstimate', 'DECLINED', 'Too dear'],
  ['requestClientEstimateChanges', 'CHANGES_REQUESTED', 'Fewer sockets'],
])('%s leads to %s, with who, why and on what evidence', async (mutation, kind, comment) => {
  const manager = viewerWith('manager');
  const { id, linkId, say } = await open(manager);
  const payload = await act(
    mutation,
    { ...say, comment },
    'estimate { state decision { kind name comment } }',
  );
  const decision = { kind, name: 'Ann Lee', comment };
  expect(payload).toEqual({ estimate: { state: kind, decision }, userErrors: [] });
  const fields = `status decidedAt decidedBy { id } decisionReason history { to actor { id } reason }
    decisionEvidence { via name confirmedEmail linkId contentHash } clientLinks { id decision { kind name comment } }`;
  const { history, ...estimate } = await seen(manager, id, fields);
  expect(estimate).toEqual({
    status: kind,
    decidedAt: expect.any(String),
    decidedBy: null,
    decisionReason: comment,
    decisionEvidence: {
      via: 'LINK',
      name: 'Ann Lee',
      confirmedEmail: null,
      linkId,
      contentHash: say.contentHash,
    },
    clientLinks: [{ id: linkId, decision }],
  });
  expect(history.at(-1)).toEqual({ to: kind, actor: null, reason: comment });
  expect((await movesOf(manager, id)).at(-1)).toMatchObject({
    ...{ status: kind, byClient: true, actorId: null, clientName: 'Ann Lee', reason: comment },
    ...{ currency: 'EUR', total: '2.40', contentHash: say.contentHash },
  });
});

it('is done once, however often and from however many tabs it is sent', async () => {
  const manager = viewerWith('manager');
  const { id, say } = await open(manager);
  const both = await Promise.all([
    ...Array.from({ length: 6 }, () => act('approveClientEstimate', say)),
    ...Array.from({ length: 3 }, () => act('declineClientEstimate', { ...say, comment: 'No' })),
  ]);
  const states = new Set(both.flatMap(({ estimate }) => (estimate ? [estimate.state as string] : [])));
  expect(states.size).toBe(1);
  const { status, history } = await seen(manager, id, 'status history { to }');
  expect([...states]).toEqual([status]);
  expect(history).toHaveLength(3);
  expect(await movesOf(manager, id)).toHaveLength(2);
  expect(new Set(both.flatMap(codesOf))).toEqual(new Set(['ALREADY_DECIDED']));
});

it('finds what one of the organisation’s people or another link decided before, and changes nothing', async () => {
  const manager = viewerWith('manager');
  const { id, say } = await open(manager);
  const other = await link(manager, id);
  await act('requestClientEstimateChanges', { ...say, comment: 'Other tiles' });
  const late = await act('requestClientEstimateChanges', { ...say, token: other.token, comment: 'Mine' });
  expect(codesOf(late)).toEqual(['ALREADY_DECIDED']);
  expect(await look(other.token, 'state decision { comment }')).toEqual({
    state: 'CHANGES_REQUESTED',
    decision: { comment: 'Other tiles' },
  });

  const recorded = await open(manager);
  await graph.mutate(manager, 'approveEstimate', { id: recorded.id });
  expect(codesOf(await act('declineClientEstimate', { ...recorded.say, comment: 'No' }))).toEqual([
    'ALREADY_DECIDED',
  ]);
  expect(await look(recorded.say.token, 'decision { kind name }')).toEqual({
    decision: { kind: 'APPROVED', name: null },
  });
});

it('can’t be given after the last day, which ends where the organisation is', async () => {
  const manager = viewerWith('manager');
  // Where this day goes on for an hour at least, whatever the time is; 14 hours ahead of UTC it is over.
  const behind = [11, 12].includes(new Date().getUTCHours()) ? 10 : 12;
  await inOrganization(graph.parts.source, manager.orgId, (db) =>
    db.query(`INSERT INTO estimates.organization_settings (org_id, time_zone) VALUES ($1, $2)`, [
      manager.orgId,
      `Etc/GMT+${behind}`,
    ]),
  );
  const dayThere = new Date(Date.now() - behind * 3_600_000).toISOString().slice(0, 10);
  const { id, contentHash } = await sent(manager, { validUntil: dayThere });
  const { token } = await link(manager, id, {
    expiresAt: new Date(Date.now() + 3 * 86_400_000).toISOString(),
  });
  expect((await look(token)).state).toBe('OPEN');
  await inOrganization(graph.parts.source, manager.orgId, (db) =>
    db.query(`UPDATE estimates.organization_settings SET time_zone = 'Etc/GMT-14'`),
  );
  expect(await look(token, 'state document { title }')).toEqual({
    state: 'EXPIRED',
    document: { title: 'Kitchen' },
  });
  for (const mutation of ['approveClientEstimate', 'declineClientEstimate', 'requestClientEstimateChanges']) {
    const payload = await act(mutation, { token, contentHash, name: 'Ann', comment: 'x' });
    expect(payload).toMatchObject({ estimate: null, userErrors: [{ code: 'EXPIRED' }] });
  }
});

it.each([
  [{ name: '  ' }, 'REQUIRED', ['name']],
  [{ name: 'x'.repeat(201) }, 'TOO_LONG', ['name']],
  [{ name: 'Ann \u202eeeL' }, 'INVALID_CHARACTERS', ['name']],
  [{ name: 'A\u0000' }, 'INVALID_CHARACTERS', ['name']],
  [{ name: 'Ann\u2800' }, 'INVALID_CHARACTERS', ['name']],
  [{ name: '\u200b\u3164' }, 'REQUIRED', ['name']],
  [{ comment: ' \n ' }, 'REQUIRED', ['comment']],
  [{ comment: 'x'.repeat(2_001) }, 'TOO_LONG', ['comment']],
  [{ contentHash: 'ab'.repeat(32) }, 'CONTENT_CHANGED', ['contentHash']],
  [{ contentHash: '' }, 'CONTENT_CHANGED', ['contentHash']],
])('refuses %j and changes nothing', async (change, code, path) => {
  const manager = viewerWith('manager');
  const { id, say } = await open(manager);
  const payload = await act('declineClientEstimate', { ...say, comment: 'No', ...change });
  expect(payload).toMatchObject({ estimate: null, userErrors: [{ code, path }] });
  expect((await seen(manager, id, 'status')).status).toBe('SENT');
});

it('takes the hash of another estimate for no evidence, and another organisation’s token leads nowhere else', async () => {
  const manager = viewerWith('manager');
  const [one, other] = [await open(manager), await open(viewerWith('manager'), { title: 'Bath' })];
  const mixed = await act('approveClientEstimate', { ...one.say, contentHash: other.say.contentHash });
  expect(codesOf(mixed)).toEqual(['CONTENT_CHANGED']);
  expect(await act('approveClientEstimate', other.say)).toMatchObject({ estimate: { state: 'APPROVED' } });
  expect((await seen(manager, one.id, 'status')).status).toBe('SENT');
});

it('is kept by PostgreSQL: nobody changes who decided, or on what evidence', async () => {
  const manager = viewerWith('manager');
  const { id, say } = await open(manager);
  await act('approveClientEstimate', say);
  const forge = inOrganization(graph.parts.source, manager.orgId, (db) =>
    db.query(`UPDATE estimates.estimates SET decision_evidence = '{}' WHERE id = $1`, [id]),
  );
  await expect(forge).rejects.toThrow(/the decision on estimate .* is kept/);
});

it('takes the options that the client ticks, on the hash of what is seen with them, and shows them from then on', async () => {
  const manager = viewerWith('manager');
  const positions = [
    { name: 'Base', unitPrice: '100' },
    { name: 'Lamp', unitPrice: '10', choice: { taken: false } },
    { name: 'Tiles', unitPrice: '30', choice: { group: 'Floor', taken: true } },
    { name: 'Wood', unitPrice: '50', choice: { group: 'Floor', taken: false } },
  ];
  const payments = [
    { label: 'Deposit', value: '50' },
    { label: 'Rest', mode: 'REST' },
  ];
  const { id, contentHash } = await sent(manager, { positions, payments });
  const { token } = await link(manager, id);
  const ask = async (taken: string[] | null) =>
    graph.execute(
      null,
      `query ($token: String!, $taken: [ID!]) { clientEstimate(token: $token, language: EN, taken: $taken) {
         state contentHash sentContentHash document { choices { id name group taken amount { amount } }
           rows { name } totals { kind amount { amount } } } } }`,
      { token, taken },
    );
  const asSent = dataOf(await ask(null)).clientEstimate;
  expect(asSent).toMatchObject({ contentHash, sentContentHash: contentHash });
  expect(asSent.document.choices).toMatchObject([
    { name: 'Lamp', group: null, taken: false, amount: { amount: '10.00' } },
    { name: 'Tiles', group: 'Floor', taken: true },
    { name: 'Wood', group: 'Floor', taken: false },
  ]);
  const [lamp, tiles, wood] = asSent.document.choices.map((choice: { id: string }) => choice.id);
  expect(codes(await ask([tiles, wood]))).toEqual(['BAD_USER_INPUT', 'BAD_USER_INPUT']);
  const taken = [lamp, wood];
  const chosen = dataOf(await ask(taken)).clientEstimate;
  expect(chosen.sentContentHash).toBe(contentHash);
  const totalOf = ({ document }: { document: { totals: { kind: string; amount: object }[] } }) =>
    document.totals.find(({ kind }) => kind === 'TOTAL')?.amount;
  expect(totalOf(chosen)).toEqual({ amount: '192.00' });

  const say = { token, name: 'Ann', taken };
  expect(codesOf(await act('approveClientEstimate', { ...say, contentHash }))).toEqual(['CONTENT_CHANGED']);
  const both = { ...say, contentHash: chosen.contentHash };
  expect(codesOf(await act('approveClientEstimate', { ...both, taken: [wood, tiles] }))).toEqual([
    'ALTERNATIVES_NEED_ONE',
  ]);
  const answered = 'estimate { state contentHash document { totals { kind amount { amount } } } }';
  const { estimate: approved } = await act('approveClientEstimate', both, answered);
  expect(approved).toMatchObject({ state: 'APPROVED', contentHash: chosen.contentHash });
  expect(totalOf(approved)).toEqual({ amount: '192.00' });
  expect((await movesOf(manager, id)).at(-1)).toMatchObject({
    ...{ status: 'APPROVED', total: '192.00', payable: '192.00', contentHash: chosen.contentHash },
  });
  expect((await act('approveClientEstimate', both)).userErrors).toEqual([]); // the same again
  const otherwise = await act('approveClientEstimate', { token, name: 'Ann', contentHash });
  expect(codesOf(otherwise)).toEqual(['ALREADY_DECIDED']);
  const fields = 'agreed { taken payable { amount } contentHash } decisionEvidence { contentHash }';
  expect(await seen(manager, id, fields)).toEqual({
    agreed: { taken: [...taken].sort(), payable: { amount: '192.00' }, contentHash: chosen.contentHash },
    decisionEvidence: { contentHash: chosen.contentHash },
  });
  const after = dataOf(await ask([])).clientEstimate;
  expect(after).toMatchObject({ state: 'APPROVED', contentHash: chosen.contentHash });
  expect(totalOf(after)).toEqual({ amount: '192.00' });

  // On paper: what was sent, and what was approved of it, each written once and kept.
  const papers = () => look(token, 'paper { name sha256 } agreedPaper { name sha256 }');
  expect(await papers()).toEqual({ paper: null, agreedPaper: null });
  while (await paper.work(manager));
  const { paper: whole, agreedPaper: agreed } = await papers();
  expect(whole.name).toMatch(/^Estimate № [^,]* Kitchen\.pdf$/);
  expect(agreed.name).toMatch(/^Estimate № .*, as approved Kitchen\.pdf$/);
  expect(agreed.sha256).not.toBe(whole.sha256);
  const later = await link(manager, id, { language: 'RU' });
  while (await paper.work(manager));
  const russian = await look(later.token, 'agreedPaper { name }');
  expect(russian.agreedPaper?.name).toContain('согласовано');
  const stages = await seen(manager, id, 'agreed { payments { label amount { amount } } }');
  expect(stages.agreed.payments).toEqual([
    { label: 'Deposit', amount: { amount: '96.00' } },
    { label: 'Rest', amount: { amount: '96.00' } },
  ]);
  const jobId = await paper.ask(manager, { estimateId: id, format: 'CSV', language: 'EN', agreed: true });
  while (await paper.work(manager));
  const csv = (await paper.download(manager, jobId)).toString();
  expect(csv).toMatch(/Base[^]*Lamp[^]*Wood[^]*192[^]*Deposit[^]*96/);
  expect(csv).not.toContain('Tiles');
});

it('writes nothing as approved before it is', async () => {
  const manager = viewerWith('manager');
  const { id } = await sent(manager);
  const input = { estimateId: id, format: 'PDF', agreed: true };
  expect((await graph.mutate(manager, 'exportEstimate', input, 'job { id }')).userErrors).toMatchObject([
    { code: 'NOT_APPROVED', path: ['agreed'] },
  ]);
});
