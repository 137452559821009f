import { newId } from '../../../../service-kit/data/ids';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { useEstimates } from '../../../../testkit/estimates';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();

/** Every field a position has for one who may see all of it. */
const POSITION = `position { id sectionId kind code name description unit quantity wastePercent quantityWithWaste unitPrice
  markup { mode value } discount { mode value } taxRate taxExempt effectiveTaxRate version
  baseAmount { amount } markupAmount { amount } discountAmount { amount } amount { amount }
  allocatedAdjustment { amount } net { amount } tax { amount } gross { amount } }`;

async function namesOf(viewer: Viewer, id: string): Promise<string> {
  const answer = await graph.execute(
    viewer,
    `{ estimate(id: "${id}") { positions { name } sections { name positions { name } } } }`,
  );
  const { positions, sections } = dataOf(answer).estimate;
  const names = (rows: { name: string }[]) => rows.map(({ name }) => name).join(' ');
  return [
    names(positions),
    ...sections.map((section: { name: string; positions: { name: string }[] }) => {
      return `${section.name}(${names(section.positions)})`;
    }),
  ].join(' ');
}

const named = (...names: string[]) => names.map((name) => ({ name, unitPrice: '1' }));

describe('addPosition', () => {
  it('adds a priced position with all its fields', async () => {
    const manager = viewerWith('manager');
    const adjustments = [{ name: 'Loyalty', kind: 'DISCOUNT', mode: 'FIXED', value: '10' }];
    const { id, sections } = await graph.estimate(manager, { adjustments, sections: [{ name: 'S' }] });
    const input = {
      estimateId: id,
      sectionId: sections[0]?.id,
      kind: 'MATERIAL',
      code: 'P-1',
      name: ' Paint ',
      description: 'White',
      unit: 'l',
      quantity: '10',
      wastePercent: '5',
      unitPrice: '12.3456',
      markup: { value: '10' },
      discount: { mode: 'FIXED', value: '2.59' },
      taxRate: '7.5',
    };
    const { position } = await graph.mutate(manager, 'addPosition', input, POSITION);
    expect(position).toEqual({
      id: expect.any(String),
      sectionId: sections[0]?.id,
      kind: 'MATERIAL',
      code: 'P-1',
      name: 'Paint',
      description: 'White',
      unit: 'l',
      quantity: '10',
      wastePercent: '5',
      quantityWithWaste: '10.5',
      unitPrice: '12.3456',
      markup: { mode: 'PERCENT', value: '10' },
      discount: { mode: 'FIXED', value: '2.59' },
      taxRate: '7.5',
      taxExempt: false,
      effectiveTaxRate: '7.5',
      version: 1,
      baseAmount: { amount: '129.63' },
      markupAmount: { amount: '12.96' },
      discountAmount: { amount: '2.59' },
      amount: { amount: '140.00' },
      allocatedAdjustment: { amount: '-10.00' },
      net: { amount: '130.00' },
      tax: { amount: '9.75' },
      gross: { amount: '139.75' },
    });
  });

  it('puts a position last, or right before or after another', async () => {
    const manager = viewerWith('manager');
    const { id, positions } = await graph.estimate(manager, { positions: named('A', 'B') });
    const a = positions[0]?.id;
    await graph.mutate(manager, 'addPosition', { estimateId: id, name: 'last' });
    await graph.mutate(manager, 'addPosition', { estimateId: id, name: 'after', afterId: a });
    await graph.mutate(manager, 'addPosition', { estimateId: id, name: 'before', beforeId: a });
    expect(await namesOf(manager, id)).toBe('before A after B last');
  });

  it.each([
    [{ name: '' }, 'REQUIRED', 'name'],
    [{ name: 'x'.repeat(501) }, 'TOO_LONG', 'name'],
    [{ unit: 'x'.repeat(51) }, 'TOO_LONG', 'unit'],
    [{ quantity: '-1000000000000' }, 'BELOW_MINIMUM', 'quantity'],
    [{ quantity: '1.1234567' }, 'TOO_MANY_DECIMALS', 'quantity'],
    [{ quantity: '1000000000000' }, 'ABOVE_MAXIMUM', 'quantity'],
    [{ unitPrice: '1000000000' }, 'ABOVE_MAXIMUM', 'unitPrice'],
    [{ unitPrice: '-1000000000' }, 'BELOW_MINIMUM', 'unitPrice'],
    [{ unitCost: '1000000000' }, 'ABOVE_MAXIMUM', 'unitCost'],
    [{ wastePercent: '101' }, 'ABOVE_MAXIMUM', 'wastePercent'],
    [{ markup: { value: '1000' } }, 'ABOVE_MAXIMUM', 'markup.value'],
    [{ discount: { value: '100.5' } }, 'ABOVE_MAXIMUM', 'discount.value'],
    [{ unitPrice: '5', discount: { mode: 'FIXED', value: '6' } }, 'DISCOUNT_EXCEEDS_LINE', 'discount.value'],
    [{ unitPrice: '5', discount: { mode: 'FIXED', value: '0.005' } }, 'TOO_MANY_DECIMALS', 'discount.value'],
    [{ taxRate: '100.1' }, 'ABOVE_MAXIMUM', 'taxRate'],
    [{ taxRate: '7', taxExempt: true }, 'TAX_RATE_AND_EXEMPT', 'taxRate'],
    [{ kind: 'TEXT', unitPrice: '5' }, 'TEXT_CARRIES_AMOUNT', 'kind'],
    [{ kind: 'TEXT', unitCost: '5' }, 'TEXT_CARRIES_AMOUNT', 'kind'],
    [{ sectionId: newId() }, 'SECTION_NOT_FOUND', 'sectionId'],
    [{ sectionId: 'x' }, 'SECTION_NOT_FOUND', 'sectionId'],
    [{ afterId: newId() }, 'POSITION_NOT_FOUND', 'afterId'],
    [{ quantity: '900000000', unitPrice: '900000000' }, 'AMOUNT_OUT_OF_RANGE', ''],
  ])('refuses %j', async (input, code, path) => {
    const manager = viewerWith('manager');
    const { id } = await graph.estimate(manager);
    const whole = { estimateId: id, name: 'Position', ...input };
    const payload = await graph.mutate(manager, 'addPosition', whole, 'position { id }');
    const parts = path === '' ? [] : path.split('.');
    expect(payload).toMatchObject({ position: null, userErrors: [{ code, path: parts }] });
    expect(payload.userErrors).toHaveLength(1);
    expect(await namesOf(manager, id)).toBe('');
  });

  it('refuses a number that is no plain decimal', async () => {
    const manager = viewerWith('manager');
    const { id } = await graph.estimate(manager);
    for (const quantity of ['1e3', '1,5', 'NaN', 1.5]) {
      const answer = await graph.tryMutate(manager, 'addPosition', { estimateId: id, name: 'P', quantity });
      expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
    }
  });
});

