import { useEstimates } from '../../../../testkit/estimates';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();
type Viewer = ReturnType<typeof viewerWith>;
const ROOM = {
  parameters: [
    { name: 'length', label: 'Длина', value: '5' },
    { name: 'width', value: '4' },
    { name: 'height', value: '2.7' },
  ],
  positions: [
    { name: 'Paint', formula: 'ceil(walls / 8)', unitPrice: '30', unit: 'can' },
    {
      name: 'Walls',
      variable: 'walls',
      formula: '2 * (length + width) * height - doors * 1.8',
      unitPrice: '10',
    },
    { name: 'Doors', variable: 'doors', quantity: '2', unitPrice: '100' },
    { name: 'Third', formula: 'length / 3', unitPrice: '1' },
  ],
};
const quantities = async (viewer: Viewer, id: string) => {
  const read = `{ estimate(id: "${id}") { version parameters { name label value } positions { quantity } } }`;
  const { estimate } = dataOf(await graph.execute(viewer, read));
  return estimate.positions.map(({ quantity }: { quantity: string }) => quantity);
};

it('lets quantities follow from parameters and from one another, to six decimals, whatever their order', async () => {
  const manager = viewerWith('manager');
  const { id, positions } = await graph.estimate(manager, ROOM);
  expect(await quantities(manager, id)).toEqual(['6', '45', '2', '1.666667']);
  await graph.mutate(manager, 'updatePosition', { id: positions[2]?.id, quantity: '3' });
  expect(await quantities(manager, id)).toEqual(['6', '43.2', '3', '1.666667']);
  const parameters = [...ROOM.parameters.slice(0, 2), { name: 'height', value: '3' }];
  await graph.mutate(manager, 'updateEstimate', { id, parameters });
  expect(await quantities(manager, id)).toEqual(['7', '48.6', '3', '1.666667']);
  await graph.mutate(manager, 'updatePosition', { id: positions[0]?.id, formula: null, quantity: '9' });
  expect((await quantities(manager, id))[0]).toBe('9');
});

it('gives a copy the formula, and not the name', async () => {
  const manager = viewerWith('manager');
  const { id, positions } = await graph.estimate(manager, ROOM);
  const { position } = await graph.mutate(
    manager,
    'copyPosition',
    { id: positions[1]?.id },
    'position { formula variable quantity }',
  );
  expect(position).toEqual({ formula: ROOM.positions[1]?.formula, variable: null, quantity: '45' });
  const again = await graph.mutate(manager, 'duplicateEstimate', { id }, 'estimate { id }');
  expect(await quantities(manager, again.estimate.id)).toEqual(['6', '45', '45', '2', '1.666667']);
});

it.each<[string, object[], string, string]>([
  [
    'a name that is nobody’s',
    [{ name: 'A', formula: 'nobody + 1' }],
    'FORMULA_UNKNOWN_NAME',
    'positions.0.formula',
  ],
  [
    'a division by zero',
    [{ name: 'A', formula: '1 / (length - 5)' }],
    'FORMULA_DIVIDES_BY_ZERO',
    'positions.0.formula',
  ],
  ['what can’t be read', [{ name: 'A', formula: 'length *' }], 'FORMULA_NOT_READABLE', 'positions.0.formula'],
  ['itself', [{ name: 'A', variable: 'a', formula: 'a + 1' }], 'FORMULA_CYCLE', 'positions.0.formula'],
  [
    'a circle',
    [
      { name: 'A', variable: 'a', formula: 'b' },
      { name: 'B', variable: 'b', formula: 'c' },
      { name: 'C', variable: 'c', formula: 'a' },
    ],
    'FORMULA_CYCLE',
    'positions.0.formula',
  ],
  [
    'areas and pieces added up',
    [
      { name: 'A', variable: 'a', quantity: '10', unit: 'м2' },
      { name: 'B', variable: 'b', quantity: '2', unit: 'шт' },
      { name: 'C', formula: 'length + max(a, 2 * length, b)' },
    ],
    'UNIT_DOES_NOT_FIT',
    'positions.2.formula',
  ],
  [
    'an area where a length is wanted',
    [
      { name: 'A', variable: 'a', quantity: '10', unit: 'пог. м' },
      { name: 'B', variable: 'b', quantity: '3', unit: 'lm' },
      { name: 'C', formula: 'round(a * b, 2)', unit: 'м' },
    ],
    'UNIT_DOES_NOT_FIT',
    'positions.2.formula',
  ],
  ['too much', [{ name: 'A', formula: '999999999999 * 1000' }], 'FORMULA_TOO_LARGE', 'positions.0.formula'],
  [
    'a name twice',
    [
      { name: 'A', variable: 'a' },
      { name: 'B', variable: 'a' },
    ],
    'DUPLICATE_NAME',
    'positions.1.variable',
  ],
  ['a parameter’s name', [{ name: 'A', variable: 'length' }], 'DUPLICATE_NAME', 'positions.0.variable'],
  ['a name with a space', [{ name: 'A', variable: 'a b' }], 'BAD_NAME', 'positions.0.variable'],
  ['a function’s name', [{ name: 'A', variable: 'max' }], 'BAD_NAME', 'positions.0.variable'],
])('refuses %s, and says where', async (_what, positions, code, path) => {
  const manager = viewerWith('manager');
  const input = { leadId: graph.lead(manager), title: 'T', currency: 'EUR', taxRate: '0' };
  const { parameters } = ROOM;
  const { userErrors } = await graph.mutate(manager, 'createEstimate', { ...input, parameters, positions });
  expect(userErrors).toMatchObject([{ code, path: path.split('.') }]);
  if (_what === 'a circle') expect(userErrors[0]?.message).toContain('a → b → c → a');
});

