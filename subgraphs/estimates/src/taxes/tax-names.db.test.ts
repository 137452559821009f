import type { Viewer } from '../../../../service-kit/auth/viewer';
import { codesOf } from '../../../../testkit/client-links';
import { useEstimates } from '../../../../testkit/estimates';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();

const VAT = { name: 'VAT', periods: [{ rate: '20' }] };
const LEVY = { name: 'Levy', periods: [{ rate: '7' }] };
const taxFor = async (viewer: Viewer, input: object = VAT): Promise<string> => {
  const { tax, userErrors } = await graph.mutate(viewer, 'createTax', input, 'tax { id }');
  expect(userErrors).toEqual([]);
  return tax.id;
};
const SHOWN = 'taxName tax { name } secondTax { name }';
const read = async (viewer: Viewer, id: string) =>
  dataOf(await graph.execute(viewer, `query ($id: ID!) { estimate(id: $id) { ${SHOWN} } }`, { id })).estimate;
const draft = (viewer: Viewer, input: object) =>
  graph.estimate(viewer, { taxRate: null, positions: [{ name: 'Paint', unitPrice: '100' }], ...input });
const change = (viewer: Viewer, id: string, input: object) =>
  graph.mutate(viewer, 'updateEstimate', { id, ...input });

describe('a tax that is called otherwise by now', () => {
  const called = async (owner: Viewer, id: string) => {
    const { taxName, secondTax } = await read(owner, id);
    return [taxName, secondTax?.name ?? null];
  };
  const rename = (owner: Viewer, id: string, name: string) => graph.mutate(owner, 'updateTax', { id, name });
  const edit = (owner: Viewer, id: string) =>
    graph.mutate(owner, 'addPosition', { estimateId: id, name: 'More', unitPrice: '1' });

  it('is so in drafts with their next edit, at sending and by retaxEstimate, and not where somebody gave a name', async () => {
    const owner = viewerWith('owner');
    const [taxId, other] = [await taxFor(owner), await taxFor(owner, LEVY)];
    const input = { taxId, secondTax: { taxId: other, compound: false } };
    const [edited, sent, retaxed] = [
      await draft(owner, input),
      await draft(owner, input),
      await draft(owner, input),
    ];
    const typed = await draft(owner, {
      ...{ ...input, taxName: 'Ours' },
      secondTax: { ...input.secondTax, name: 'Theirs' },
    });
    for (const name of ['VAT 2', 'VAT 3']) await rename(owner, taxId, name);
    await rename(owner, other, 'Levy 2');
    expect(await called(owner, edited.id)).toEqual(['VAT', 'Levy']);
    await edit(owner, edited.id);
    expect(await called(owner, edited.id)).toEqual(['VAT 3', 'Levy 2']);
    expect(codesOf(await graph.mutate(owner, 'sendEstimate', { id: sent.id }))).toEqual([]);
    expect(await called(owner, sent.id)).toEqual(['VAT 3', 'Levy 2']);
    const retax = async (id: string) =>
      (await graph.mutate(owner, 'retaxEstimate', { estimateId: id }, 'changed'))['changed'];
    expect([await retax(retaxed.id), await retax(retaxed.id), await retax(typed.id)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(await called(owner, retaxed.id)).toEqual(['VAT 3', 'Levy 2']);
    await edit(owner, typed.id);
    expect(await called(owner, typed.id)).toEqual(['Ours', 'Theirs']);
    await change(owner, typed.id, { taxName: null, secondTax: { ...input.secondTax, name: null } });
    expect(await called(owner, typed.id)).toEqual(['VAT 3', 'Levy 2']);
    // What was sent stays; a revision of it is a draft, and follows. A name that comes back is one of now.
    await rename(owner, taxId, 'VAT');
    expect(await called(owner, sent.id)).toEqual(['VAT 3', 'Levy 2']);
    const revised = await graph.mutate(owner, 'reviseEstimate', { id: sent.id }, 'estimate { id }');
    expect(await called(owner, revised['estimate'].id)).toEqual(['VAT', 'Levy 2']);
  });

  it('gives its place to the organisation’s tax of now, but no name that somebody gave', async () => {
    const owner = viewerWith('owner');
    const [before, now] = [await taxFor(owner), await taxFor(owner, { ...LEVY, name: 'New' })];
    await graph.mutate(owner, 'updateEstimateDefaults', { taxId: before });
    const [filled, typed] = [
      await draft(owner, { taxId: before }),
      await draft(owner, { taxId: before, taxName: 'Ours' }),
    ];
    await rename(owner, before, 'VAT 2');
    await graph.mutate(owner, 'updateEstimateDefaults', { taxId: now });
    for (const { id } of [filled, typed]) await graph.mutate(owner, 'retaxEstimate', { estimateId: id });
    expect(await read(owner, filled.id)).toMatchObject({ taxName: 'New', tax: { name: 'New' } });
    expect(await read(owner, typed.id)).toMatchObject({ taxName: 'Ours', tax: { name: 'New' } });
  });
});
