import { useEstimates } from '../../../../testkit/estimates';
import { newId } from '../../../../service-kit/ids';
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
    [{ positions: [{ name: 'A', quantity: '-1' }] }, 'BELOW_MINIMUM', 'positions.0.quantity'],
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

  it('numbers estimates one by one in each organisation, and a refused one takes no number', async () => {
    const [manager, other] = [viewerWith('manager'), viewerWith('manager')];
    const year = new Date().getUTCFullYear();
    await graph.estimate(manager);
    const refused = {
      title: 'Kitchen',
      currency: 'EUR',
      leadId: graph.lead(manager),
      positions: [{ name: 'A', discount: { mode: 'FIXED', value: '1' } }],
    };
    expect((await graph.mutate(manager, 'createEstimate', refused)).userErrors).toHaveLength(1);
    expect((await graph.estimate(manager)).number).toBe(`${year}-000002`);
    expect((await graph.estimate(other)).number).toBe(`${year}-000001`);
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
    expect(await statements(2)).toBe(5);
    expect(await statements(200)).toBe(5);
  });
});

describe('updateEstimate', () => {
  const FIELDS = `estimate { title notes version currency taxRate taxExempt validUntil policy { taxMode minorUnits }
    totals { total { amount currency } } adjustments { id name amount { amount } } lead { id } }`;
  const work = { positions: [{ name: 'Work', quantity: '3', unitPrice: '10.55' }] };

  it('changes what is given, leaves the rest, and calculates anew', async () => {
    const manager = viewerWith('manager');
    const { id, leadId } = await graph.estimate(manager, { ...work, notes: 'Soon' });
    const input = { id, title: 'Bath', currency: 'JPY', taxMode: 'INCLUSIVE', validUntil: '2999-12-31' };
    const { estimate } = await graph.mutate(manager, 'updateEstimate', input, FIELDS);
    expect(estimate).toEqual({
      title: 'Bath',
      notes: 'Soon',
      version: 2,
      currency: 'JPY',
      taxRate: '20',
      taxExempt: false,
      validUntil: '2999-12-31',
      policy: { taxMode: 'INCLUSIVE', minorUnits: 0 },
      totals: { total: { amount: '32', currency: 'JPY' } },
      adjustments: [],
      lead: { id: leadId },
    });
  });

  it('replaces the adjustments, keeping those whose id is given', async () => {
    const manager = viewerWith('manager');
    const { id } = await graph.estimate(manager, work);
    const change = async (adjustments: object[]) =>
      (await graph.mutate(manager, 'updateEstimate', { id, adjustments }, FIELDS))['estimate'].adjustments;
    const [loyalty] = await change([{ name: 'Loyalty', kind: 'DISCOUNT', value: '10' }]);
    expect(loyalty).toMatchObject({ name: 'Loyalty', amount: { amount: '-3.17' } });
    const kept = await change([
      { name: 'Trip', kind: 'MARKUP', mode: 'FIXED', value: '5' },
      { id: loyalty.id, name: 'Loyal', kind: 'DISCOUNT', value: '20' },
    ]);
    expect(kept).toEqual([
      { id: expect.not.stringMatching(loyalty.id), name: 'Trip', amount: { amount: '5.00' } },
      { id: loyalty.id, name: 'Loyal', amount: { amount: '-7.33' } },
    ]);
  });

  it('takes and drops a tax rate and the exemption', async () => {
    const manager = viewerWith('manager');
    const { id } = await graph.estimate(manager, work);
    const change = async (input: object) =>
      (await graph.mutate(manager, 'updateEstimate', { id, ...input }, FIELDS))['estimate'];
    expect(await change({ taxExempt: true })).toMatchObject({ taxRate: null, taxExempt: true });
    expect(await change({ title: 'Other' })).toMatchObject({ taxRate: null, taxExempt: true });
    expect(await change({ taxExempt: false })).toMatchObject({ taxRate: '0', taxExempt: false });
    expect(await change({ taxRate: '8.875' })).toMatchObject({ taxRate: '8.875', taxExempt: false });
  });

  it('refuses a currency in which a stored amount has too many decimals, and names the line', async () => {
    const manager = viewerWith('manager');
    const positions = [{ name: 'Paint', unitPrice: '10', discount: { mode: 'FIXED', value: '0.50' } }];
    const { id } = await graph.estimate(manager, { positions });
    const { userErrors } = await graph.mutate(manager, 'updateEstimate', { id, currency: 'JPY' });
    expect(userErrors).toEqual([
      { code: 'TOO_MANY_DECIMALS', path: [], message: expect.stringContaining('In “Paint”') },
    ]);
  });

  it.each([
    [{ title: null }, 'REQUIRED', 'title'],
    [{ currency: null }, 'REQUIRED', 'currency'],
    [{ leadId: null }, 'REQUIRED', 'leadId'],
    [{ leadId: newId() }, 'LEAD_NOT_FOUND', 'leadId'],
    [{ projectId: newId() }, 'PROJECT_NOT_FOUND', 'projectId'],
    [{ validUntil: '2001-01-01' }, 'VALIDITY_OVER', 'validUntil'],
  ])('refuses %j', async (input, code, path) => {
    const manager = viewerWith('manager');
    const { id } = await graph.estimate(manager);
    const payload = await graph.mutate(manager, 'updateEstimate', { id, ...input }, 'estimate { id }');
    expect(payload).toMatchObject({ estimate: null, userErrors: [{ code, path: [path] }] });
  });

  it('tells the current version when another one was expected', async () => {
    const manager = viewerWith('manager');
    const { id } = await graph.estimate(manager);
    await graph.mutate(manager, 'updateEstimate', { id, title: 'Second', expectedVersion: 1 });
    const late = await graph.tryMutate(manager, 'updateEstimate', { id, title: 'Lost', expectedVersion: 1 });
    expect(late.errors[0]?.extensions).toEqual({ code: 'CONFLICT', expectedVersion: 1, currentVersion: 2 });
    const { estimate } = dataOf(await graph.execute(manager, `{ estimate(id: "${id}") { title } }`));
    expect(estimate.title).toBe('Second');
  });

  it("neither changes nor deletes another organisation's", async () => {
    const manager = viewerWith('manager');
    const { id } = await graph.estimate(manager);
    const stranger = viewerWith('owner');
    expect(codes(await graph.tryMutate(stranger, 'updateEstimate', { id, title: 'Mine' }))).toEqual([
      'NOT_FOUND',
    ]);
    expect(codes(await graph.tryMutate(stranger, 'deleteEstimate', { id }))).toEqual(['NOT_FOUND']);
    const { estimate } = dataOf(await graph.execute(manager, `{ estimate(id: "${id}") { title version } }`));
    expect(estimate).toEqual({ title: 'Kitchen', version: 1 });
  });

  it('needs estimates:write', async () => {
    const owner = viewerWith('owner');
    const { id } = await graph.estimate(owner);
    const viewer = viewerWith('viewer', owner.orgId);
    expect(codes(await graph.tryMutate(viewer, 'updateEstimate', { id, title: 'Mine' }))).toEqual([
      'FORBIDDEN',
    ]);
    expect(codes(await graph.tryMutate(viewer, 'deleteEstimate', { id }))).toEqual(['FORBIDDEN']);
  });
});

