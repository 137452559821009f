import type { Viewer } from '../../../../service-kit/auth/viewer';
import { newId } from '../../../../service-kit/data/ids';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { createSpending } from '../../../../service-kit/subgraph/spending';
import { useEstimates } from '../../../../testkit/estimates';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { draftOf } from '../drafts/draft';
import { copyOf } from './copies.service';

const graph = useEstimates();

const CONTENT = {
  title: 'Kitchen',
  notes: 'With care',
  adjustments: [{ name: 'Loyalty', kind: 'DISCOUNT', value: '5' }],
  positions: [{ name: 'Survey', unitPrice: '50', unitCost: '20' }],
  sections: [
    {
      name: 'Walls',
      adjustments: [{ name: 'Haste', kind: 'MARKUP', value: '12.5' }],
      positions: [
        { name: 'Paint', quantity: '2', unitPrice: '10', taxRate: '7' },
        { name: 'Plaster', quantity: '3', unitPrice: '20' },
        { name: 'Tiles', unitPrice: '30' },
      ],
      sections: [{ name: 'Niche', positions: [{ name: 'Shelf', unitPrice: '5' }] }],
    },
    { name: 'Floor', positions: [{ name: 'Screed', unitPrice: '40' }] },
  ],
};

const STATE = 'estimate { id number revision status supersedes { id } supersededBy { id status } }';
const SHEET = `title notes taxRate currency totals { total { amount } } costTotals { cost { amount } }
  adjustments { name kind value amount { amount } }
  allSections { originId name depth total { amount } adjustments { name value } }
  allPositions(first: 100) { edges { node { originId name quantity unitPrice unitCost net { amount } taxRate } } }`;

const act = async (viewer: Viewer, name: string, input: object, fields = STATE) =>
  graph.mutate(viewer, name, input, fields);
const sheetOf = async (viewer: Viewer, id: string) =>
  dataOf(await graph.execute(viewer, `{ estimate(id: "${id}") { ${SHEET} } }`)).estimate;

async function sent(viewer: Viewer, input: object = CONTENT) {
  const made = await graph.estimate(viewer, { ...input });
  const { estimate, userErrors } = await act(viewer, 'sendEstimate', { id: made.id });
  expect(userErrors).toEqual([]);
  return { ...made, number: estimate.number as string };
}

it('copies more sections than one statement writes, children that are read before their parents, too', async () => {
  const manager = viewerWith('manager');
  const sections = Array.from({ length: 600 }, (_, n) => ({ name: `${n}`, sections: [{ name: `in ${n}` }] }));
  const { id } = await graph.estimate(manager, { title: 'Many', sections });
  // As an edit leaves them: rows that are written again lie behind the others.
  await inOrganization(graph.parts.source, manager.orgId, (db) =>
    db.query(
      'UPDATE estimates.sections SET updated_at = now() WHERE estimate_id = $1 AND parent_id IS NULL',
      [id],
    ),
  );
  const { estimate, userErrors } = await act(manager, 'duplicateEstimate', { id }, 'estimate { id }');
  expect(userErrors).toEqual([]);
  const [{ count } = {}] = await inOrganization(graph.parts.source, manager.orgId, (db) =>
    db.query<{ count: number }[]>(
      'SELECT count(*)::int AS count FROM estimates.sections WHERE estimate_id = $1',
      [estimate.id],
    ),
  );
  expect(count).toBe(1_200);
});

