import { newId } from '../../../../service-kit/data/ids';
import { connectDatabase, inOrganization } from '../../../../service-kit/postgres/database';
import { ForgetTemplateClients1796900000752 } from '../../migrations/1796900000752-forget-template-clients';
import { errorsOf, useEstimates } from '../../../../testkit/estimates';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();
type Viewer = ReturnType<typeof viewerWith>;
const ROOM = {
  notes: 'Free of charge on Sundays',
  taxRate: '20',
  parameters: [{ name: 'area', label: 'Area, m²', value: '10' }],
  adjustments: [{ name: 'Overheads', kind: 'MARKUP', value: '10', base: 'COST' }],
  positions: [
    { name: 'Screed', formula: 'area', unitPrice: '12', unitCost: '6' },
    { name: 'Lamp', unitPrice: '40', choice: { taken: false } },
  ],
  sections: [{ name: 'Floor', positions: [{ name: 'Tiles', formula: 'area * 1.1', unitPrice: '30' }] }],
};
const READ = `estimate { id number status title notes taxRate parameters { name value } totals { payable { amount } }
  positions { originId name quantity unitCost choice { taken } } sections { name positions { quantity } } }`;

async function template(viewer: Viewer): Promise<{ id: string; estimateId: string }> {
  const { id: estimateId } = await graph.estimate(viewer, ROOM);
  const input = { estimateId, name: 'Floor', description: 'Screed and tiles' };
  const { template: made } = await graph.mutate(
    viewer,
    'saveTemplate',
    input,
    'template { id name positionCount currency parameters { name label value } }',
  );
  expect(made).toMatchObject({
    ...{ name: 'Floor', positionCount: 3, currency: 'EUR' },
    parameters: [{ name: 'area', label: 'Area, m²', value: '10' }],
  });
  return { id: made.id, estimateId };
}
const make = (viewer: Viewer, templateId: string, more: object = {}) =>
  graph.mutate(viewer, 'createFromTemplate', { templateId, leadId: graph.lead(viewer), ...more }, READ);

it('makes drafts with all that was in the estimate, and quantities that follow from the values given', async () => {
  const manager = viewerWith('manager');
  const { id, estimateId } = await template(manager);
  const { estimate } = await make(manager, id, {
    title: 'Kitchen',
    parameters: [{ name: 'area', value: '20' }],
  });
  expect(estimate).toMatchObject({
    ...{ number: null, status: 'DRAFT', title: 'Kitchen', notes: ROOM.notes, taxRate: '20' },
    parameters: [{ name: 'area', value: '20' }],
    positions: [
      { name: 'Screed', quantity: '20', unitCost: '6.00' },
      { name: 'Lamp', quantity: '1', choice: { taken: false } },
    ],
    sections: [{ name: 'Floor', positions: [{ quantity: '22' }] }],
    // 240 + 660 + what of 12.00 (10 % of the cost) the lamp, which is not taken, does not carry; and 20 % of tax.
    totals: { payable: { amount: '1093.79' } },
  });
  const plain = (await make(manager, id)).estimate;
  expect([plain.title, plain.positions[0].quantity]).toEqual(['Floor', '10']);
  const source = dataOf(
    await graph.execute(manager, `{ estimate(id: "${estimateId}") { positions { originId } } }`),
  );
  expect(source.estimate.positions[0].originId).not.toBe(plain.positions[0].originId);
});

it('varies no parameter of prices that are made of costs for who may not see costs', async () => {
  const manager = viewerWith('manager');
  const { id } = await template(manager);
  const permissions = new Set([...manager.permissions].filter((each) => !each.startsWith('costs:')));
  const blind = { ...manager, permissions };
  const varied = { templateId: id, leadId: graph.lead(manager), parameters: [{ name: 'area', value: '20' }] };
  expect(codes(await graph.tryMutate(blind, 'createFromTemplate', varied))).toEqual(['FORBIDDEN']);
  const plain = { ...varied, parameters: [] };
  const { createFromTemplate: made } = dataOf(
    await graph.tryMutate(blind, 'createFromTemplate', plain, 'estimate { title }'),
  );
  expect(made).toEqual({ estimate: { title: 'Floor' }, userErrors: [] });
});

it('stays as it was saved when its estimate is changed or deleted', async () => {
  const manager = viewerWith('manager');
  const { id, estimateId } = await template(manager);
  await graph.mutate(manager, 'deleteEstimate', { id: estimateId });
  expect((await make(manager, id)).estimate.positions).toHaveLength(2);
});

/** The estimate's own fields that the templates of an organisation keep. */
const stored = ({ orgId }: Viewer) =>
  inOrganization(graph.parts.source, orgId, async (db) => {
    await db.query(`SELECT set_config('app.purpose', 'trash', true)`); // the deleted ones, too
    return db.query<{ id: string; estimate: Record<string, unknown>; content: string }[]>(
      `SELECT id, content -> 'estimate' AS estimate, content::text FROM estimates.templates ORDER BY id`,
    );
  });

it('keeps nothing of whom its estimate was for, and of what became of it', async () => {
  const manager = viewerWith('manager');
  const client = { name: 'Анна Покупатель', details: ['Тайная улица, 5'] };
  const { id: estimateId, leadId } = await graph.estimate(manager, { ...ROOM, adjustments: [], client });
  await graph.mutate(manager, 'sendEstimate', { id: estimateId });
  await graph.mutate(manager, 'declineEstimate', { id: estimateId, reason: 'Слишком дорого' });
  await graph.mutate(manager, 'saveTemplate', { estimateId, name: 'Floor' });
  const [row, more] = await stored(manager);
  expect(more).toBeUndefined();
  expect(row?.content).not.toMatch(/Анна|Тайная|Слишком/);
  expect(row?.content).not.toContain(leadId);
  expect(Object.keys(row?.estimate ?? {}).sort()).toEqual(
    `adjustments coefficients currency defaultTaxRate minorUnits notes parameters payments policyVersion pricedByCost
     roundPayableTo rounding secondTax taxChosen taxId taxMode taxName taxRounding`.split(/\s+/),
  );
});

