import type { Viewer } from '../../../service-kit/auth/viewer';
import { errorsOf, useEstimates } from '../../../testkit/estimates';
import { codes, dataOf } from '../../../testkit/subgraph';
import { viewerWith } from '../../../testkit/tokens';

const graph = useEstimates();

/** May write estimates, and may not see or set costs. */
function withoutCosts(owner: Viewer): Viewer {
  const permissions = new Set([...owner.permissions].filter((name) => !name.startsWith('costs:')));
  return { ...viewerWith('owner', owner.orgId), permissions };
}

const CONTENT = {
  positions: [{ name: 'Paint', quantity: '4', unitPrice: '10', unitCost: '7.5' }],
  sections: [{ name: 'Walls', positions: [{ name: 'Work', unitPrice: '20', unitCost: '12' }] }],
};

const COST_FIELDS = `{ estimate(id: $id) {
  title
  costTotals { cost { amount } positionsWithoutCost margin { amount } marginPercent markupPercent }
  sections { name cost { amount } positionsWithoutCost }
  positions { name unitCost cost { amount } margin { amount } marginPercent }
} }`;

it('shows costs and margins to those who may see them', async () => {
  const manager = viewerWith('manager');
  const { id } = await graph.estimate(manager, CONTENT);
  const answer = await graph.execute(manager, `query ($id: ID!) ${COST_FIELDS}`, { id });
  expect(dataOf(answer).estimate).toEqual({
    title: 'Kitchen',
    costTotals: {
      cost: { amount: '42.00' },
      positionsWithoutCost: 0,
      margin: { amount: '18.00' },
      marginPercent: '30.00',
      markupPercent: '42.86',
    },
    sections: [{ name: 'Walls', cost: { amount: '12.00' }, positionsWithoutCost: 0 }],
    positions: [
      {
        name: 'Paint',
        unitCost: '7.50',
        cost: { amount: '30.00' },
        margin: { amount: '10.00' },
        marginPercent: '25.00',
      },
    ],
  });
});

it('answers null and FORBIDDEN for each of them to all others, and the rest as ever', async () => {
  const manager = viewerWith('manager');
  const { id } = await graph.estimate(manager, CONTENT);
  const viewer = viewerWith('viewer', manager.orgId);
  const answer = await graph.execute(viewer, `query ($id: ID!) ${COST_FIELDS}`, { id });
  expect(answer.data.estimate).toEqual({
    title: 'Kitchen',
    costTotals: null,
    sections: [{ name: 'Walls', cost: null, positionsWithoutCost: null }],
    positions: [{ name: 'Paint', unitCost: null, cost: null, margin: null, marginPercent: null }],
  });
  expect(new Set(codes(answer))).toEqual(new Set(['FORBIDDEN']));
  expect(answer.errors).toHaveLength(7);
});

it('hides costs in what mutations answer, too', async () => {
  const manager = viewerWith('manager');
  const { positions } = await graph.estimate(manager, CONTENT);
  const input = { id: positions[0]?.id, name: 'Lacquer' };
  const fields = 'position { name unitCost } estimate { costTotals { cost { amount } } }';
  const answer = await graph.tryMutate(withoutCosts(manager), 'updatePosition', input, fields);
  expect(answer.data.updatePosition).toMatchObject({
    position: { name: 'Lacquer', unitCost: null },
    estimate: { costTotals: null },
  });
  expect(codes(answer)).toEqual(['FORBIDDEN', 'FORBIDDEN']);
});

it('needs costs:write to set a cost, wherever', async () => {
  const manager = viewerWith('manager');
  const { id, positions } = await graph.estimate(manager, CONTENT);
  const [position] = positions as [{ id: string }];
  const clerk = withoutCosts(manager);
  const priced = { name: 'New', unitCost: '1' };
  const attempts: [string, object][] = [
    ['createEstimate', { title: 'T', currency: 'EUR', leadId: graph.lead(manager), positions: [priced] }],
    [
      'createEstimate',
      {
        title: 'T',
        currency: 'EUR',
        leadId: graph.lead(manager),
        sections: [{ name: 'A', sections: [{ name: 'B', positions: [priced] }] }],
      },
    ],
    ['addPosition', { estimateId: id, ...priced }],
    ['addPositions', { estimateId: id, positions: [{ name: 'Plain' }, priced] }],
    ['updatePosition', { id: position.id, unitCost: null }],
    ['updatePositions', { estimateId: id, positions: [{ id: position.id, unitCost: '1' }] }],
  ];
  for (const [name, input] of attempts) {
    const answer = await graph.tryMutate(clerk, name, input);
    expect([name, ...errorsOf(answer)]).toEqual([name, 'FORBIDDEN This needs the permission "costs:write".']);
  }
});

it('keeps a cost when someone who may not see it edits, moves or copies the position', async () => {
  const manager = viewerWith('manager');
  const { id, positions, sections } = await graph.estimate(manager, CONTENT);
  const clerk = withoutCosts(manager);
  const [position] = positions as [{ id: string }];
  await graph.mutate(clerk, 'updatePosition', { id: position.id, quantity: '2' });
  await graph.mutate(clerk, 'movePosition', { id: position.id, sectionId: sections[0]?.id });
  await graph.mutate(clerk, 'copyPosition', { id: position.id });
  const answer = await graph.execute(
    manager,
    `{ estimate(id: "${id}") { costTotals { cost { amount } } sections { positions { name unitCost } } } }`,
  );
  expect(dataOf(answer).estimate).toEqual({
    costTotals: { cost: { amount: '42.00' } },
    sections: [
      {
        positions: [
          { name: 'Work', unitCost: '12.00' },
          { name: 'Paint', unitCost: '7.50' },
          { name: 'Paint', unitCost: '7.50' },
        ],
      },
    ],
  });
});