describe('reviseEstimate', () => {
  it('has all rows in the order they were sent in, those that were added one by one too', async () => {
    const manager = viewerWith('manager');
    const { id: estimateId } = await graph.estimate(manager);
    const add = (name: string) =>
      act(manager, 'addPosition', { estimateId, name, unitPrice: '1' }, 'position { id }');
    await add('A');
    await act(manager, 'addSection', { estimateId, name: 'S' }, 'section { id }');
    await add('B');
    await add('C');
    const order = async (id: string) => {
      const read = `{ estimate(id: "${id}") { sections { place } allPositions { edges { node { name place } } } } }`;
      return dataOf(await graph.execute(manager, read)).estimate;
    };
    const before = await order(estimateId);
    expect(before.allPositions.edges.map(({ node }: { node: { name: string } }) => node.name).join('')).toBe(
      'ABC',
    );
    await inOrganization(graph.parts.source, manager.orgId, async (db) => {
      const ranks = await db.query<{ count: number }[]>(
        `SELECT count(DISTINCT rank)::int AS count FROM (SELECT rank FROM estimates.positions WHERE estimate_id = $1
           UNION ALL SELECT rank FROM estimates.sections WHERE estimate_id = $1) AS rows`,
        [estimateId],
      );
      expect(ranks).toEqual([{ count: 4 }]);
      // As earlier versions have left them.
      for (const table of ['positions', 'sections'])
        await db.query(
          `UPDATE estimates.${table} SET rank = 0 WHERE estimate_id = $1 ${table === 'positions' ? "AND name <> 'C'" : ''}`,
          [estimateId],
        );
    });
    const tied = await order(estimateId);
    await act(manager, 'sendEstimate', { id: estimateId });
    const { estimate } = await act(manager, 'reviseEstimate', { id: estimateId });
    expect(await order(estimate.id)).toEqual(tied);
  });

  it('makes a draft with all that was sent, its number, and the next revision; what was sent stays', async () => {
    const manager = viewerWith('manager');
    const { id, number } = await sent(manager);
    const { estimate } = await act(manager, 'reviseEstimate', { id });
    expect(estimate).toMatchObject({
      number,
      revision: 2,
      status: 'DRAFT',
      supersedes: { id },
      supersededBy: null,
    });
    expect(await sheetOf(manager, estimate.id)).toEqual(await sheetOf(manager, id));
    const before = dataOf(
      await graph.execute(manager, `{ ${STATE.replace('estimate', `estimate(id: "${id}")`)} }`),
    );
    expect(before.estimate).toMatchObject({ status: 'SENT', supersededBy: null });
  });

  it('takes the place of what was sent when it is sent, and not before', async () => {
    const manager = viewerWith('manager');
    const first = await sent(manager);
    const second = (await act(manager, 'reviseEstimate', { id: first.id })).estimate;
    expect(await act(manager, 'sendEstimate', { id: second.id })).toMatchObject({
      estimate: { number: first.number, revision: 2, status: 'SENT', supersedes: { id: first.id } },
    });
    const read = dataOf(
      await graph.execute(
        manager,
        `{ estimate(id: "${first.id}") { status supersededBy { id status } history { to } } }`,
      ),
    );
    expect(read.estimate).toEqual({
      status: 'SUPERSEDED',
      supersededBy: { id: second.id, status: 'SENT' },
      history: [{ to: 'DRAFT' }, { to: 'SENT' }, { to: 'SUPERSEDED' }],
    });
    expect((await act(manager, 'approveEstimate', { id: first.id })).userErrors).toMatchObject([
      { code: 'ILLEGAL_STATUS_MOVE' },
    ]);
    const third = (await act(manager, 'reviseEstimate', { id: second.id })).estimate;
    expect(third).toMatchObject({ number: first.number, revision: 3 });
  });

  it('undoes a refusal, and leaves an approval alone', async () => {
    const manager = viewerWith('manager');
    const declined = await sent(manager);
    await act(manager, 'declineEstimate', { id: declined.id, reason: 'Dear' });
    const again = (await act(manager, 'reviseEstimate', { id: declined.id })).estimate;
    expect((await act(manager, 'sendEstimate', { id: again.id })).estimate.status).toBe('SENT');

    const approved = await sent(manager);
    const late = (await act(manager, 'reviseEstimate', { id: approved.id })).estimate;
    await act(manager, 'approveEstimate', { id: approved.id });
    expect((await act(manager, 'sendEstimate', { id: late.id })).userErrors).toMatchObject([
      { code: 'ILLEGAL_STATUS_MOVE', message: expect.stringMatching(/APPROVED.*SUPERSEDED/) },
    ]);
    expect((await act(manager, 'reviseEstimate', { id: approved.id })).userErrors).toMatchObject([
      { code: 'NOT_REVISABLE' },
    ]);
  });

  it('makes one revision of ten asked for at once; a deleted one makes room for another', async () => {
    const manager = viewerWith('manager');
    const { id } = await sent(manager);
    const payloads = await Promise.all(
      Array.from({ length: 10 }, () => act(manager, 'reviseEstimate', { id })),
    );
    const made = payloads.flatMap(({ estimate }) => estimate ?? []);
    expect(made).toHaveLength(1);
    expect(payloads.flatMap(({ userErrors }) => userErrors.map(({ code }) => code))).toEqual(
      Array(9).fill('REVISED_ALREADY'),
    );
    await graph.mutate(manager, 'deleteEstimate', { id: made[0].id }, 'deletedId');
    expect((await act(manager, 'reviseEstimate', { id })).estimate.revision).toBe(2);
  });

  it('revises no draft', async () => {
    const manager = viewerWith('manager');
    const { id } = await graph.estimate(manager, CONTENT);
    expect((await act(manager, 'reviseEstimate', { id })).userErrors).toMatchObject([
      { code: 'NOT_REVISABLE' },
    ]);
  });
});

