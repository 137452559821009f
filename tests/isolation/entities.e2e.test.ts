import type { DataSource } from 'typeorm';
import { SYSTEM_ROLES } from '../../schema/permissions';
import { connectIdentity } from '../../subgraphs/identity/src/data-source';
import { allCodes, post, type HttpAnswer } from '../../testkit/client';
import { useProduct } from '../../testkit/product';
import { normalised, SUBGRAPHS, subgraphSchema } from './attack';
import type { Ids } from './id-kinds';
import { ENTITY_KINDS, STUBS } from './entity-cases';
import { entityTypes, widestSelection } from './walk';
import { canariesOf, settle, openSnapshots, unknownIds, type Inhabitant } from './world';

/*
 * Entity references, sent straight to each subgraph as any router could: a stranger with the victim's ids gets what a
 * stranger with invented ids gets. Runs on separate processes, because there the subgraphs listen.
 */

const product = useProduct('separate processes');
const references = SUBGRAPHS.flatMap((name) =>
  entityTypes(subgraphSchema(name)).map((type) => [name, type] as const),
);

let identity: DataSource;
let victim: Inhabitant;
let stranger: Inhabitant;
let canaries: string[];

beforeAll(async () => {
  identity = await connectIdentity(await product.database.urlFor('identity'));
  victim = await settle(product, identity, 'acme-demo');
  stranger = await settle(product, identity, product.simulator.accounts[2]?.subdomain ?? '');
  const snapshots = await openSnapshots(product.database.url);
  canaries = canariesOf(await snapshots.of(victim.org.id), victim);
  await snapshots.close();
});
afterAll(() => identity?.destroy());

const idOf = (ids: Ids, type: string): string => ids[ENTITY_KINDS[type] ?? 'user'];

function refer(subgraph: string, type: string, token: string | null, id: string): Promise<HttpAnswer> {
  const schema = subgraphSchema(subgraph);
  const named = schema.getType(type);
  if (!named) throw new Error(`${subgraph} has no type ${type}.`);
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} ${widestSelection(schema, named)} } }`;
  return post(`${product.subgraphUrls[subgraph]}/graphql`, token, query, { of: [{ __typename: type, id }] });
}

it('has a kind of id for every entity type', () => {
  expect(references.map(([, type]) => type).filter((type) => !(type in ENTITY_KINDS))).toEqual([]);
  expect(references.length).toBeGreaterThan(8);
});

describe.each(references)('%s._entities with a foreign %s', (subgraph, type) => {
  const isStub = STUBS[subgraph]?.includes(type);

  it.each([...SYSTEM_ROLES])('betrays nothing to a stranger who is %s', async (role) => {
    const id = idOf(victim.ids, type);
    const answer = await refer(subgraph, type, stranger.tokens[role], id);
    const nothing = await refer(subgraph, type, stranger.tokens[role], idOf(unknownIds(), type));
    expect(normalised(answer)).toBe(normalised(nothing));
    expect(canaries.filter((canary) => canary !== id && answer.text.includes(canary))).toEqual([]);
    if (!isStub) expect(answer.data?._entities ?? [null]).toEqual([null]);
  });

  it('answers nothing without a token', async () => {
    const answer = await refer(subgraph, type, null, idOf(victim.ids, type));
    expect(new Set(allCodes(answer))).toEqual(new Set(['UNAUTHENTICATED']));
    expect(canaries.filter((canary) => answer.text.includes(canary))).toEqual([]);
  });

  it('answers the victim’s own owner', async () => {
    const answer = await refer(subgraph, type, victim.tokens.owner, idOf(victim.ids, type));
    expect(answer.errors).toEqual([]);
    expect(answer.data._entities[0]).toMatchObject({ id: idOf(victim.ids, type) });
  });
});

it('keeps entity references out of the public schema', async () => {
  const answer = await post(`${product.url}/graphql`, stranger.tokens.owner, '{ _entities { __typename } }');
  expect(allCodes(answer)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
});
