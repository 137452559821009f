import { pino } from 'pino';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { FastifyInstance } from 'fastify';
import { GraphQLError } from 'graphql';
import { gql } from 'graphql-tag';
import { createTestTokens, viewerWith } from '../../testkit/tokens';
import { createTinyGraph } from '../../testkit/tiny-graph';
import { factsFor } from '../../testkit/subgraph';
import { createExecutor, type Subgraph } from './subgraph';
import { createSubgraphServer } from './subgraph-server';

/* Whatever stands before a subgraph, its client's mistakes are no faults: in this process and over HTTP. */

const tokens = createTestTokens();
const graph = createTinyGraph(tokens.verifier);
const lines: string[] = [];
const log = pino({ level: 'error' }, { write: (line) => void lines.push(line) });
const owner = tokens.sign(viewerWith('owner'));
let server: FastifyInstance;

beforeAll(async () => {
  server = await createSubgraphServer(graph.crm, log);
});
afterAll(() => server.close());
beforeEach(() => {
  lines.length = 0;
});

interface Sent {
  query: string;
  variables?: Record<string, unknown>;
  operationName?: string;
}
interface Told {
  errors?: { message: string; extensions?: { code?: unknown } }[];
}

const overHttp = (subgraph: FastifyInstance) => async (sent: Sent, token: string | null) => {
  const headers = token === null ? {} : { authorization: `Bearer ${token}` };
  const answer = await subgraph.inject({ method: 'POST', url: '/graphql', payload: sent, headers });
  return { status: answer.statusCode, ...answer.json<Told>() };
};
const WAYS = {
  'in-process': async (sent: Sent, token: string | null) => {
    const answer = await createExecutor(graph.crm, log)({ ...sent, facts: factsFor(token) });
    return { status: 200, ...(answer as Told) };
  },
  http: (sent: Sent, token: string | null) => overHttp(server)(sent, token),
};

const ENTITIES = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Lead { name } } }';
const entities = (...r: unknown[]): Sent => ({ query: ENTITIES, variables: { r } });
const INCLUDE = 'subscription ($k: Boolean!) { counter(goal: 1) @include(if: $k) }';

describe.each(Object.keys(WAYS) as (keyof typeof WAYS)[])('a mistake, %s', (way) => {
  it.each<[string, Sent, string]>([
    ['an entity without __typename', entities({ id: '1' }), 'BAD_USER_INPUT'],
    ['an entity of an unknown type', entities({ __typename: 'Nothing', id: '1' }), 'BAD_USER_INPUT'],
    ['an entity of a type that is none', entities({ __typename: 'Caller' }), 'BAD_USER_INPUT'],
    ['an entity of a member of Object.prototype', entities({ __typename: 'constructor' }), 'BAD_USER_INPUT'],
    ['an entity that is a text', entities('Lead'), 'BAD_USER_INPUT'],
    ['an entity that is a list', entities([{ __typename: 'Lead' }]), 'BAD_USER_INPUT'],
    ['a wrong scalar', { query: '{ echo(amount: "x") }' }, 'BAD_USER_INPUT'],
    [
      'a wrong variable',
      { query: 'query ($m: Int!) { wait(ms: $m) }', variables: { m: 'x' } },
      'BAD_USER_INPUT',
    ],
    [
      'sixty wrong variables',
      {
        query: 'query ($m: [Int!]!) { wait(ms: 1) @skip(if: $m) }',
        variables: { m: Array(60).fill('x') },
      },
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'an unknown operation',
      { query: 'query A { caller { ip } }', operationName: 'B' },
      'OPERATION_RESOLUTION_FAILURE',
    ],
    [
      'a condition at the root of a subscription',
      { query: INCLUDE, variables: { k: true } },
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])('such as %s is told with its code', async (_what, sent, code) => {
    const { errors = [], status } = await WAYS[way](sent, owner);
    expect(new Set(errors.map(({ extensions }) => extensions?.code))).toEqual(new Set([code]));
    expect(status).toBeLessThan(500);
    expect(lines).toEqual([]);
  });

  it.each([
    ['forged', `${owner.slice(0, -8)}AAAAAAAA`],
    ['expired', tokens.sign(viewerWith('owner'), -120)],
    ['nonsense', 'abc'],
  ])('such as a token that is %s is UNAUTHENTICATED', async (_what, token) => {
    const { errors = [], status } = await WAYS[way]({ query: '{ caller { ip } }' }, token);
    expect(errors.map(({ extensions }) => extensions?.code)).toEqual(['UNAUTHENTICATED']);
    expect(status).toBe(way === 'http' ? 401 : 200);
    expect(lines).toEqual([]);
  });
});

/** Errors that graphql-js takes for its own, or that write themselves strangely. */
const STRANGE: [string, () => unknown][] = [
  ['with a list as its path', () => Object.assign(new Error('secret'), { path: ['a', { b: 1 }] })],
  ['with a text as its path', () => Object.assign(new Error('secret'), { path: '/etc/secret' })],
  ['with a path of numbers', () => Object.assign(new Error('secret'), { path: [1, 2] })],
  ['that is no error', () => 'secret'],
  ['that is nothing', () => undefined],
  [
    'whose toJSON throws',
    () => {
      class Odd extends GraphQLError {
        override toJSON(): never {
          throw new Error('secret');
        }
      }
      return new Odd('secret');
    },
  ],
  [
    'whose toJSON answers nothing',
    () => Object.assign(new GraphQLError('secret'), { toJSON: () => undefined }),
  ],
];

describe('an error of a resolver', () => {
  let thrown: () => unknown;
  const schema = buildSubgraphSchema({
    typeDefs: gql('type Query { field: String }'),
    resolvers: {
      Query: {
        field: () => {
          throw thrown();
        },
      },
    },
  });
  const subgraph: Subgraph = {
    ...graph.crm,
    schema,
    createContext: async () => ({}),
    routes: () => undefined,
  };

  it.each(STRANGE)('%s is masked, and nothing falls over', async (_what, make) => {
    thrown = make;
    const app = await createSubgraphServer(subgraph, log);
    const run = createExecutor(subgraph, log, 1);
    const answers = [
      await overHttp(app)({ query: '{ field }' }, null),
      ...(await Promise.all([1, 2, 3].map(() => run({ query: '{ field }', facts: factsFor(null) })))),
    ];
    await app.close();
    for (const answer of answers) {
      expect(answer).toMatchObject({ data: { field: null } });
      const { errors = [] } = answer as Told;
      expect(errors.map(({ extensions }) => extensions?.code)).toEqual(['INTERNAL_SERVER_ERROR']);
      expect(JSON.stringify(answer)).not.toContain('secret');
    }
    expect(lines).toHaveLength(answers.length);
  });
});