describe('addPositions', () => {
  it('adds many in order, each last in its section', async () => {
    const manager = viewerWith('manager');
    const { id, sections } = await graph.estimate(manager, {
      positions: named('A'),
      sections: [{ name: 'S', positions: named('X') }],
    });
    const sectionId = sections[0]?.id;
    const positions = [...named('B'), { name: 'Y', sectionId }, ...named('C'), { name: 'Z', sectionId }];
    const payload = await graph.mutate(
      manager,
      'addPositions',
      { estimateId: id, positions },
      'positions { name } estimate { version }',
    );
    expect(payload['positions']).toEqual([{ name: 'B' }, { name: 'Y' }, { name: 'C' }, { name: 'Z' }]);
    expect(payload['estimate']).toEqual({ version: 2 });
    expect(await namesOf(manager, id)).toBe('A B C S(X Y Z)');
  });

  it('adds none when one has a mistake, and tells which', async () => {
    const manager = viewerWith('manager');
    const { id } = await graph.estimate(manager);
    const positions = [
      ...named('A', 'B'),
      { name: '', quantity: '-1000000000000' },
      { name: 'C', unitPrice: '1000000000' },
    ];
    const { userErrors } = await graph.mutate(manager, 'addPositions', { estimateId: id, positions });
    expect(userErrors.map(({ code, path }) => `${code} ${path.join('.')}`)).toEqual([
      'REQUIRED positions.2.name',
      'BELOW_MINIMUM positions.2.quantity',
      'ABOVE_MAXIMUM positions.3.unitPrice',
    ]);
    expect(await namesOf(manager, id)).toBe('');
  });

  it.each([
    [0, 'REQUIRED'],
    [501, 'TOO_MANY_ITEMS'],
  ])('refuses %i at once', async (count, code) => {
    const manager = viewerWith('manager');
    const { id } = await graph.estimate(manager);
    const positions = Array.from({ length: count }, () => ({ name: 'P' }));
    expect(await graph.mutate(manager, 'addPositions', { estimateId: id, positions })).toMatchObject({
      userErrors: [{ code, path: ['positions'] }],
    });
  });

  it('costs the same number of statements for one and for 500', async () => {
    const manager = viewerWith('manager');
    const { id } = await graph.estimate(manager);
    const statements = async (count: number) => {
      const positions = Array.from({ length: count }, (_, index) => ({
        name: `P${index}`,
        unitPrice: '1.5',
      }));
      const answer = await graph.tryMutate(manager, 'addPositions', { estimateId: id, positions });
      expect(dataOf(answer).addPositions.userErrors).toEqual([]);
      return answer.statements.length;
    };
    expect(await statements(1)).toBe(6);
    expect(await statements(500)).toBe(6);
  });
});

