import type { Viewer } from '../../../../service-kit/auth/viewer';
import { useEstimates } from '../../../../testkit/estimates';
import { dataOf } from '../../../../testkit/subgraph';
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
