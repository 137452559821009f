import { buildSubgraphSchema } from '@apollo/subgraph';
import type { FastifyInstance } from 'fastify';
import { gql } from 'graphql-tag';
import { silentLogger } from '../process/logger';
import { createSubgraphServer } from './subgraph-server';

/* What a subgraph's own port refuses, whoever reaches it. */

let server: FastifyInstance;
beforeAll(async () => {
  const schema = buildSubgraphSchema({
    typeDefs: gql('input Filter { n: Int } type Query { ping(f: Filter, n: Int): String }'),
    resolvers: { Query: { ping: () => 'pong' } } as never,
  });
  server = await createSubgraphServer(
    {
      name: 'crm',
      schema,
      createContext: async (facts) => ({ facts }),
      ready: async () => undefined,
      close: async () => undefined,
    },
    silentLogger(),
  );
});
afterAll(() => server.close());

async function ask(query: string, variables: object = {}) {
  const response = await server.inject({ method: 'POST', url: '/graphql', payload: { query, variables } });
  const { errors = [] } = response.json<{
    errors?: { message: string; extensions?: { code?: string } }[];
  }>();
  return {
    status: response.statusCode,
    code: errors[0]?.extensions?.code,
    length: errors[0]?.message.length ?? 0,
  };
}

it.each([
  ['fields beside one another', `{ ${Array.from({ length: 3_001 }, (_, i) => `a${i}: ping`).join(' ')} }`],
  ['fields again and again', `{ ${'ping '.repeat(600)} }`],
  ['fragments again and again', `{ ${'...F '.repeat(600)} } fragment F on Query { ping }`],
])('refuses too many %s', async (_what, query) => {
  expect(await ask(query)).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
});

it('refuses a list that nobody could pay for, before its items are looked at', async () => {
  const items = Array<object>(50_001).fill({});
  const refused = await ask('query ($f: Filter) { ping(f: $f) }', { f: items });
  expect(refused).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
});

it('tells wrong variables in a line, with 400', async () => {
  const wrong = { f: { unknown: 'x'.repeat(1_000_000) } };
  const { status, code, length } = await ask('query ($f: Filter) { ping(f: $f) }', wrong);
  expect({ status, code }).toEqual({ status: 400, code: 'BAD_USER_INPUT' });
  expect(length).toBeLessThan(500);
});

it('answers what is as it should be', async () => {
  expect(await ask('query ($f: Filter) { ping(f: $f) }', { f: { n: 1 } })).toMatchObject({ status: 200 });
});