describe('duplicateEstimate', () => {
  it('makes a first revision without a number of any estimate, for another lead if one is named', async () => {
    const manager = viewerWith('manager');
    const { id } = await sent(manager);
    const leadId = graph.lead(manager);
    const fields = 'estimate { id number revision status title lead { id } supersedes { id } }';
    const { estimate } = await act(manager, 'duplicateEstimate', { id, title: 'Bath', leadId }, fields);
    expect(estimate).toMatchObject({
      number: null,
      revision: 1,
      status: 'DRAFT',
      title: 'Bath',
      lead: { id: leadId },
      supersedes: null,
    });
    expect(await sheetOf(manager, estimate.id)).toEqual({ ...(await sheetOf(manager, id)), title: 'Bath' });
  });

  it('refuses a lead and a project that are not there', async () => {
    const manager = viewerWith('manager');
    const { id } = await sent(manager);
    for (const [field, code] of [
      ['leadId', 'LEAD_NOT_FOUND'],
      ['projectId', 'PROJECT_NOT_FOUND'],
    ] as const) {
      expect((await act(manager, 'duplicateEstimate', { id, [field]: newId() })).userErrors).toMatchObject([
        { code, path: [field] },
      ]);
    }
  });
});

describe('the other moves', () => {
  it('cancel, ask for changes, review by a second person, and become an invoice once', async () => {
    const manager = viewerWith('manager');
    const colleague = viewerWith('manager', manager.orgId);
    const status = async (viewer: Viewer, name: string, input: object) => {
      const { estimate, userErrors } = await act(viewer, name, input);
      return estimate?.status ?? userErrors[0]?.code;
    };
    const { id } = await graph.estimate(manager, CONTENT);
    expect(await status(manager, 'submitEstimate', { id })).toBe('INTERNAL_REVIEW');
    expect(await status(manager, 'updateEstimate', { id, title: 'X' })).toBe('ESTIMATE_NOT_DRAFT');
    expect(await status(manager, 'sendEstimate', { id })).toBe('REVIEW_NEEDS_ANOTHER');
    expect(await status(colleague, 'returnEstimate', { id, reason: 'Too cheap' })).toBe('DRAFT');
    expect(await status(manager, 'submitEstimate', { id })).toBe('INTERNAL_REVIEW');
    expect(await status(colleague, 'sendEstimate', { id })).toBe('SENT');
    expect(await status(manager, 'requestEstimateChanges', { id, reason: 'Fewer tiles' })).toBe(
      'CHANGES_REQUESTED',
    );
    expect(await status(manager, 'cancelEstimate', { id, reason: ' ' })).toBe('REQUIRED');
    expect(await status(manager, 'cancelEstimate', { id, reason: 'Lost' })).toBe('CANCELLED');
    expect(await status(manager, 'reviseEstimate', { id })).toBe('NOT_REVISABLE');

    const approved = await Promise.all([sent(manager), sent(manager)]);
    for (const each of approved) await act(manager, 'approveEstimate', { id: each.id });
    const answers = await Promise.all(
      approved.map((each) => status(manager, 'convertEstimate', { id: each.id, convertedTo: 'INV-1' })),
    );
    expect(answers.sort()).toEqual(['ALREADY_CONVERTED_TO', 'CONVERTED']);
  });

  it('note what a decision rests on', async () => {
    const manager = viewerWith('manager');
    const { id } = await sent(manager);
    const { estimate } = await act(
      manager,
      'approveEstimate',
      { id },
      'estimate { contentHash decidedBy { id } decisionEvidence { via contentHash requestId } }',
    );
    expect(estimate).toMatchObject({
      decidedBy: { id: manager.userId },
      decisionEvidence: { via: 'RECORDED', contentHash: estimate.contentHash },
    });
  });
});

