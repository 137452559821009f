import { newId } from '../../../../service-kit/ids';
import type { Viewer } from '../../../../service-kit/viewer';
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
    [{ quantity: '-1' }, 'BELOW_MINIMUM', 'quantity'],
    [{ quantity: '1.1234567' }, 'TOO_MANY_DECIMALS', 'quantity'],
    [{ quantity: '1000000000000' }, 'ABOVE_MAXIMUM', 'quantity'],
    [{ unitPrice: '1000000000' }, 'ABOVE_MAXIMUM', 'unitPrice'],
    [{ unitPrice: '-0.01' }, 'BELOW_MINIMUM', 'unitPrice'],
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
      { name: '', quantity: '-1' },
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
    expect(await statements(1)).toBe(5);
    expect(await statements(500)).toBe(5);
  });
});

describe('updatePosition and updatePositions', () => {
  it('change what is given, clear what is null, and leave the rest', async () => {
    const manager = viewerWith('manager');
    const position = {
      name: 'Paint',
      code: 'P',
      unit: 'l',
      quantity: '2',
      unitPrice: '3',
      markup: { value: '10' },
      taxRate: '7',
    };
    const { positions } = await graph.estimate(manager, { positions: [position] });
    const id = positions[0]?.id;
    const change = async (input: object) =>
      (await graph.mutate(manager, 'updatePosition', { id, ...input }, POSITION))['position'];
    expect(await change({ quantity: '5', expectedVersion: 1 })).toMatchObject({
      name: 'Paint',
      code: 'P',
      quantity: '5',
      amount: { amount: '16.50' },
      version: 2,
    });
    expect(await change({ code: null, markup: null, taxRate: null })).toMatchObject({
      code: null,
      unit: 'l',
      markup: null,
      amount: { amount: '15.00' },
      taxRate: null,
      effectiveTaxRate: '20',
    });
    expect(await change({ taxExempt: true })).toMatchObject({ taxExempt: true, effectiveTaxRate: null });
    expect(await change({ taxExempt: false })).toMatchObject({ taxExempt: false, effectiveTaxRate: '20' });
  });

  it.each([
    [{ name: null }, 'REQUIRED', 'name'],
    [{ quantity: null }, 'REQUIRED', 'quantity'],
    [{ kind: null }, 'REQUIRED', 'kind'],
    [{ unitPrice: '1000000000' }, 'ABOVE_MAXIMUM', 'unitPrice'],
    [{ kind: 'TEXT' }, 'TEXT_CARRIES_AMOUNT', 'kind'],
    [{ discount: { mode: 'FIXED', value: '2' } }, 'DISCOUNT_EXCEEDS_LINE', 'discount.value'],
  ])('refuse %j', async (input, code, path) => {
    const manager = viewerWith('manager');
    const { id, positions } = await graph.estimate(manager, { positions: named('A') });
    const item = { id: positions[0]?.id, ...input };
    expect(await graph.mutate(manager, 'updatePosition', item)).toMatchObject({
      userErrors: [{ code, path: path.split('.') }],
    });
    expect(
      await graph.mutate(manager, 'updatePositions', { estimateId: id, positions: [item] }),
    ).toMatchObject({
      userErrors: [{ code, path: ['positions', '0', ...path.split('.')] }],
    });
  });

  it('change many at once, all or none', async () => {
    const manager = viewerWith('manager');
    const { id, positions } = await graph.estimate(manager, { positions: named('A', 'B', 'C') });
    const items = positions.map((position, index) => ({ id: position.id, unitPrice: `${index + 5}` }));
    const payload = await graph.mutate(
      manager,
      'updatePositions',
      { estimateId: id, positions: items },
      'positions { name unitPrice version } estimate { totals { net { amount } } }',
    );
    expect(payload).toMatchObject({
      positions: [
        { name: 'A', unitPrice: '5.00', version: 2 },
        { name: 'B', unitPrice: '6.00', version: 2 },
        { name: 'C', unitPrice: '7.00', version: 2 },
      ],
      estimate: { totals: { net: { amount: '18.00' } } },
    });
    const late = [
      { id: positions[0]?.id, name: 'X' },
      { id: positions[1]?.id, name: 'Y', expectedVersion: 1 },
    ];
    const answer = await graph.tryMutate(manager, 'updatePositions', { estimateId: id, positions: late });
    expect(answer.errors[0]?.extensions).toEqual({ code: 'CONFLICT', expectedVersion: 1, currentVersion: 2 });
    expect(await namesOf(manager, id)).toBe('A B C');
  });

  it('refuse a position of another estimate, and one that occurs twice', async () => {
    const manager = viewerWith('manager');
    const { id, positions } = await graph.estimate(manager, { positions: named('A') });
    const other = await graph.estimate(manager, { positions: named('B') });
    const [a, b] = [positions[0]?.id, other.positions[0]?.id];
    const codeFor = async (...ids: unknown[]) => {
      const items = ids.map((id) => ({ id, name: 'X' }));
      return (await graph.mutate(manager, 'updatePositions', { estimateId: id, positions: items }))
        .userErrors[0];
    };
    expect(await codeFor(a, b)).toMatchObject({ code: 'POSITION_NOT_FOUND', path: ['positions', '1', 'id'] });
    expect(await codeFor(a, 'x')).toMatchObject({
      code: 'POSITION_NOT_FOUND',
      path: ['positions', '1', 'id'],
    });
    expect(await codeFor(a, a)).toMatchObject({ code: 'DUPLICATE_ID', path: ['positions', '1', 'id'] });
  });
});

