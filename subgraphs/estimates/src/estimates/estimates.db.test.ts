import { useEstimates } from '../../../../testkit/estimates';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();

describe('createEstimate', () => {
  it('makes an estimate with its sections and positions in one call', async () => {
    const manager = viewerWith('manager');
    const { id, leadId } = await graph.estimate(manager, {
      title: ' Kitchen ',
      adjustments: [{ name: 'Loyalty', kind: 'DISCOUNT', value: '10' }],
      positions: [{ name: 'Survey', quantity: '1', unitPrice: '50' }],
      sections: [
        {
          name: 'Walls',
          positions: [
            {
              name: 'Paint',
              kind: 'MATERIAL',
              quantity: '2.5',
              unit: 'l',
              unitPrice: '10.10',
              unitCost: '6',
            },
          ],
          sections: [
            { name: 'North wall', positions: [{ name: 'Plaster', quantity: '3', unitPrice: '20' }] },
          ],
        },
      ],
    });
    const answer = await graph.execute(
      manager,
      `query ($id: ID!) { estimate(id: $id) {
        number title status currency version taxRate taxExempt lead { id } author { id } project { id }
        totals { subtotal { amount currency } adjustments { amount } net { amount } tax { amount } total { amount } payable { amount }
          taxGroups { rate exempt net { amount } tax { amount } } }
        costTotals { cost { amount } positionsWithoutCost margin { amount } }
        adjustments { name kind value amount { amount } baseAmount { amount } limited }
        positions { name amount { amount } }
        sections { name depth subtotal { amount } total { amount } positions { name quantity unit amount { amount } net { amount } tax { amount } gross { amount } }
          sections { name depth positions { name } } }
        allSections { name depth }
        allPositions(first: 2) { totalCount edges { node { name } } pageInfo { hasNextPage } }
        history { from to actor { id } }
      } }`,
      { id },
    );
    expect(dataOf(answer).estimate).toMatchObject({
      number: `${new Date().getUTCFullYear()}-000001`,
      title: 'Kitchen',
      status: 'DRAFT',
      version: 1,
      taxRate: '20',
      lead: { id: leadId },
      author: { id: manager.userId },
      project: null,
      totals: {
        subtotal: { amount: '135.25', currency: 'EUR' },
        adjustments: { amount: '-13.53' },
        net: { amount: '121.72' },
        tax: { amount: '24.34' },
        total: { amount: '146.06' },
        taxGroups: [{ rate: '20', exempt: false, net: { amount: '121.72' }, tax: { amount: '24.34' } }],
      },
      costTotals: { cost: { amount: '15.00' }, positionsWithoutCost: 2, margin: null },
      adjustments: [
        { name: 'Loyalty', kind: 'DISCOUNT', value: '10', amount: { amount: '-13.53' }, limited: false },
      ],
      positions: [{ name: 'Survey', amount: { amount: '50.00' } }],
      sections: [
        {
          name: 'Walls',
          depth: 1,
          subtotal: { amount: '85.25' },
          positions: [{ name: 'Paint', quantity: '2.5', unit: 'l', amount: { amount: '25.25' } }],
          sections: [{ name: 'North wall', depth: 2, positions: [{ name: 'Plaster' }] }],
        },
      ],
      allSections: [{ name: 'Walls' }, { name: 'North wall', depth: 2 }],
      allPositions: {
        totalCount: 3,
        edges: [{ node: { name: 'Survey' } }, { node: { name: 'Paint' } }],
        pageInfo: { hasNextPage: true },
      },
      history: [{ from: null, to: 'DRAFT', actor: { id: manager.userId } }],
    });
  });
});
