import { useEstimates } from '../../../../testkit/estimates';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();
const POSITIONS = [
  { name: 'Both', unitPrice: '100' },
  { name: 'Second only', unitPrice: '50', taxExempt: true },
  { name: 'First only', unitPrice: '10', secondTaxExempt: true },
];
const TAXES = `
  taxName secondTax { name rate compound } positions { tax { amount } secondTax { amount } effectiveSecondTaxRate }
  totals { net { amount } tax { amount } total { amount } taxes { kind name rate base { amount } amount { amount } } }`;

it.each([
  ['beside the first', false, ['150.00', '15.00'], '20.50'],
  ['on the amount with the first', true, ['155.00', '15.50'], '21.00'],
])('takes a second tax %s', async (_how, compound, [base, amount], tax) => {
  const viewer = viewerWith('manager');
  const { id } = await graph.estimate(viewer, {
    taxRate: '5',
    taxName: 'GST',
    secondTax: { name: 'PST', rate: '10', compound },
    positions: POSITIONS,
  });
  const { estimate } = dataOf(await graph.execute(viewer, `{ estimate(id: "${id}") { ${TAXES} } }`));
  expect(estimate.totals).toMatchObject({ net: { amount: '160.00' }, tax: { amount: tax } });
  expect(estimate.totals.taxes).toEqual([
    { kind: 'FIRST', name: 'GST', rate: '5', base: { amount: '110.00' }, amount: { amount: '5.50' } },
    { kind: 'SECOND', name: 'PST', rate: '10', base: { amount: base }, amount: { amount } },
  ]);
  expect(
    estimate.positions.map((each: { effectiveSecondTaxRate: string }) => each.effectiveSecondTaxRate),
  ).toEqual(['10', '10', null]);
  const sent = await graph.mutate(viewer, 'sendEstimate', { id }, `estimate { ${TAXES} }`);
  expect(sent.estimate).toEqual(estimate);
  const { verifyEstimate } = dataOf(
    await graph.execute(viewer, `{ verifyEstimate(id: "${id}") { intact } }`),
  );
  expect(verifyEstimate).toEqual({ intact: true });
});

it('wants a second tax of the estimate before a position names a rate of it', async () => {
  const viewer = viewerWith('manager');
  const { id, positions } = await graph.estimate(viewer, { positions: [{ name: 'P', unitPrice: '10' }] });
  const change = { id: positions[0]?.id, secondTaxRate: '7' };
  const { userErrors } = await graph.mutate(viewer, 'updatePosition', change);
  expect(userErrors).toMatchObject([{ code: 'NO_SECOND_TAX', path: ['secondTaxRate'] }]);
  const second = { id, secondTax: { rate: '10' } };
  expect((await graph.mutate(viewer, 'updateEstimate', second)).userErrors).toEqual([]);
  expect((await graph.mutate(viewer, 'updatePosition', change)).userErrors).toEqual([]);
  const both = { id: positions[0]?.id, secondTaxRate: '7', secondTaxExempt: true };
  expect((await graph.mutate(viewer, 'updatePosition', both)).userErrors).toMatchObject([
    { code: 'TAX_RATE_AND_EXEMPT', path: ['secondTaxRate'] },
  ]);
});
