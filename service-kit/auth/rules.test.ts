import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, type ExecutionResult, type GraphQLObjectType } from 'graphql';
import { applyMiddleware } from 'graphql-middleware';
import { gql } from 'graphql-tag';
import { viewerWith } from '../../testkit/tokens';
import { notFound } from '../errors/errors';
import { AuthMarkerError } from './rule-context';
import { shieldFromDirectives } from './rules';
import { MemoryRateStore } from './field-rates';
import type { Viewer } from './viewer';

const HEADER = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
    import: ["@key", "@authenticated", "@requiresScopes", "@composeDirective"])
    @link(url: "https://specs.apollo.dev/link/v1.0")
    @link(url: "https://cashcraft.dev/directives/v1.0", import: ["@public"])
    @composeDirective(name: "@public")
  directive @public on FIELD_DEFINITION
`;
const PERMISSIONS = ['crm:read', 'costs:read', 'estimates:read'];

const SDL = `${HEADER}
  type Query {
    open: String @public
    mine: String @authenticated
    lead: Lead @requiresScopes(scopes: [["crm:read"]])
    leads: LeadConnection @authenticated
    anything: Thing @authenticated
    either: String @requiresScopes(scopes: [["crm:read", "costs:read"], ["estimates:read"]])
    missing: Lead @requiresScopes(scopes: [["crm:read"]])
  }
  type Mutation { write: String @requiresScopes(scopes: [["crm:read"]]) }
  type Lead @key(fields: "id") @requiresScopes(scopes: [["crm:read"]]) {
    id: ID! name: String cost: String @requiresScopes(scopes: [["costs:read"]]) sibling: Lead
  }
  type LeadConnection { nodes: [Lead] }
  type Note @key(fields: "id") { id: ID! text: String }
  union Thing = Lead | Note
`;

const lead = { __typename: 'Lead', id: '1', name: 'Roof', cost: '7', sibling: { id: '2', name: 'Door' } };
const resolvers = {
  Query: {
    open: () => 'open',
    mine: () => 'mine',
    lead: () => lead,
    leads: () => ({ nodes: [lead, lead] }),
    anything: () => lead,
    either: () => 'either',
    missing: () => {
      throw notFound('Lead');
    },
  },
  Mutation: { write: () => 'written' },
  Lead: { __resolveReference: () => lead },
  Note: { __resolveReference: ({ id }: { id: string }) => ({ id, text: 'note' }) },
};

const RATES = { store: new MemoryRateStore(), times: 1 };
const build = (sdl: string) => {
  const schema = buildSubgraphSchema({ typeDefs: gql(sdl), resolvers: resolvers as never });
  return applyMiddleware(schema, shieldFromDirectives(schema, PERMISSIONS, RATES));
};
const schema = build(SDL);

const holding = (...permissions: string[]): Viewer => ({
  ...viewerWith('viewer'),
  permissions: new Set(permissions),
});
const ask = (viewer: Viewer | null, source: string): Promise<ExecutionResult> =>
  graphql({ schema, source, contextValue: { viewerOrNull: viewer } });
const codesOf = (result: ExecutionResult) => (result.errors ?? []).map((error) => error.extensions['code']);
const entity = (type: string, fields: string) =>
  `{ _entities(representations: [{ __typename: "${type}", id: "1" }]) { ... on ${type} { ${fields} } } }`;

describe('rules generated from the SDL', () => {
  it.each([
    ['{ open }', null, []],
    ['{ mine }', null, ['UNAUTHENTICATED']],
    ['{ mine }', holding(), []],
    ['{ lead { id } }', null, ['UNAUTHENTICATED']],
    ['{ lead { id } }', holding('costs:read'), ['FORBIDDEN']],
    ['{ lead { id } }', holding('crm:read'), []],
    ['{ a: lead { id } b: lead { x: cost } }', holding('crm:read'), ['FORBIDDEN']],
    ['{ lead { cost } }', holding('crm:read', 'costs:read'), []],
    ['{ lead { sibling { name } } }', holding('crm:read'), []],
    ['mutation { write }', holding(), ['FORBIDDEN']],
    ['{ either }', holding('crm:read'), ['FORBIDDEN']],
    ['{ either }', holding('crm:read', 'costs:read'), []],
    ['{ either }', holding('estimates:read'), []],
  ])('%s', async (source, viewer, expected) => {
    expect(codesOf(await ask(viewer, source))).toEqual(expected);
  });

  it("demands a type's marker wherever the type is returned, through unmarked types and unions too", async () => {
    expect(codesOf(await ask(holding(), '{ leads { nodes { id } } }'))).toEqual(['FORBIDDEN']);
    expect(codesOf(await ask(holding('crm:read'), '{ leads { nodes { id } } }'))).toEqual([]);
    expect(codesOf(await ask(holding(), '{ anything { ... on Lead { id } } }'))).toEqual(['FORBIDDEN']);
  });

  it('guards entity references by a log-in and the type’s own marker', async () => {
    expect(codesOf(await ask(null, entity('Lead', 'name')))).toEqual(['UNAUTHENTICATED']);
    expect(codesOf(await ask(holding(), entity('Lead', 'name')))).toEqual(['FORBIDDEN']);
    expect(codesOf(await ask(holding('crm:read'), entity('Lead', 'name')))).toEqual([]);
    expect(codesOf(await ask(holding('crm:read'), entity('Lead', 'cost')))).toEqual(['FORBIDDEN']);
    expect(codesOf(await ask(null, entity('Note', 'text')))).toEqual(['UNAUTHENTICATED']);
    expect((await ask(holding(), entity('Note', 'text'))).data).toEqual({ _entities: [{ text: 'note' }] });
  });

  it("lets a resolver's own coded error pass", async () => {
    expect(codesOf(await ask(holding('crm:read'), '{ missing { id } }'))).toEqual(['NOT_FOUND']);
  });

  it('keeps the SDL readable for routers', async () => {
    expect((await ask(null, '{ _service { sdl } }')).errors).toBeUndefined();
  });

  it('stands only in front of fields that demand more than their parent, and of all roots', () => {
    const guarded = (name: string) =>
      Object.values((schema.getType(name) as GraphQLObjectType).getFields())
        .filter(({ resolve }) => resolve !== undefined)
        .map((field) => field.name);
    expect(guarded('Lead')).toEqual(['cost']);
    expect(guarded('LeadConnection')).toEqual(['nodes']);
    expect(guarded('Note')).toEqual([]);
    for (const root of ['Query', 'Mutation']) {
      expect(guarded(root)).toEqual(Object.keys((schema.getType(root) as GraphQLObjectType).getFields()));
    }
  });

  it.each([
    ['an unmarked root field', `${HEADER} type Query { bare: String }`, 'Query.bare has no auth marker'],
    [
      'a scope that is not in the closed list',
      `${HEADER} type Query { a: String @requiresScopes(scopes: [["crm:raed"]]) }`,
      'unknown permission "crm:raed"',
    ],
    [
      'a field marked public and protected',
      `${HEADER} type Query { a: String @public @authenticated }`,
      'both @public and protected',
    ],
  ])('refuses to start with %s', (_case, sdl, message) => {
    expect(() => {
      const bare = buildSubgraphSchema({ typeDefs: gql(sdl) });
      shieldFromDirectives(bare, PERMISSIONS, RATES);
    }).toThrow(AuthMarkerError);
    expect(() => {
      const bare = buildSubgraphSchema({ typeDefs: gql(sdl) });
      shieldFromDirectives(bare, PERMISSIONS, RATES);
    }).toThrow(message);
  });
});
