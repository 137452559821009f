import { Client } from 'pg';
import { inOrganization } from '../../../../service-kit/postgres/database';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { clientLinksOf } from '../../../../testkit/client-links';
import { errorsOf, useEstimates } from '../../../../testkit/estimates';
import { exportsOf } from '../../../../testkit/exports';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { plainDecimal } from '../calculation/decimal-text';
import { CONTENT_FORMAT, hashOf } from './shown-content';
import { Snapshot } from './snapshot.entity';
import { draftOf } from '../drafts/draft';
import { keepsShares } from './snapshots.service';

const graph = useEstimates();
const { link } = clientLinksOf(graph);
const { ask, work } = exportsOf(graph);

const CONTENT = {
  adjustments: [
    { name: 'Overheads', kind: 'MARKUP', value: '10', base: 'COST' },
    { name: 'Haste', kind: 'MARKUP', value: '12.5' },
  ],
  positions: [
    { name: 'Survey', unitPrice: '50', unitCost: '20' },
    { name: 'Paint', quantity: '2.333333', unitPrice: '10.10', unitCost: '5', taxRate: '7' },
  ],
};

async function sent(viewer: Viewer, input: object = CONTENT) {
  const estimate = await graph.estimate(viewer, { ...input });
  const payload = await graph.mutate(viewer, 'sendEstimate', { id: estimate.id }, 'estimate { contentHash }');
  expect(payload.userErrors).toEqual([]);
  return { ...estimate, contentHash: payload['estimate'].contentHash as string };
}

const snapshotOf = ({ orgId }: Viewer, estimateId: string) =>
  inOrganization(graph.parts.source, orgId, (db) => db.findOneByOrFail(Snapshot, { orgId, estimateId }));

const verify = async (viewer: Viewer, id: string) =>
  graph.execute(
    viewer,
    `{ verifyEstimate(id: "${id}") { intact contentHash calculatedHash policyVersion keptAt } }`,
  );

it('keeps the whole result of what is sent: every amount, every share, and the text that the hash is of', async () => {
  const manager = viewerWith('manager');
  const { id, contentHash } = await sent(manager);
  const { shown, totals, rows, policyVersion } = await snapshotOf(manager, id);
  expect(hashOf(shown)).toBe(contentHash);
  expect(policyVersion).toBe(4);
  const amounts = rows.positions.map(({ name, net, tax }) => [name, plainDecimal(net), plainDecimal(tax)]);
  expect(amounts).toEqual(
    totals.positions.map(({ net, tax }, index) => [
      CONTENT.positions[index]?.name,
      plainDecimal(net),
      plainDecimal(tax),
    ]),
  );
  const shares = totals.positions.map(({ internal }) => (internal.shares ?? []).map(({ amount }) => amount));
  // 20.00 and 11.67 of cost: 3.17 by price (50.00 and 23.57), then 12.5 % on what stands there.
  expect(shares).toEqual([
    ['2.15', '6.52'],
    ['1.02', '3.07'],
  ]);
  expect(shown).not.toMatch(/COST|Overheads|cost/);
});

it('keeps no shares where lines lie so deep within adjustments that they come to hundreds of megabytes', () => {
  const adjustments = Array.from({ length: 20 }, () => ({}));
  const nested = Array.from({ length: 8 }, (_, depth) => ({
    ...{ id: `s${depth}`, adjustments },
    parentId: depth === 0 ? null : `s${depth - 1}`,
  }));
  const keeps = (lines: number, kind = 'WORK') => {
    const positions = Array.from({ length: lines }, (_, index) => ({
      id: `${index}`,
      kind,
      sectionId: 's7',
    }));
    return keepsShares(draftOf({ adjustments } as never, nested as never, positions as never));
  };
  // Each line carries 20 of the estimate, and 20 of each of eight sections.
  expect([keeps(1_111), keeps(1_112), keeps(9_000, 'TEXT')]).toEqual([true, false, true]);
});

