import { useEstimates } from '../../../../testkit/estimates';
import { newId } from '../../../../service-kit/data/ids';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();

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