describe('deleteEstimate', () => {
  it('deletes a draft with all that is in it', async () => {
    const manager = viewerWith('manager');
    const { id } = await graph.estimate(manager, { sections: [{ name: 'S', positions: [{ name: 'P' }] }] });
    const input = { id, expectedVersion: 1 };
    expect(await graph.mutate(manager, 'deleteEstimate', input, 'deletedId')).toMatchObject({
      deletedId: id,
    });
    expect(codes(await graph.execute(manager, `{ estimate(id: "${id}") { id } }`))).toEqual(['NOT_FOUND']);
    expect(codes(await graph.tryMutate(manager, 'deleteEstimate', { id }))).toEqual(['NOT_FOUND']);
  });
});

it('shows each mutation of one request what that mutation wrote', async () => {
  const manager = viewerWith('manager');
  const { id } = await graph.estimate(manager);
  const answer = await graph.execute(
    manager,
    `mutation ($id: ID!) {
      first: addPosition(input: { estimateId: $id, name: "A", unitPrice: "1" }) { estimate { positions { name } totals { net { amount } } } }
      second: addPosition(input: { estimateId: $id, name: "B", unitPrice: "2" }) { estimate { positions { name } totals { net { amount } } } }
    }`,
    { id },
  );
  expect(dataOf(answer)).toEqual({
    first: { estimate: { positions: [{ name: 'A' }], totals: { net: { amount: '1.00' } } } },
    second: { estimate: { positions: [{ name: 'A' }, { name: 'B' }], totals: { net: { amount: '3.00' } } } },
  });
});