it('calculates what was sent to the same bytes again', async () => {
  const manager = viewerWith('manager');
  const { id, contentHash } = await sent(manager);
  expect(dataOf(await verify(viewerWith('viewer', manager.orgId), id)).verifyEstimate).toEqual({
    intact: true,
    contentHash,
    calculatedHash: contentHash,
    policyVersion: 4,
    keptAt: expect.stringMatching(/Z$/),
  });
});

it('verifies no draft, and nothing of another organisation', async () => {
  const manager = viewerWith('manager');
  const draft = await graph.estimate(manager, CONTENT);
  expect(dataOf(await verify(manager, draft.id)).verifyEstimate).toBeNull();
  const { id } = await sent(manager);
  expect(codes(await verify(viewerWith('owner'), id))).toEqual(['NOT_FOUND']);
});

it('is kept by PostgreSQL against everybody, the owner of the table too', async () => {
  const manager = viewerWith('manager');
  const { id } = await sent(manager);
  const refusals = async (url: string) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      await client.query(`SELECT set_config('app.org_id', $1, false)`, [manager.orgId]);
      const messages: string[] = [];
      for (const sql of [
        `UPDATE estimates.snapshots SET shown = '' WHERE estimate_id = '${id}'`,
        `DELETE FROM estimates.snapshots WHERE estimate_id = '${id}'`,
        'TRUNCATE estimates.snapshots',
      ]) {
        await client.query(sql).catch((error: Error) => messages.push(error.message));
      }
      return messages;
    } finally {
      await client.end();
    }
  };
  const { database } = graph.parts;
  expect(await refusals(await database.urlFor('estimates'))).toEqual(
    Array(3).fill('permission denied for table snapshots'),
  );
  expect(await refusals(database.url)).toEqual(Array(3).fill('what was sent is kept as it was'));
});

it('takes no snapshot whose hash is not that of its text', async () => {
  const manager = viewerWith('manager');
  const { id } = await sent(manager);
  const draft = await graph.estimate(manager, CONTENT);
  const forged = { ...(await snapshotOf(manager, id)), estimateId: draft.id, shown: 'Everything is free.' };
  const insert = inOrganization(graph.parts.source, manager.orgId, (db) => db.insert(Snapshot, forged));
  await expect(insert).rejects.toThrow(/snapshots_check/);
});

it('sends no amounts that nobody has seen: a draft of older rules is calculated anew, and looked at first', async () => {
  const manager = viewerWith('manager');
  const older = async (payable: string) => {
    const { id } = await graph.estimate(manager, { ...CONTENT });
    await inOrganization(graph.parts.source, manager.orgId, (db) =>
      db.query(
        `UPDATE estimates.estimates SET policy_version = 1, payable = payable + $3::numeric,
                payable_rounding = payable_rounding + $3::numeric WHERE org_id = $1 AND id = $2`,
        [manager.orgId, id, payable],
      ),
    );
    return id;
  };
  const send = (id: string) => graph.mutate(manager, 'sendEstimate', { id }, 'estimate { status }');

  const same = await older('0');
  expect((await send(same))['estimate']).toEqual({ status: 'SENT' });

  const other = await older('1');
  const refused = await send(other);
  expect(refused).toMatchObject({ estimate: null, userErrors: [{ code: 'RULES_CHANGED', path: ['id'] }] });
  expect(codes(await graph.tryMutate(manager, 'sendEstimate', { id: other, expectedVersion: 1 }))).toEqual([
    'CONFLICT',
  ]);
  expect((await send(other))['estimate']).toEqual({ status: 'SENT' });
});

it('is in format 5 where it names a day of supply, and in 4 as before where it names none', async () => {
  const manager = viewerWith('manager');
  const [named, unnamed] = [
    await sent(manager, { ...CONTENT, supplyDate: '2027-05-01' }),
    await sent(manager),
  ];
  expect((await snapshotOf(manager, named.id)).format).toBe(5);
  expect((await snapshotOf(manager, unnamed.id)).format).toBe(4);
  for (const { id } of [named, unnamed]) {
    expect(dataOf(await verify(manager, id)).verifyEstimate.intact).toBe(true);
  }
});

