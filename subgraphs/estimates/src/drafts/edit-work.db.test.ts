import { useEstimates } from '../../../../testkit/estimates';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { calculateInPieces } from '../calculation/totals';

/* What an edit costs: one calculation, and as many statements whatever its payload shows. */

jest.mock('../calculation/totals', () => {
  const actual: { calculateInPieces(input: never): unknown } = jest.requireActual('../calculation/totals');
  return { ...actual, calculateInPieces: jest.fn(actual.calculateInPieces) };
});

const graph = useEstimates();

/** All that follows from an estimate's content. */
const ALL = `estimate { id title version updatedAt totals { total { amount } taxGroups { rate tax { amount } } payable { amount } }
  costTotals { cost { amount } margin { amount } marginPercent }
  adjustments { name value amount { amount } }
  allSections { id name depth subtotal { amount } total { amount } adjustments { value amount { amount } } }
  allPositions(first: 100) { edges { node { id name quantity unitPrice unitCost amount { amount } net { amount } tax { amount }
    gross { amount } margin { amount } version updatedAt taxRate effectiveTaxRate markup { mode value } } } } }`;
const FEW = 'estimate { id }';

const manager = viewerWith('owner');
const content = {
  adjustments: [{ name: 'Loyalty', kind: 'DISCOUNT', mode: 'PERCENT', value: '2.50' }],
  positions: [
    { name: 'A', unitPrice: '12.5', quantity: '3.10', unitCost: '4' },
    { name: 'B', unitPrice: '100', markup: { value: '10.0' } },
  ],
  sections: [{ name: 'S', positions: [{ name: 'C', unitPrice: '5.000', taxRate: '7.50' }] }],
};
const made = () => graph.estimate(manager, content);
type Made = Awaited<ReturnType<typeof made>>;

/** The audit's entry is one statement of each; sending keeps the letterhead and the client's files, and tells of itself, and of who is responsible, by an event, too. */
const EDITS: readonly [mutation: string, inputOf: (estimate: Made) => object, statements: number][] = [
  ['addPosition', ({ id }) => ({ estimateId: id, name: 'D', unitPrice: '7.77' }), 6],
  ['addPositions', ({ id }) => ({ estimateId: id, positions: [{ name: 'D' }, { name: 'E' }] }), 6],
  ['updatePosition', ({ positions: [position] }) => ({ id: position?.id, quantity: '4' }), 8],
  [
    'movePosition',
    ({ positions: [position], sections: [section] }) => ({ id: position?.id, sectionId: section?.id }),
    8,
  ],
  ['removePosition', ({ positions: [position] }) => ({ id: position?.id }), 8],
  ['addSection', ({ id }) => ({ estimateId: id, name: 'T' }), 6],
  ['updateSection', ({ sections: [section] }) => ({ id: section?.id, name: 'S2' }), 7],
  ['updateEstimate', ({ id }) => ({ id, roundPayableTo: '10' }), 5],
  ['sendEstimate', ({ id }) => ({ id, acknowledgedWarnings: [] }), 16],
];

it.each(EDITS)(
  '%s calculates once and reads nothing again for its payload',
  async (mutation, inputOf, most) => {
    const counts: number[] = [];
    for (const fields of [FEW, ALL]) {
      const input = inputOf(await made());
      jest.mocked(calculateInPieces).mockClear();
      const { statements, ...answer } = await graph.tryMutate(manager, mutation, input, fields);
      expect(dataOf({ statements, ...answer })[mutation].userErrors).toEqual([]);
      expect(calculateInPieces).toHaveBeenCalledTimes(1);
      counts.push(statements.length);
    }
    expect(counts[0]).toBe(counts[1]);
    expect(counts[0]).toBeLessThanOrEqual(most);
  },
);

it('a new title costs no calculation, and reads neither sections nor positions', async () => {
  const { id } = await made();
  jest.mocked(calculateInPieces).mockClear();
  const answer = await graph.tryMutate(
    manager,
    'updateEstimate',
    { id, title: 'Bath' },
    'estimate { title version }',
  );
  expect(dataOf(answer)['updateEstimate'].estimate).toEqual({ title: 'Bath', version: 2 });
  expect(calculateInPieces).not.toHaveBeenCalled();
  expect(
    answer.statements.filter((sql) => /estimates\.(sections|positions)|"(sections|positions)"/.test(sql)),
  ).toEqual([]);
});

it('reads an estimate without calculating anything', async () => {
  const { id } = await made();
  jest.mocked(calculateInPieces).mockClear();
  dataOf(await graph.execute(manager, `{ ${ALL.replace('estimate', `estimate(id: "${id}")`)} }`));
  expect(calculateInPieces).not.toHaveBeenCalled();
});

it.each<[string, (estimate: Made) => object]>([
  ['updateEstimate', ({ id }) => ({ id, title: 'Kitchen', roundPayableTo: null, taxRate: '20.0' })],
  ['updateSection', ({ sections: [section] }) => ({ id: section?.id, name: 'S', description: null })],
  [
    'updatePosition',
    ({ positions: [position] }) => ({ id: position?.id, unitPrice: '12.500', quantity: '3.1' }),
  ],
  ['movePosition', ({ sections: [section] }) => ({ id: section?.positions[0]?.id })],
  ['moveSection', ({ sections: [section] }) => ({ id: section?.id, parentId: null })],
])('%s that changes nothing raises no version', async (mutation, inputOf) => {
  const estimate = await made();
  const payload = await graph.mutate(manager, mutation, inputOf(estimate), 'estimate { version }');
  expect(payload).toEqual({ estimate: { version: 1 }, userErrors: [] });
});

it.each(EDITS)('%s answers what is read afterwards', async (mutation, inputOf) => {
  const estimate = await made();
  const payload = await graph.mutate(manager, mutation, inputOf(estimate), ALL);
  const read = dataOf(
    await graph.execute(manager, `{ ${ALL.replace('estimate', `estimate(id: "${estimate.id}")`)} }`),
  );
  expect(payload['estimate']).toEqual(read.estimate);
});

it('createEstimate calculates once, and answers what is read afterwards', async () => {
  jest.mocked(calculateInPieces).mockClear();
  const input = { title: 'K', currency: 'EUR', taxRate: '20', leadId: graph.lead(manager), ...content };
  const payload = await graph.mutate(manager, 'createEstimate', input, ALL);
  expect(calculateInPieces).toHaveBeenCalledTimes(1);
  const { id } = payload['estimate'];
  const read = dataOf(
    await graph.execute(manager, `{ ${ALL.replace('estimate', `estimate(id: "${id}")`)} }`),
  );
  expect(payload['estimate']).toEqual(read.estimate);
});
