import { dataOf } from './subgraph';
import type { TestEstimates } from './estimates';
import type { viewerWith } from './tokens';

type Viewer = ReturnType<typeof viewerWith>;

/** What most tests have in their price list: two kinds of work, and a material. */
export const ITEMS = [
  { code: 'PL-1', name: 'Штукатурка стен по маякам', unit: 'м²', unitPrice: '650', unitCost: '410' },
  { code: 'PL-2', name: 'Шпаклёвка потолка', unit: 'м²', unitPrice: '320.5' },
  {
    code: 'MX-7',
    name: 'Gypsum plaster mix 30 kg',
    kind: 'MATERIAL',
    unit: 'bag',
    unitPrice: '7.25',
    unitCost: '5',
  },
];

/** Makes and reads price lists over the endpoint. */
export function priceLists(graph: TestEstimates) {
  async function catalogue(
    viewer: Viewer,
    items: object[] = ITEMS,
    validFrom = '2026-01-01',
  ): Promise<string> {
    const list = { name: 'Works', currency: 'EUR' };
    const made = await graph.mutate(viewer, 'createCatalogue', list, 'catalogue { id }');
    const catalogueId = made.catalogue.id as string;
    const put = await graph.mutate(viewer, 'putCataloguePrices', { catalogueId, validFrom, items });
    expect(put.userErrors).toEqual([]);
    return catalogueId;
  }
  async function find(viewer: Viewer, filter: object, fields = 'code') {
    const query = `query ($filter: CatalogueItemFilter) { catalogueItems(filter: $filter) { totalCount edges { node { ${fields} } } } }`;
    const { catalogueItems } = dataOf(await graph.execute(viewer, query, { filter }));
    return catalogueItems.edges.map(({ node }: { node: object }) => node);
  }
  async function idsOf(viewer: Viewer): Promise<Record<string, string>> {
    const found = await find(viewer, {}, 'id code');
    return Object.fromEntries(found.map((each: { id: string; code: string }) => [each.code, each.id]));
  }
  return { catalogue, find, idsOf };
}
