import fastify from 'fastify';
import { bindRunners, runNextJob } from '../../../../service-kit/jobs/run-job';
import { localChanges } from '../../../../service-kit/changes/changes';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { newId } from '../../../../service-kit/data/ids';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { clientLinksOf, codesOf } from '../../../../testkit/client-links';
import { useEstimates } from '../../../../testkit/estimates';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { createPaperLinks } from '../../../../service-kit/files/file-links';
import { TO_CLIENTS } from '../../../../testkit/mail-keys';
import { runExport } from '../exports/export-job';
import { servePapers } from '../exports/papers.http';
import { endOfDay } from '../organizations/organization-settings.service';

const graph = useEstimates();
const { sent, link, look, act } = clientLinksOf(graph);

const make = (viewer: Viewer, input: object, fields = 'url link { id }') =>
  graph.mutate(viewer, 'createEstimateLink', input, fields);

it('works until the end of the estimate’s last day where the organisation is, or for 90 days', async () => {
  const manager = viewerWith('manager');
  await inOrganization(graph.parts.source, manager.orgId, (db) =>
    db.query(
      `INSERT INTO estimates.organization_settings (org_id, time_zone, locale) VALUES ($1, 'Europe/Moscow', 'ru')`,
      [manager.orgId],
    ),
  );
  const day = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
  const { id } = await sent(manager, { validUntil: day });
  const payload = await make(
    manager,
    { estimateId: id },
    'link { state expiresAt language createdBy { id } }',
  );
  expect(payload['link']).toEqual({
    state: 'ACTIVE',
    expiresAt: `${day}T21:00:00.000Z`,
    language: null,
    createdBy: { id: manager.userId },
  });
  const { token } = await link(manager, (await sent(manager)).id);
  const query = 'query ($token: String!) { clientEstimate(token: $token) { language } }';
  expect(dataOf(await graph.execute(null, query, { token })).clientEstimate.language).toBe('RU');
});