describe('sent by a newer version', () => {
  /** Writes a format behind the application's back: that of what a newer version would have sent. */
  async function setFormat({ orgId }: Viewer, id: string, format: number): Promise<void> {
    const client = new Client({ connectionString: graph.parts.database.url });
    await client.connect();
    try {
      await client.query(`SELECT set_config('app.org_id', $1, false)`, [orgId]);
      await client.query('ALTER TABLE estimates.snapshots DISABLE TRIGGER USER');
      await client.query('UPDATE estimates.snapshots SET format = $2 WHERE estimate_id = $1', [id, format]);
      await client.query('ALTER TABLE estimates.snapshots ENABLE TRIGGER USER');
    } finally {
      await client.end();
    }
  }

  it('is neither verified, calculated, shown, agreed to nor printed, and all of that once it is known', async () => {
    const manager = viewerWith('manager');
    const lamp = { name: 'Lamp', unitPrice: '7', choice: { taken: false } };
    const { id } = await sent(manager, { positions: [...CONTENT.positions, lamp] });
    const { format } = await snapshotOf(manager, id);
    const { token } = await link(manager, id);
    const of = (fields: string, variables: object = {}, viewer: Viewer | null = manager) =>
      graph.execute(viewer, fields, { id, token, ...variables });
    const page = (taken: string[] | null) =>
      of(
        `query ($token: String!, $taken: [ID!]) { clientEstimate(token: $token, language: EN, taken: $taken) {
           document { heading rows { name } } } }`,
        { taken },
        null,
      );
    const reads = {
      verify: () => verify(manager, id),
      offer: () => of('query ($id: ID!) { offerTotals(estimateId: $id) { contentHash } }'),
      chosen: () => of('query ($id: ID!) { offerTotals(estimateId: $id, taken: []) { contentHash } }'),
      explained: () => of('query ($id: ID!) { explainAmounts(estimateId: $id) { name } }'),
      page: () => page(null),
      chosenPage: () => page([]),
    };
    const read = async () => {
      const told: Record<string, string[]> = {};
      for (const [name, ask] of Object.entries(reads)) told[name] = errorsOf(await ask());
      return told;
    };
    const approve = () =>
      graph.tryMutate(manager, 'approveEstimate', { id, taken: [] }, 'estimate { status }');
    const inside = (sql: string, ...values: unknown[]) =>
      inOrganization(graph.parts.source, manager.orgId, (db) => db.query<object[]>(sql, values));
    // Beside the paper that the link is for.
    await ask(manager, { estimateId: id, format: 'CSV', language: 'EN' });
    const jobs = () =>
      inside(
        `SELECT state, error_code AS code, error_message AS message FROM jobs.jobs WHERE kind = 'EXPORT_ESTIMATE'`,
      );

    await setFormat(manager, id, CONTENT_FORMAT + 1);
    const refusal = expect.stringMatching(/^SERVICE_UNAVAILABLE This estimate was sent by a newer version/);
    for (const [name, told] of Object.entries(await read())) expect([name, told]).toEqual([name, [refusal]]);
    expect(errorsOf(await approve())).toEqual([refusal]);
    const waits = {
      state: 'QUEUED',
      code: 'SERVICE_UNAVAILABLE',
      message: expect.stringContaining('newer version'),
    };
    for (let tries = 0; tries < 2; tries += 1) {
      expect(await work(manager)).toBe(true);
      await inside(`UPDATE jobs.jobs SET next_at = 'infinity' WHERE error_code IS NOT NULL`); // each has one try
    }
    expect(await jobs()).toEqual([waits, waits]); // for a process that knows how

    await setFormat(manager, id, format);
    for (const [name, told] of Object.entries(await read())) expect([name, told]).toEqual([name, []]);
    await inside('UPDATE jobs.jobs SET next_at = now()');
    while (await work(manager));
    expect(await jobs()).toMatchObject([{ state: 'SUCCEEDED' }, { state: 'SUCCEEDED' }]);
    expect(dataOf(await approve()).approveEstimate.estimate).toEqual({ status: 'APPROVED' });
  });
});
