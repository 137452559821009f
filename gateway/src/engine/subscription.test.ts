import { parse, type OperationDefinitionNode } from 'graphql';
import { composedSupergraph, requestContext } from '../../../testkit/scripted-engine';
import { createEngine } from '../engine';
import { operationOf } from '../pipeline/operation';
import { SubgraphFailure, type SubgraphAnswer, type SubgraphSource } from '../subgraph-source';
import { loadSupergraph } from '../supergraph';
import { silentLogger } from '../../../service-kit/logger';

const GRAPH = {
  jobs: 'type Query { a: Int } type Subscription { progress(of: ID!): Job } type Job @key(fields: "id") { id: ID! done: Int }',
  names: 'type Query { b: Int } type Job @key(fields: "id") { id: ID! name: String }',
};

/** @param events what the subgraph sends */
async function subscribe(events: () => AsyncIterable<SubgraphAnswer>) {
  const sources: SubgraphSource[] = ['jobs', 'names'].map((name) => ({
    name,
    close: async () => undefined,
    fetch: async ({ variables }) => {
      const representations = variables['representations'] as { id: string }[];
      return { data: { _entities: representations.map(({ id }) => ({ name: `job ${id}` })) } };
    },
    ...(name === 'jobs' ? { subscribe: async () => events() } : {}),
  }));
  const supergraph = loadSupergraph(composedSupergraph(GRAPH), 'of the test', 'public');
  const engine = await createEngine('compiled', { supergraph, sources, log: silentLogger() });
  const document = parse('subscription ($of: ID!) { progress(of: $of) { name percent: done } }');
  const definition = document.definitions[0] as OperationDefinitionNode;
  const request = {
    operation: operationOf({ document, definition, schema: engine.schema, hash: 'h' }),
    variables: { of: '1' },
    context: requestContext(),
    head: { headers: new Map() },
  };
  expect(await engine.execute(request)).toMatchObject({ data: null }); // a subscription is not executed
  return engine.subscribe?.(request) as Promise<AsyncIterable<unknown>>;
}

const job = (id: string, percent: number) => ({ data: { progress: { __typename: 'Job', id, percent } } });

async function all(events: AsyncIterable<unknown>): Promise<unknown> {
  const found = [];
  for await (const event of events) found.push(event);
  return JSON.parse(JSON.stringify(found));
}

it('answers each event with what other subgraphs add to it', async () => {
  const events = await subscribe(async function* () {
    yield job('1', 10);
    yield {
      data: { progress: null },
      errors: [{ message: 'Lost.', path: ['progress'], extensions: { code: 'CONFLICT' } }],
    };
    yield job('2', 20);
  });
  expect(await all(events)).toMatchObject([
    { data: { progress: { name: 'job 1', percent: 10 } } },
    { data: { progress: null }, errors: [{ message: 'Lost.', path: ['progress'] }] },
    { data: { progress: { name: 'job 2', percent: 20 } } },
  ]);
});

it('tells in a last answer that the subgraph is gone', async () => {
  const events = await subscribe(async function* () {
    yield job('1', 10);
    throw new SubgraphFailure('jobs', 'unreachable');
  });
  expect(await all(events)).toMatchObject([
    { data: { progress: { percent: 10 } } },
    {
      data: { progress: null },
      errors: [{ path: ['progress'], extensions: { code: 'SERVICE_UNAVAILABLE' } }],
    },
  ]);
});

it('ends at the subgraph when the client ends it', async () => {
  let ended = false;
  const events = await subscribe(async function* () {
    try {
      for (let done = 0; ; done += 1) yield job('1', done);
    } finally {
      ended = true;
    }
  });
  for await (const _event of events) break;
  expect(ended).toBe(true);
});