describe('movePosition, copyPosition, removePosition', () => {
  it('move a position within its section, into another and out of it', async () => {
    const manager = viewerWith('manager');
    const { id, positions, sections } = await graph.estimate(manager, {
      positions: named('A', 'B', 'C'),
      sections: [{ name: 'S', positions: named('X') }],
    });
    const [a, b, c] = positions.map((position) => position.id);
    const sectionId = sections[0]?.id;
    const move = (input: object) => graph.mutate(manager, 'movePosition', input);
    await move({ id: a, afterId: b });
    expect(await namesOf(manager, id)).toBe('B A C S(X)');
    await move({ id: c, beforeId: b });
    expect(await namesOf(manager, id)).toBe('C B A S(X)');
    await move({ id: b, sectionId, beforeId: sections[0]?.positions[0]?.id });
    expect(await namesOf(manager, id)).toBe('C A S(B X)');
    await move({ id: b, sectionId: null });
    expect(await namesOf(manager, id)).toBe('C A B S(X)');
    expect(await move({ id: b, afterId: sections[0]?.positions[0]?.id })).toMatchObject({
      userErrors: [{ code: 'POSITION_NOT_FOUND', path: ['afterId'] }],
    });
  });

  it('write one row for a move', async () => {
    const manager = viewerWith('manager');
    const { positions } = await graph.estimate(manager, { positions: named('A', 'B', 'C', 'D') });
    const versions = async () => {
      const sql =
        'SELECT count(*)::int AS moved FROM estimates.positions WHERE rank NOT IN (0, 1073741824, 2147483648, 3221225472)';
      return graph.parts.source.transaction(async (db) => {
        await db.query(`SELECT set_config('app.org_id', $1, true)`, [manager.orgId]);
        return db.query(sql);
      });
    };
    await graph.mutate(manager, 'movePosition', { id: positions[3]?.id, afterId: positions[0]?.id });
    expect(await versions()).toEqual([{ moved: 1 }]);
  });

  it('copy a position right after it, or elsewhere', async () => {
    const manager = viewerWith('manager');
    const { id, positions, sections } = await graph.estimate(manager, {
      positions: named('A', 'B'),
      sections: [{ name: 'S', positions: named('X') }],
    });
    const { position, estimate } = await graph.mutate(
      manager,
      'copyPosition',
      { id: positions[0]?.id },
      'position { id name version } estimate { totals { net { amount } } }',
    );
    expect(position).toEqual({
      id: expect.not.stringMatching(String(positions[0]?.id)),
      name: 'A',
      version: 1,
    });
    expect(estimate.totals.net.amount).toBe('4.00');
    await graph.mutate(manager, 'copyPosition', { id: positions[0]?.id, sectionId: sections[0]?.id });
    expect(await namesOf(manager, id)).toBe('A A B S(X A)');
  });

  it('remove a position, and the totals follow', async () => {
    const manager = viewerWith('manager');
    const { positions } = await graph.estimate(manager, { positions: named('A', 'B') });
    const input = { id: positions[0]?.id };
    const fields = 'removedId estimate { positions { name } totals { net { amount } } }';
    expect(await graph.mutate(manager, 'removePosition', input, fields)).toMatchObject({
      removedId: input.id,
      estimate: { positions: [{ name: 'B' }], totals: { net: { amount: '1.00' } } },
    });
    expect(codes(await graph.tryMutate(manager, 'removePosition', input))).toEqual(['NOT_FOUND']);
  });

  it('tell the current version when another one was expected', async () => {
    const manager = viewerWith('manager');
    const { positions } = await graph.estimate(manager, { positions: named('A') });
    for (const name of ['updatePosition', 'movePosition', 'removePosition']) {
      const answer = await graph.tryMutate(manager, name, { id: positions[0]?.id, expectedVersion: 9 });
      expect(answer.errors[0]?.extensions).toEqual({
        code: 'CONFLICT',
        expectedVersion: 9,
        currentVersion: 1,
      });
    }
  });

  it('keep the order a list would have after many moves to one place', async () => {
    const manager = viewerWith('manager');
    const names = Array.from({ length: 6 }, (_, index) => `P${index}`);
    const { id, positions } = await graph.estimate(manager, { positions: named(...names) });
    const model = positions.map((position, index) => ({ id: position.id, name: names[index] as string }));
    // Always into the same gap, which thirty halvings use up.
    for (let turn = 0; turn < 40; turn += 1) {
      const [moved] = model.splice(2 + (turn % 4), 1) as [{ id: string; name: string }];
      await graph.mutate(manager, 'movePosition', { id: moved.id, afterId: model[0]?.id });
      model.splice(1, 0, moved);
    }
    expect(await namesOf(manager, id)).toBe(model.map(({ name }) => name).join(' '));
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