it("changes no position of another organisation's, and needs estimates:write", async () => {
  const manager = viewerWith('manager');
  const { id, positions } = await graph.estimate(manager, { positions: named('A') });
  const position = positions[0]?.id;
  const attempts: [string, object][] = [
    ['addPosition', { estimateId: id, name: 'Mine' }],
    ['addPositions', { estimateId: id, positions: [{ name: 'Mine' }] }],
    ['updatePosition', { id: position, name: 'Mine' }],
    ['updatePositions', { estimateId: id, positions: [{ id: position, name: 'Mine' }] }],
    ['movePosition', { id: position }],
    ['copyPosition', { id: position }],
    ['removePosition', { id: position }],
  ];
  for (const [name, input] of attempts) {
    const foreign = await graph.tryMutate(viewerWith('owner'), name, input);
    expect([name, ...codes(foreign)]).toEqual([name, 'NOT_FOUND']);
    const reader = await graph.tryMutate(viewerWith('viewer', manager.orgId), name, input);
    expect([name, ...codes(reader)]).toEqual([name, 'FORBIDDEN']);
  }
  expect(await namesOf(manager, id)).toBe('A');
});

describe('a list of more than a thousand positions', () => {
  it('is refused where it would come at once, and read by allPositions a thousand a page', async () => {
    const manager = viewerWith('manager');
    const leadId = graph.lead(manager);
    const positions = Array.from({ length: 1_001 }, (_, i) => ({ name: `P${i}`, unitPrice: '1' }));
    const input = { leadId, title: 'Long', currency: 'EUR', taxRate: '20', positions };
    const { estimate } = await graph.mutate(manager, 'createEstimate', input, 'estimate { id }');
    const ask = (fields: string) =>
      graph.execute(manager, `{ estimate(id: "${estimate.id}") { ${fields} } }`);

    const refused = await ask('positions { id }');
    expect(refused.errors[0]).toMatchObject({
      message: expect.stringContaining('1001 positions here; 1000 can be given at once') as string,
      extensions: { code: 'LIST_TOO_LONG', instead: 'allPositions' },
    });
    // Counted, and nothing of it read.
    const about = refused.statements.filter((sql) => sql.includes('positions'));
    expect(about.map((sql) => /NOT EXISTS|count\(\*\)/.exec(sql)?.[0])).toEqual(['NOT EXISTS', 'count(*)']);

    // Beside it, others are read all the same.
    const short = await graph.estimate(manager, { positions: named('A', 'B') });
    const both = await graph.execute(
      manager,
      `{ long: estimate(id: "${estimate.id}") { positions { id } } short: estimate(id: "${short.id}") { positions { name } } }`,
    );
    expect(codes(both)).toEqual(['LIST_TOO_LONG']);
    expect(both.data).toMatchObject({ short: { positions: [{ name: 'A' }, { name: 'B' }] } });
    const page = dataOf(
      await ask('allPositions(first: 1000) { pageInfo { hasNextPage } edges { node { name } } }'),
    );
    expect(page.estimate.allPositions.edges).toHaveLength(1_000);
    expect(page.estimate.allPositions.pageInfo).toEqual({ hasNextPage: true });
    expect(codes(await ask('allPositions(first: 1001) { totalCount }'))).toEqual(['BAD_USER_INPUT']);
  });
});