describe('estimateDiff', () => {
  const DIFF = `fields { field before after } adjustments { kind name changes { field before after } }
    sections { kind name moved changes { field before after } }
    positions { kind name moved changes { field before after } }`;
  const diff = async (viewer: Viewer, fromId: string, toId: string) =>
    graph.execute(viewer, `{ estimateDiff(fromId: "${fromId}", toId: "${toId}") { ${DIFF} } }`);

  it('tells what was added, removed, changed with both values, and moved', async () => {
    const manager = viewerWith('manager');
    const first = await sent(manager);
    const fields = 'estimate { id sections { id positions { id name } } }';
    const { id, sections } = (await act(manager, 'reviseEstimate', { id: first.id }, fields)).estimate;
    expect(dataOf(await diff(manager, first.id, id)).estimateDiff).toEqual({
      fields: [],
      adjustments: [],
      sections: [],
      positions: [],
    });
    const [walls, floor] = sections;
    const [paint, plaster, tiles] = walls.positions;
    await act(manager, 'updatePosition', { id: paint.id, quantity: '4', unitCost: '1', name: 'Lacquer' });
    await act(manager, 'movePosition', { id: tiles.id, beforeId: paint.id });
    await act(manager, 'movePosition', {
      id: floor.positions[0].id,
      sectionId: walls.id,
      afterId: plaster.id,
    });
    await act(manager, 'removePosition', { id: plaster.id });
    await act(manager, 'addPosition', { estimateId: id, name: 'Waste', unitPrice: '9' });
    await act(manager, 'updateEstimate', { id, title: 'Kitchen II' });
    const changes = dataOf(await diff(manager, first.id, id)).estimateDiff;
    expect(changes.fields).toEqual(
      expect.arrayContaining([{ field: 'title', before: 'Kitchen', after: 'Kitchen II' }]),
    );
    const money = ['amount', 'net', 'tax'];
    const told = changes.positions.map(
      (each: { kind: string; name: string; moved: boolean; changes: { field: string }[] }) => [
        each.kind,
        each.name,
        each.moved,
        each.changes.map(({ field }) => field).filter((field) => !money.includes(field)),
      ],
    );
    const byPeople = told.filter(
      ([kind, , moved, own]: [string, string, boolean, string[]]) =>
        kind !== 'CHANGED' || moved || own.length > 0,
    );
    expect(byPeople).toEqual([
      ['REMOVED', 'Plaster', false, []],
      ['MOVED', 'Tiles', true, []],
      ['CHANGED', 'Lacquer', false, ['name', 'quantity', 'unitCost']],
      // In the other section, a markup is on it.
      ['CHANGED', 'Screed', true, []],
      ['ADDED', 'Waste', false, []], // behind the sections
    ]);
    const viewer = viewerWith('viewer', manager.orgId);
    expect(JSON.stringify(dataOf(await diff(viewer, first.id, id)))).not.toContain('unitCost');
  });

  it('compares duplicates, too, and no estimate of another organisation', async () => {
    const manager = viewerWith('manager');
    const first = await sent(manager);
    const second = (await act(manager, 'duplicateEstimate', { id: first.id })).estimate;
    expect(dataOf(await diff(manager, second.id, first.id)).estimateDiff.positions).toEqual([]);
    const stranger = viewerWith('owner');
    const own = await graph.estimate(stranger, CONTENT);
    expect(codes(await diff(stranger, own.id, first.id))).toEqual(['NOT_FOUND']);
    expect(codes(await diff(stranger, first.id, own.id))).toEqual(['NOT_FOUND']);
  });
});

it('needs the permission of each, and finds nothing of another organisation', async () => {
  const manager = viewerWith('manager');
  const { id } = await sent(manager);
  const reader = viewerWith('viewer', manager.orgId);
  for (const [name, more] of [
    ['reviseEstimate', {}],
    ['duplicateEstimate', {}],
    ['cancelEstimate', { reason: 'x' }],
    ['requestEstimateChanges', { reason: 'x' }],
    ['submitEstimate', {}],
    ['returnEstimate', { reason: 'x' }],
    ['convertEstimate', { convertedTo: 'x' }],
  ] as const) {
    expect([name, ...codes(await graph.tryMutate(reader, name, { id, ...more }))]).toEqual([
      name,
      'FORBIDDEN',
    ]);
    const stranger = await graph.tryMutate(viewerWith('owner'), name, { id, ...more });
    expect([name, ...codes(stranger)]).toEqual([name, 'NOT_FOUND']);
  }
});

it('a copy costs what its lines cost, so that one request makes no dozens of large ones', async () => {
  const positions = Array.from({ length: 9_000 }, (_, index) => ({ id: `${index}`, sectionId: null }));
  const large = draftOf({ adjustments: [] } as never, [], positions as never);
  const spending = createSpending(20_000);
  const ctx = { viewer: viewerWith('manager'), facts: { spending } } as never;
  for (let copies = 0; copies < 2; copies += 1) expect((await copyOf(ctx, large)).positions.size).toBe(9_000);
  await expect(copyOf(ctx, large)).rejects.toThrow('costs more than 20000 points');
  // The answer tells of the two that were made, and has room for what is asked of them.
  spending.charge(15_000);
  expect(spending).toMatchObject({ isExceeded: false, spent: 33_000 });
  expect(() => spending.charge(5_001)).toThrow('costs more than 20000 points');
});