it('takes what fits by its unit, and what is converted; refuses a unit that no longer fits its formula', async () => {
  const manager = viewerWith('manager');
  const { id, positions } = await graph.estimate(manager, {
    parameters: ROOM.parameters,
    positions: [
      { name: 'Long', variable: 'long', quantity: '5', unit: 'м.п.' },
      { name: 'Wide', variable: 'wide', quantity: '4', unit: 'm' },
      { name: 'Doors', variable: 'doors', quantity: '2', unit: 'компл.' },
      { name: 'Floor', variable: 'slab', formula: 'long * wide', unit: 'кв.м' },
      { name: 'Walls', formula: 'slab / long * height + doors * 2', unit: 'sq m' },
      { name: 'Screed', formula: 'slab * 8.5 + 10', unit: 'кг' },
      { name: 'Edge', formula: 'doors * wide', unit: 'м' },
      { name: 'Hundred', formula: 'slab / 100', unit: '100 м2' },
      { name: 'Own', formula: 'max(slab, long * 2)', unit: 'bucket of mine' },
    ],
  });
  const refused = await graph.mutate(manager, 'updatePosition', { id: positions[0]?.id, unit: 'шт' });
  expect(refused.userErrors).toMatchObject([
    { code: 'UNIT_DOES_NOT_FIT', path: [], message: expect.stringContaining('“Floor”') },
  ]);
  const { userErrors } = await graph.mutate(manager, 'updatePosition', { id: positions[6]?.id, unit: 'м2' });
  expect(userErrors).toMatchObject([
    { message: 'The formula comes to m, and the position is counted in м2.' },
  ]);
  expect((await quantities(manager, id)).slice(3, 6)).toEqual(['20', '14.8', '180']);
});

it('names the position where an edit elsewhere breaks its formula, and changes nothing', async () => {
  const manager = viewerWith('manager');
  const { id, positions } = await graph.estimate(manager, ROOM);
  const { userErrors } = await graph.mutate(manager, 'removePosition', { id: positions[2]?.id });
  expect(userErrors).toMatchObject([
    { code: 'FORMULA_UNKNOWN_NAME', path: [], message: expect.stringContaining('Walls') },
  ]);
  expect(await quantities(manager, id)).toHaveLength(4);
});

it('refuses formulas that go a hundred deep, and answers for five hundred that don’t', async () => {
  const manager = viewerWith('manager');
  const chain = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      name: `P${index}`,
      variable: `p${index}`,
      formula: index === count - 1 ? '1' : `p${index + 1} + 1`,
    }));
  const input = { leadId: graph.lead(manager), title: 'T', currency: 'EUR', taxRate: '0' };
  const deep = await graph.mutate(manager, 'createEstimate', { ...input, positions: chain(150) });
  expect(deep.userErrors).toMatchObject([{ code: 'FORMULA_TOO_LARGE' }]);
  const long = Array.from({ length: 700 }, (_, index) => ({
    name: `L${index}`,
    formula: Array(90).fill('1.25').join('+'),
  }));
  const { userErrors } = await graph.mutate(manager, 'createEstimate', { ...input, positions: long });
  expect(userErrors).toMatchObject([
    { code: 'FORMULA_TOO_LARGE', message: expect.stringContaining('300000') },
  ]);
  const flat = await graph.mutate(manager, 'createEstimate', { ...input, positions: chain(500).reverse() });
  expect(flat.userErrors).toEqual([]);
});