it('lets go of what earlier versions stored of clients, in the trash, too, and makes the same drafts', async () => {
  const [one, other] = [viewerWith('manager'), viewerWith('manager')];
  const made = await template(one);
  const thrown = await template(other);
  await graph.mutate(other, 'deleteTemplate', { id: thrown.id });
  const before = (await make(one, made.id)).estimate;
  for (const viewer of [one, other]) {
    await inOrganization(graph.parts.source, viewer.orgId, async (db) => {
      await db.query(`SELECT set_config('app.purpose', 'trash', true)`);
      await db.query(
        `UPDATE estimates.templates SET content = jsonb_set(content, '{estimate}', content -> 'estimate' || $1::jsonb)`,
        [{ leadId: newId(), client: { name: 'Анна' }, decisionEvidence: { name: 'Анна' }, payable: '5' }],
      );
    });
    expect((await stored(viewer))[0]?.content).toContain('Анна');
  }
  const { url } = graph.parts.database;
  const owner = await connectDatabase({ url, schema: 'estimates', entities: [], applicationName: 'test' });
  const runner = owner.createQueryRunner();
  try {
    await new ForgetTemplateClients1796900000752().up(runner);
  } finally {
    await runner.release();
    await owner.destroy();
  }
  for (const viewer of [one, other]) {
    const [row] = await stored(viewer);
    expect([row?.content.includes('Анна'), Object.keys(row?.estimate ?? {}).length]).toEqual([false, 17]);
  }
  const after = (await make(one, made.id)).estimate;
  expect({ ...after, id: before.id }).toEqual({
    ...before,
    positions: before.positions.map((row: object, index: number) => ({
      ...row,
      originId: after.positions[index].originId,
    })),
  });
});

it('can be made of what was sent', async () => {
  const manager = viewerWith('manager');
  const { id: estimateId } = await graph.estimate(manager, ROOM);
  const warned = { id: estimateId, acknowledgedWarnings: [] as string[] };
  const refused = await graph.mutate(manager, 'sendEstimate', warned);
  warned.acknowledgedWarnings = refused.userErrors.flatMap(
    ({ message }) => /"([^"]+)"/.exec(message)?.[1] ?? [],
  );
  expect((await graph.mutate(manager, 'sendEstimate', warned)).userErrors).toEqual([]);
  const { template: made } = await graph.mutate(
    manager,
    'saveTemplate',
    { estimateId, name: 'Sent' },
    'template { id }',
  );
  const { estimate } = await make(manager, made.id);
  expect([estimate.number, estimate.status, estimate.positions.length]).toEqual([null, 'DRAFT', 2]);
});

it.each<[object, string, string]>([
  [{ parameters: [{ name: 'height', value: '1' }] }, 'PARAMETER_NOT_FOUND', 'parameters.0.name'],
  [
    {
      parameters: [
        { name: 'area', value: '1' },
        { name: 'area', value: '2' },
      ],
    },
    'DUPLICATE_NAME',
    'parameters.1.name',
  ],
  [{ parameters: [{ name: 'area', value: '0.0000001' }] }, 'TOO_MANY_DECIMALS', 'parameters.0.value'],
  [{ title: '' }, 'REQUIRED', 'title'],
  [{ leadId: '00000000-0000-7000-8000-000000000000' }, 'LEAD_NOT_FOUND', 'leadId'],
])('refuses %j', async (input, code, path) => {
  const manager = viewerWith('manager');
  const { id } = await template(manager);
  const { userErrors, estimate } = await make(manager, id, input);
  expect([estimate, userErrors]).toMatchObject([null, [{ code, path: path.split('.') }]]);
});

it('is listed, renamed and deleted, and is nobody else’s', async () => {
  const manager = viewerWith('manager');
  const { id } = await template(manager);
  const stranger = viewerWith('owner');
  const read = `{ template(id: "${id}") { name version } templates { totalCount edges { node { id author { id } } } } }`;
  expect(errorsOf(await graph.execute(stranger, read))[0]).toContain('NOT_FOUND');
  for (const [mutation, input] of [
    ['updateTemplate', { id, name: 'Mine' }],
    ['deleteTemplate', { id }],
    ['createFromTemplate', { templateId: id, leadId: graph.lead(stranger) }],
  ] as const) {
    expect(codes(await graph.tryMutate(stranger, mutation, input))).toEqual(['NOT_FOUND']);
  }
  await graph.mutate(manager, 'updateTemplate', { id, name: 'Floors', expectedVersion: 1 });
  const { template: found, templates } = dataOf(await graph.execute(manager, read));
  expect(found).toEqual({ name: 'Floors', version: 2 });
  expect(templates).toEqual({ totalCount: 1, edges: [{ node: { id, author: { id: manager.userId } } }] });
  expect(codes(await graph.tryMutate(manager, 'updateTemplate', { id, expectedVersion: 1 }))).toEqual([
    'CONFLICT',
  ]);
  await graph.mutate(manager, 'deleteTemplate', { id });
  expect(errorsOf(await graph.execute(manager, read))[0]).toContain('NOT_FOUND');
});
