import { inOrganization } from '../../../../service-kit/postgres/database';
import { useEstimates } from '../../../../testkit/estimates';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { expireEstimates } from './expire-estimates';

const graph = useEstimates();
type Viewer = ReturnType<typeof viewerWith>;
const DAY = '2090-01-31';
const announced: string[] = [];
const failures: unknown[] = [];
let broken = '';
const changes = {
  announce({ id }: { id: string }) {
    if (id === broken) throw new Error('No news.');
    announced.push(id);
  },
};
const expireAt = (instant: string) =>
  expireEstimates(graph.parts.source, changes as never, new Date(instant), (error) => failures.push(error));

const setZone = (viewer: Viewer, zone: string) =>
  inOrganization(graph.parts.source, viewer.orgId, (db) =>
    db.query('INSERT INTO estimates.organization_settings (org_id, time_zone) VALUES ($1, $2)', [
      viewer.orgId,
      zone,
    ]),
  );
async function sent(viewer: Viewer, validUntil: string | null = DAY): Promise<string> {
  const { id } = await graph.estimate(viewer, { validUntil, positions: [{ name: 'P', unitPrice: '1' }] });
  expect((await graph.mutate(viewer, 'sendEstimate', { id })).userErrors).toEqual([]);
  return id;
}
const read = async (viewer: Viewer, id: string) =>
  dataOf(
    await graph.execute(
      viewer,
      `{ estimate(id: "${id}") { status version history { from to actor { id } } } }`,
    ),
  ).estimate;

// One test: each look is at the whole database.
it('ends offers when their last day is over where their organisation is, once, and nothing else', async () => {
  const [utc, york, kiritimati, odd] = [1, 2, 3, 4].map(() => viewerWith('manager')) as [
    Viewer,
    Viewer,
    Viewer,
    Viewer,
  ];
  await setZone(york, 'America/New_York');
  await setZone(kiritimati, 'Pacific/Kiritimati');
  await setZone(odd, 'Nowhere/Atall');
  const ids = {
    utc: await sent(utc),
    york: await sent(york),
    kiritimati: await sent(kiritimati),
    odd: await sent(odd),
  };
  const endless = await sent(utc, null);
  const later = await sent(utc, '2090-03-01');
  const approved = await sent(utc);
  await graph.mutate(utc, 'approveEstimate', { id: approved });
  const draft = await graph.estimate(utc, { validUntil: DAY, positions: [{ name: 'P', unitPrice: '1' }] });

  const closed = viewerWith('manager');
  const resting = await sent(closed);
  const close = (until: string | null) =>
    inOrganization(graph.parts.source, closed.orgId, (db) =>
      db.query(
        `INSERT INTO estimates.organization_settings (org_id, closed_until) VALUES ($1, $2)
         ON CONFLICT (org_id) DO UPDATE SET closed_until = excluded.closed_until`,
        [closed.orgId, until],
      ),
    );
  await close('2090-03-02T00:00:00Z');

  expect(await expireAt('2090-01-31T09:59:59.999Z')).toBe(0);
  expect(await expireAt('2090-01-31T10:00:00Z')).toBe(1); // Kiritimati is 14 hours ahead
  expect((await read(kiritimati, ids.kiritimati)).status).toBe('EXPIRED');
  expect(await expireAt('2090-01-31T23:59:59.999Z')).toBe(0);
  expect(await expireAt('2090-02-01T00:00:00Z')).toBe(2); // an unknown zone counts as UTC
  expect(await expireAt('2090-02-01T04:59:59Z')).toBe(0);
  const both = await Promise.all([expireAt('2090-02-01T05:00:00Z'), expireAt('2090-02-01T05:00:00Z')]);
  expect(both.reduce((sum, each) => sum + each)).toBe(1);

  const found = await read(york, ids.york);
  expect(found).toMatchObject({ status: 'EXPIRED', version: 3 });
  expect(found.history.at(-1)).toEqual({ from: 'SENT', to: 'EXPIRED', actor: null });
  expect([...announced].sort()).toEqual(Object.values(ids).sort());
  const told = await inOrganization(graph.parts.source, york.orgId, (db) =>
    db.query(
      `SELECT payload ->> 'status' AS status FROM estimates.outbox WHERE payload ->> 'status' = 'EXPIRED'`,
    ),
  );
  expect(told).toEqual([{ status: 'EXPIRED' }]);
  for (const [id, status] of [
    [endless, 'SENT'],
    [later, 'SENT'],
    [approved, 'APPROVED'],
    [draft.id, 'DRAFT'],
  ] as const) {
    expect((await read(utc, id)).status).toBe(status);
  }
  expect((await read(closed, resting)).status).toBe('SENT');
  await close(null);
  expect(await expireAt('2090-02-01T05:00:00Z')).toBe(1);
  expect((await read(closed, resting)).status).toBe('EXPIRED');
  const decided = await graph.mutate(utc, 'approveEstimate', { id: ids.utc });
  expect(decided.userErrors).toMatchObject([{ code: 'ILLEGAL_STATUS_MOVE' }]);
  const revised = await graph.tryMutate(utc, 'reviseEstimate', { id: ids.utc });
  expect(codes(revised)).toEqual([]);
});

it('goes on with the others when one fails', async () => {
  const viewer = viewerWith('manager');
  const [, second, third] = [
    (broken = await sent(viewer, '2091-01-31')),
    await sent(viewer, '2091-01-31'),
    await sent(viewer, '2091-01-31'),
  ];
  expect(failures).toEqual([]);
  await expireAt('2091-02-01T00:00:00Z');
  expect(failures).toEqual([new Error('No news.')]);
  expect(announced).toEqual(expect.arrayContaining([second, third]));
});

it('lets nobody see the deadlines of another organisation', async () => {
  const viewer = viewerWith('manager');
  await sent(viewer);
  const seen = (orgId: string) =>
    inOrganization(graph.parts.source, orgId, (db) => db.query('SELECT 1 FROM estimates.deadlines'));
  expect(await seen(viewer.orgId)).toHaveLength(1);
  expect(await seen(viewerWith('manager').orgId)).toEqual([]);
});