it.each([
  ['2026-03-28', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
  ['2026-03-29', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
  ['2026-10-25', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
  ['2026-12-31', 'Pacific/Kiritimati', '2026-12-31T10:00:00.000Z'],
  ['2026-02-28', 'Nowhere/Land', '2026-03-01T00:00:00.000Z'],
])('%s ends in %s at %s', (day, zone, end) => {
  expect(endOfDay(day, zone).toISOString()).toBe(end);
});

it.each([
  [{ email: 'no address' }, 'INVALID_EMAIL', ['email']],
  [{ requiresCode: true }, 'CODE_NEEDS_EMAIL', ['email']],
  [{ expiresAt: '2020-01-01T00:00:00Z' }, 'EXPIRY_OVER', ['expiresAt']],
  [{ expiresAt: '2999-01-01T00:00:00Z' }, 'EXPIRY_TOO_LATE', ['expiresAt']],
])('refuses %j', async (change, code, path) => {
  const manager = viewerWith('manager');
  const { id } = await sent(manager);
  expect(await make(manager, { estimateId: id, ...change })).toMatchObject({
    link: null,
    url: null,
    userErrors: [{ code, path }],
  });
});

it('is made for what was sent alone, by who may send, and of one’s own organisation', async () => {
  const manager = viewerWith('manager');
  const draft = await graph.estimate(manager, { positions: [{ name: 'A', unitPrice: '1' }] });
  expect(codesOf(await make(manager, { estimateId: draft.id }))).toEqual(['ESTIMATE_NOT_SENT']);
  const { id } = await sent(manager);
  const input = { estimateId: id };
  const estimator = viewerWith('estimator', manager.orgId);
  expect(codes(await graph.tryMutate(estimator, 'createEstimateLink', input))).toEqual(['FORBIDDEN']);
  expect(codes(await graph.tryMutate(viewerWith('owner'), 'createEstimateLink', input))).toEqual([
    'NOT_FOUND',
  ]);
  const made = await link(manager, id);
  const revoke = { id: made.id };
  expect(codes(await graph.tryMutate(viewerWith('owner'), 'revokeEstimateLink', revoke))).toEqual([
    'NOT_FOUND',
  ]);
  expect(codes(await graph.tryMutate(manager, 'revokeEstimateLink', { id: newId() }))).toEqual(['NOT_FOUND']);
  await graph.mutate(manager, 'cancelEstimate', { id, reason: 'Lost' });
  expect(codesOf(await make(manager, input))).toEqual(['ESTIMATE_NOT_SHOWN']);
});

it('is taken back once and for all, and others of the estimate go on', async () => {
  const manager = viewerWith('manager');
  const { id } = await sent(manager);
  const [first, second] = [await link(manager, id), await link(manager, id)];
  const revoke = () =>
    graph.mutate(manager, 'revokeEstimateLink', { id: first.id }, 'link { state revokedAt }');
  const { link: revoked } = await revoke();
  expect(revoked).toEqual({ state: 'REVOKED', revokedAt: expect.any(String) });
  expect((await revoke())['link']).toEqual(revoked);
  expect((await look(first.token)).state).toBe('LINK_REVOKED');
  expect((await look(second.token)).state).toBe('OPEN');
});

it('has twenty that work at most, also when thirty are asked for at once', async () => {
  const manager = viewerWith('manager');
  const { id } = await sent(manager);
  const made = await Promise.all(Array.from({ length: 24 }, () => make(manager, { estimateId: id })));
  expect(made.flatMap(codesOf)).toEqual(Array(4).fill('TOO_MANY_LINKS'));
  const { estimate } = dataOf(
    await graph.execute(manager, `{ estimate(id: "${id}") { clientLinks { id } } }`),
  );
  expect(estimate.clientLinks).toHaveLength(20);
  await graph.mutate(manager, 'revokeEstimateLink', { id: estimate.clientLinks[0].id });
  expect(codesOf(await make(manager, { estimateId: id }))).toEqual([]);
});

it('is the same one when it is asked for again under one key', async () => {
  const manager = viewerWith('manager');
  const { id } = await sent(manager);
  const key = newId();
  const ask = async () =>
    dataOf(
      await graph.executeUnderKey(
        key,
        manager,
        'mutation ($input: CreateEstimateLinkInput!) { createEstimateLink(input: $input) { url link { id } } }',
        { input: { estimateId: id } },
      ),
    ).createEstimateLink;
  expect(await ask()).toEqual(await ask());
});

it('lists links of many estimates at the price of one', async () => {
  const manager = viewerWith('manager');
  const ask = () =>
    graph.execute(
      manager,
      '{ estimates { edges { node { clientLinks { viewCount views { at } decision { kind } } } } } }',
    );
  const grow = async () => {
    const { id, contentHash } = await sent(manager);
    for (const { token } of [await link(manager, id), await link(manager, id)]) {
      await act('openClientEstimate', { token });
      await act('approveClientEstimate', { token, contentHash, name: 'Ann' });
    }
  };
  await grow();
  const few = (await ask()).statements.length;
  await grow();
  await grow();
  const many = await ask();
  expect(many.statements).toHaveLength(few);
  expect(dataOf(many).estimates.edges).toHaveLength(3);
});

it('has the PDF of what was sent written once, and a decision is kept with its hash', async () => {
  const manager = viewerWith('manager');
  const { id, contentHash } = await sent(manager);
  const { token } = await link(manager, id);
  await link(manager, id);
  const ask = () => look(token, 'paper { name size sha256 url }');
  expect((await ask()).paper).toBeNull();
  const { source, log } = graph.parts;
  const { files, links } = graph.kept();
  const [runner] = bindRunners([runExport], { files, links, changes: localChanges() });
  if (!runner) throw new Error('There is no runner.');
  const stop = new AbortController().signal;
  const run = () => runNextJob({ source }, runner, manager.orgId, { changes: localChanges(), log, stop });
  expect([await run(), await run()]).toEqual([true, false]); // one paper for both links
  const { paper } = await ask();
  expect(paper).toEqual({
    name: expect.stringMatching(/^Estimate № .*\.pdf$/),
    size: expect.any(Number),
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    url: expect.stringContaining('/downloads/'),
  });
  await link(manager, id);
  expect(await run()).toBe(false);
  await act('approveClientEstimate', { token, contentHash, name: 'Ann' });
  const fields = 'decisionEvidence { paperHash }';
  const { estimate } = dataOf(await graph.execute(manager, `{ estimate(id: "${id}") { ${fields} } }`));
  expect(estimate.decisionEvidence.paperHash).toBe(paper.sha256);
});

it('leads from a note in the CRM to the paper, which is written when it is asked for, and to nothing else', async () => {
  const manager = viewerWith('manager');
  const { id } = await sent(manager);
  const draft = await graph.estimate(manager);
  const { files, links } = graph.kept();
  const app = fastify();
  servePapers(app, { ...TO_CLIENTS, files, links, changes: localChanges() } as never);
  const papers = createPaperLinks(TO_CLIENTS.secrets, '');
  const open = (orgId: string, estimateId: string, at?: number) =>
    app.inject({ method: 'GET', url: papers.make(orgId, estimateId, at).url });
  const DAY = 24 * 3_600_000;
  try {
    const soon = await Promise.all([open(manager.orgId, id), open(manager.orgId, id)]);
    expect(soon.map(({ statusCode }) => statusCode)).toEqual([503, 503]);
    const { source, log } = graph.parts;
    const [runner] = bindRunners([runExport], { files, links, changes: localChanges() });
    if (!runner) throw new Error('There is no runner.');
    const stop = new AbortController().signal;
    const run = () => runNextJob({ source }, runner, manager.orgId, { changes: localChanges(), log, stop });
    expect([await run(), await run()]).toEqual([true, false]);
    const found = await open(manager.orgId, id);
    expect(found.statusCode).toBe(302);
    expect(found.headers.location).toMatch(/\/downloads\/[\w.-]+$/);
    expect(links.read(found.headers.location?.split('/').at(-1) ?? '')).toMatchObject({
      kind: 'file',
      orgId: manager.orgId,
    });
    const linked = async () =>
      (await graph.mutate(manager, 'createEstimateLink', { estimateId: id }, 'link { id }'))['link']
        .id as string;
    const revoke = (linkId: string) => graph.mutate(manager, 'revokeEstimateLink', { id: linkId });
    const [first, second] = [await linked(), await linked()];
    await revoke(first);
    expect((await open(manager.orgId, id)).statusCode).toBe(302);
    await revoke(second);
    expect((await open(manager.orgId, id)).statusCode).toBe(410);
    await linked();
    expect((await open(manager.orgId, id)).statusCode).toBe(302);
    expect((await open(manager.orgId, draft.id)).statusCode).toBe(404);
    expect((await open(viewerWith('manager').orgId, id)).statusCode).toBe(404);
    expect((await open(manager.orgId, id, Date.now() - 401 * DAY)).statusCode).toBe(410);
    // A link to a file is none to a paper, and the other way round.
    const token = links.make(manager.orgId, id).url.split('/').at(-1);
    for (const wrong of [token, 'x', 'v1.k1.AAAA', 'x'.repeat(5_000)]) {
      expect((await app.inject({ url: `/downloads/paper/${wrong}` })).statusCode).toBe(404);
    }
    expect(links.read(papers.make(manager.orgId, id).url.split('/').at(-1) ?? '')).toEqual({
      kind: 'unknown',
    });
  } finally {
    await app.close();
  }
});
