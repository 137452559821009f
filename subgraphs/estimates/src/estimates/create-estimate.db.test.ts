import { useEstimates } from '../../../../testkit/estimates';
import { newId } from '../../../../service-kit/data/ids';
import { codes, dataOf } from '../../../../testkit/subgraph';
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
      number: null,
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

  const level = (depth: number): object => ({
    name: `Level ${depth}`,
    ...(depth > 1 ? { sections: [level(depth - 1)] } : {}),
  });

  it.each<[object, string, string]>([
    [{ title: '' }, 'REQUIRED', 'title'],
    [{ title: 'x'.repeat(301) }, 'TOO_LONG', 'title'],
    [{ title: 'a\u0000b' }, 'INVALID_CHARACTERS', 'title'],
    [{ leadId: newId() }, 'LEAD_NOT_FOUND', 'leadId'],
    [{ leadId: '42' }, 'LEAD_NOT_FOUND', 'leadId'],
    [{ projectId: newId() }, 'PROJECT_NOT_FOUND', 'projectId'],
    [{ projectId: 'x' }, 'PROJECT_NOT_FOUND', 'projectId'],
    [{ currency: 'EURO' }, 'UNKNOWN_CURRENCY', 'currency'],
    [{ currency: 'eur' }, 'UNKNOWN_CURRENCY', 'currency'],
    [{ taxRate: '101' }, 'ABOVE_MAXIMUM', 'taxRate'],
    [{ taxRate: '-1' }, 'BELOW_MINIMUM', 'taxRate'],
    [{ taxRate: '20', taxExempt: true }, 'TAX_RATE_AND_EXEMPT', 'taxRate'],
    [{ roundPayableTo: '0' }, 'BELOW_MINIMUM', 'roundPayableTo'],
    [{ roundPayableTo: '0.001' }, 'TOO_MANY_DECIMALS', 'roundPayableTo'],
    [{ validUntil: '2020-01-01' }, 'VALIDITY_OVER', 'validUntil'],
    [{ notes: 'x'.repeat(10_001) }, 'TOO_LONG', 'notes'],
    [{ positions: [{ name: 'A', quantity: '-1000000000000' }] }, 'BELOW_MINIMUM', 'positions.0.quantity'],
    [{ positions: [{ name: 'A', unitPrice: '1000000000' }] }, 'ABOVE_MAXIMUM', 'positions.0.unitPrice'],
    [{ positions: [{ name: 'A' }, { name: ' ' }] }, 'REQUIRED', 'positions.1.name'],
    [{ sections: [{ name: '' }] }, 'REQUIRED', 'sections.0.name'],
    [
      { sections: [{ name: 'S', positions: [{ name: 'A', wastePercent: '100.1' }] }] },
      'ABOVE_MAXIMUM',
      'sections.0.positions.0.wastePercent',
    ],
    [
      { sections: [{ name: 'S', positions: [{ name: 'A', discount: { mode: 'FIXED', value: '1' } }] }] },
      'DISCOUNT_EXCEEDS_LINE',
      'sections.0.positions.0.discount.value',
    ],
    [
      { adjustments: [{ name: 'Off', kind: 'DISCOUNT', value: '150' }] },
      'ABOVE_MAXIMUM',
      'adjustments.0.value',
    ],
    [
      { adjustments: [{ name: 'Round', kind: 'ROUND_TO', value: '10' }] },
      'INVALID_ADJUSTMENT',
      'adjustments.0',
    ],
    [{ adjustments: [{ name: '', kind: 'MARKUP', value: '1' }] }, 'REQUIRED', 'adjustments.0.name'],
    [
      { adjustments: [{ id: newId(), name: 'Mine', kind: 'MARKUP', value: '1' }] },
      'ADJUSTMENT_NOT_FOUND',
      'adjustments.0.id',
    ],
    [{ sections: [level(9)] }, 'SECTIONS_TOO_DEEP', `sections${'.0.sections'.repeat(8)}.0`],
    [
      { positions: ['a', 'b'].map((name) => ({ name, quantity: '900000', unitPrice: '900000000' })) },
      'AMOUNT_OUT_OF_RANGE',
      '',
    ],
  ])('refuses %j', async (input, code, path) => {
    const manager = viewerWith('manager');
    const whole = { title: 'Kitchen', currency: 'EUR', leadId: graph.lead(manager), ...input };
    const payload = await graph.mutate(manager, 'createEstimate', whole, 'estimate { id }');
    const parts = path === '' ? [] : path.split('.');
    expect(payload).toMatchObject({ estimate: null, userErrors: [{ code, path: parts }] });
    expect(payload.userErrors).toHaveLength(1);
    const list = await graph.execute(manager, '{ estimates { totalCount } }');
    expect(dataOf(list)).toEqual({ estimates: { totalCount: 0 } });
  });

  it('reports all mistakes of the input at once', async () => {
    const manager = viewerWith('manager');
    const input = { title: '', currency: 'XXQ', leadId: graph.lead(manager), positions: [{ name: '' }] };
    const { userErrors } = await graph.mutate(manager, 'createEstimate', input);
    expect(userErrors.map(({ code }) => code)).toEqual(['REQUIRED', 'UNKNOWN_CURRENCY', 'REQUIRED']);
  });

  it('holds eight levels of sections', async () => {
    const { sections } = await graph.estimate(viewerWith('manager'), { sections: [level(8)] });
    expect(sections).toHaveLength(1);
  });

  it("refuses another organisation's lead and project", async () => {
    const [manager, stranger] = [viewerWith('manager'), viewerWith('manager')];
    const foreign = { title: 'Kitchen', currency: 'EUR', leadId: graph.lead(stranger) };
    expect(await graph.mutate(manager, 'createEstimate', foreign)).toMatchObject({
      userErrors: [{ code: 'LEAD_NOT_FOUND', path: ['leadId'] }],
    });
    const { project } = await graph.mutate(stranger, 'createProject', { name: 'House' }, 'project { id }');
    const mixed = { ...foreign, leadId: graph.lead(manager), projectId: project.id };
    expect(await graph.mutate(manager, 'createEstimate', mixed)).toMatchObject({
      userErrors: [{ code: 'PROJECT_NOT_FOUND', path: ['projectId'] }],
    });
  });

  it('needs estimates:write', async () => {
    const input = { title: 'Kitchen', currency: 'EUR', leadId: newId() };
    expect(codes(await graph.tryMutate(viewerWith('viewer'), 'createEstimate', input))).toEqual([
      'FORBIDDEN',
    ]);
    expect(codes(await graph.tryMutate(null, 'createEstimate', input))).toEqual(['UNAUTHENTICATED']);
  });

  it('costs a constant number of statements, whatever it holds', async () => {
    const manager = viewerWith('manager');
    const statements = async (count: number) => {
      const positions = Array.from({ length: count }, (_, index) => ({ name: `P${index}`, unitPrice: '1' }));
      const input = { title: 'Kitchen', currency: 'EUR', leadId: graph.lead(manager), positions };
      const answer = await graph.tryMutate(manager, 'createEstimate', {
        ...input,
        sections: [{ name: 'S', positions }],
      });
      dataOf(answer);
      return answer.statements.length;
    };
    // One of them reads the organisation's defaults.
    expect(await statements(2)).toBe(6);
    expect(await statements(200)).toBe(6);
  });
});
