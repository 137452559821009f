import { must, post } from '../../testkit/client';
import { ID_KINDS, type IdKind, type Ids } from './id-kinds';
import { MAKERS } from './makers';
import { sendFile, tellOfLine, throwAway } from './sent-files';

const PRICED = `mutation ($input: CreateEstimateInput!) {
  createEstimate(input: $input) {
    estimate { id adjustments { id } sections { id positions { id } } }
    userErrors { code path message }
  }
}`;

/** Puts a price into a price list. @returns the item's id */
async function priceIn(url: string, owner: string, catalogueId: string, name: string): Promise<string> {
  const ask = (query: string, variables: Record<string, unknown>) =>
    must(post(`${url}/graphql`, owner, query, variables));
  await ask(
    `mutation ($input: PutCataloguePricesInput!) {
       putCataloguePrices(input: $input) { catalogue { id } userErrors { code path message } } }`,
    { input: { catalogueId, items: [{ code: name, name: `Item ${name}`, unitPrice: '9.99' }] } },
  );
  const { catalogueItems } = await ask(
    'query ($id: ID) { catalogueItems(filter: { catalogueId: $id }) { edges { node { id } } } }',
    { id: catalogueId },
  );
  return catalogueItems.edges[0].node.id;
}

type Ask = (query: string, input: object) => ReturnType<typeof must>;

const created = async (ask: Ask, input: object) => (await ask(PRICED, input)).createEstimate;

/** What comes with a draft estimate. */
const OF_ESTIMATE: readonly IdKind[] = [
  ...(['estimate', 'adjustment', 'otherAdjustment', 'section', 'otherSection'] as const),
  ...(['position', 'otherPosition', 'template', 'comment', 'attachment'] as const),
];

/**
 * Makes one of each of {@link MAKERS}, and a draft estimate of the project with what belongs to one, for a company; the names
 * are canaries.
 *
 * @param wanted kinds that are needed; what they need themselves is made, too
 */
export async function freshObjects(
  url: string,
  owner: string,
  leadId: string,
  name: string,
  wanted: readonly IdKind[] = ID_KINDS,
): Promise<Partial<Ids>> {
  const ask = (query: string, input: object) => must(post(`${url}/graphql`, owner, query, { input }));
  const made: Partial<Ids> = {};
  const wantsEstimate = OF_ESTIMATE.some((kind) => wanted.includes(kind));
  for (const [kind, { mutation, input }] of Object.entries(MAKERS)) {
    const isNeeded =
      (kind === 'project' && wantsEstimate) || (kind === 'catalogue' && wanted.includes('catalogueItem'));
    if (!isNeeded && !wanted.includes(kind as IdKind)) continue;
    const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input!`;
    const data = await ask(
      `mutation ($input: ${type}) { ${mutation}(input: $input) { ${kind} { id } userErrors { code path message } } }`,
      input(`${kind} ${name}`, leadId),
    );
    made[kind as IdKind] = data[mutation][kind].id;
  }
  if (wanted.includes('catalogueItem'))
    made.catalogueItem = await priceIn(url, owner, made.catalogue as string, name);
  if (wanted.includes('trashItem')) made.trashItem = await throwAway(url, owner, name);
  if (wanted.includes('import')) Object.assign(made, await sendFile(url, owner, name));
  return wantsEstimate ? { ...made, ...(await freshEstimate(url, owner, leadId, name, made, wanted)) } : made;
}

/** A draft estimate of the project that was made, and what of it is wanted. */
async function freshEstimate(
  url: string,
  owner: string,
  leadId: string,
  name: string,
  made: Partial<Ids>,
  wanted: readonly IdKind[],
): Promise<Partial<Ids>> {
  const ask = (query: string, input: object) => must(post(`${url}/graphql`, owner, query, { input }));
  const { estimate } = await created(ask, {
    leadId,
    projectId: made.project,
    title: `Estimate ${name}`,
    currency: 'EUR',
    adjustments: ['Off', 'Also off'].map((off) => ({ name: `${off} ${name}`, kind: 'DISCOUNT', value: '5' })),
    sections: [
      {
        name: `Section ${name}`,
        positions: ['Position', 'Another position'].map((kind, index) => ({
          choice: index === 0 ? null : { taken: false },
          name: `${kind} ${name}`,
          quantity: '2',
          unitPrice: '7.77',
        })),
      },
      { name: `Another section ${name}` },
    ],
  });
  const [position, otherPosition] = estimate.sections[0].positions.map(({ id }: { id: string }) => id);
  const line = { estimateId: estimate.id as string, positionId: position as string };
  return {
    ...(await tellOfLine(url, owner, name, line, wanted)),
    ...(wanted.includes('template') ? { template: await templateOf(ask, estimate.id, name) } : {}),
    estimate: estimate.id,
    adjustment: estimate.adjustments[0].id,
    otherAdjustment: estimate.adjustments[1].id,
    section: estimate.sections[0].id,
    otherSection: estimate.sections[1].id,
    position,
    otherPosition,
  };
}

async function templateOf(ask: Ask, estimateId: string, name: string): Promise<string> {
  const { saveTemplate } = await ask(
    `mutation ($input: SaveTemplateInput!) { saveTemplate(input: $input) { template { id } userErrors { code path message } } }`,
    { estimateId, name: `Template ${name}` },
  );
  return saveTemplate.template.id as string;
}