describe('an adjustment of the cost', () => {
  const onCost = { name: 'Overheads', kind: 'MARKUP', value: '10', base: 'COST' };
  const FIELDS = 'adjustments { name base value baseAmount { amount } amount { amount } }';

  it('is part of the prices, and shown to those who may see costs only', async () => {
    const manager = viewerWith('manager');
    const off = { name: 'Loyalty', kind: 'DISCOUNT', value: '5' };
    const { id } = await graph.estimate(manager, { ...CONTENT, adjustments: [off, onCost] });
    const query = `{ estimate(id: "${id}") { ${FIELDS}
      positions { unitPrice baseAmount { amount } amount { amount } net { amount } }
      totals { linesSubtotal { amount } taxGroups { net { amount } } total { amount } } } }`;
    const insider = dataOf(await graph.execute(manager, query)).estimate;
    expect(insider.adjustments).toMatchObject([
      { name: 'Loyalty', value: '5', baseAmount: { amount: '64.20' }, amount: { amount: '-3.21' } },
      { name: 'Overheads', value: '10', baseAmount: { amount: '42.00' }, amount: { amount: '4.20' } },
    ]);
    expect(insider.positions).toMatchObject([
      { unitPrice: '10.00', baseAmount: { amount: '40.00' }, amount: { amount: '42.80' } },
    ]);
    const viewer = dataOf(await graph.execute(viewerWith('viewer', manager.orgId), query)).estimate;
    expect(viewer.totals).toEqual(insider.totals);
    expect(viewer.adjustments).toEqual(insider.adjustments.slice(0, 1));
    expect(viewer.positions).toMatchObject([
      { unitPrice: '10.70', baseAmount: { amount: '42.80' }, amount: { amount: '42.80' } },
    ]);
  });

  it('keeps a draft from being changed by somebody who sees other prices than are stored', async () => {
    const manager = viewerWith('manager');
    const { id, positions } = await graph.estimate(manager, { ...CONTENT, adjustments: [onCost] });
    for (const [name, input] of [
      ['updatePosition', { id: positions[0]?.id, unitPrice: '10.70' }],
      ['updateEstimate', { id, title: 'Mine' }],
      ['addPosition', { estimateId: id, name: 'P' }],
      ['addAdjustment', { estimateId: id, name: 'A', kind: 'MARKUP', value: '1' }],
    ] as const) {
      expect(codes(await graph.tryMutate(withoutCosts(manager), name, input))).toEqual(['FORBIDDEN']);
    }
  });

  it('warns of a percentage of unknown costs, and tells others that a review is needed only', async () => {
    const manager = viewerWith('manager');
    const adjustments = [onCost];
    const { id } = await graph.estimate(manager, { positions: [{ name: 'P', unitPrice: '5' }], adjustments });
    const query = `{ estimate(id: "${id}") { warnings { id code message adjustmentId } } }`;
    const [warning] = dataOf(await graph.execute(manager, query)).estimate.warnings;
    expect(warning).toMatchObject({ code: 'COST_UNKNOWN', id: `COST_UNKNOWN:${warning.adjustmentId}` });
    const clerk = withoutCosts(manager);
    expect(dataOf(await graph.execute(clerk, query)).estimate.warnings).toEqual([
      {
        id: 'NEEDS_REVIEW',
        code: 'NEEDS_REVIEW',
        message: 'The estimate needs a review by somebody who may see costs.',
        adjustmentId: null,
      },
    ]);
    const send = (viewer: Viewer, acknowledgedWarnings: string[]) =>
      graph.mutate(viewer, 'sendEstimate', { id, acknowledgedWarnings }, 'estimate { status }');
    const refused = { estimate: null, userErrors: [{ code: 'WARNINGS_NOT_ACKNOWLEDGED' }] };
    expect(await send(clerk, [warning.id, 'NEEDS_REVIEW'])).toMatchObject(refused);
    expect(await send(manager, [])).toMatchObject(refused);
    expect(await send(manager, [warning.id])).toMatchObject({ estimate: { status: 'SENT' }, userErrors: [] });
  });

  it('can be made only by those who may see costs: its amount would tell them', async () => {
    const manager = viewerWith('manager');
    const { id, sections } = await graph.estimate(manager, CONTENT);
    const attempts: [string, object][] = [
      ['updateEstimate', { id, adjustments: [onCost] }],
      ['addSection', { estimateId: id, name: 'S', adjustments: [onCost] }],
      ['updateSection', { id: sections[0]?.id, adjustments: [onCost] }],
      ['addAdjustment', { estimateId: id, ...onCost }],
      ['createEstimate', { title: 'T', currency: 'EUR', leadId: graph.lead(manager), adjustments: [onCost] }],
    ];
    for (const [name, input] of attempts) {
      const answer = await graph.tryMutate(withoutCosts(manager), name, input);
      expect([name, ...codes(answer)]).toEqual([name, 'FORBIDDEN']);
    }
  });
});

it('tells nothing of a cost by what it refuses', async () => {
  const manager = viewerWith('manager');
  const dear = { name: 'Dear', quantity: '1', unitPrice: '0', unitCost: '900000000' };
  const { positions } = await graph.estimate(manager, { positions: [dear, { ...dear, unitCost: '1' }] });
  const clerk = withoutCosts(manager);
  for (const { id } of positions) {
    const huge = await graph.mutate(clerk, 'updatePosition', { id, quantity: '999999999999' });
    expect(huge.userErrors).toEqual([]);
    const remark = await graph.mutate(clerk, 'updatePosition', { id, kind: 'TEXT' });
    expect(remark.userErrors).toEqual([]);
  }
});
