import { setTimeout as sleep } from 'node:timers/promises';
import { buildSchema, parse, type GraphQLSchema } from 'graphql';
import { silentLogger } from '../../../service-kit/process/logger';
import { createGraphSwitch } from './apollo-seam';
import type { OperationAnswer } from '../pipeline/answer';
import type { ServedGraph } from './served-graph';

interface FakeGraph extends ServedGraph {
  closed: boolean;
  release(): void;
}

/** A graph that answers its name, when it is released if it is a slow one. */
function fakeGraph(name: string, sdl = 'type Query { a: String }', slow = false): FakeGraph {
  let release: () => void = () => undefined;
  const released = slow
    ? new Promise<void>((resolve) => {
        release = resolve;
      })
    : Promise.resolve();
  let running: Promise<unknown> = Promise.resolve();
  return {
    supergraph: { gatewaySdl: sdl } as never,
    schema: buildSchema(sdl),
    closed: false,
    release: () => release(),
    execute(request) {
      if (this.closed) throw new Error('closed');
      const answer = released.then(() => ({
        data: { a: `${name} ${request.operation.schema === this.schema}` },
      }));
      running = answer;
      return answer;
    },
    prepare: () => undefined,
    idle: async () => void (await running),
    async close() {
      this.closed = true;
    },
  };
}

/** Calls the executor as Apollo Server does once it has parsed and validated. */
async function asker(graphs: ReturnType<typeof createGraphSwitch>) {
  const { executor } = await graphs.gatewayInterface.load({ apollo: {} });
  return (schema: GraphQLSchema, source = '{ a }') => {
    const document = parse(source);
    const [operation] = document.definitions;
    const request = { schema, source, document, operation, queryHash: 'h', request: {}, context: {} };
    return (executor as (asked: unknown) => Promise<OperationAnswer>)(request);
  };
}

const GRACE_MS = 30;
const log = silentLogger();
const later = () => sleep(GRACE_MS * 4);

describe('the switch between graphs', () => {
  it('lets a request that was validated before the change run on its own graph after it', async () => {
    const [first, second] = [fakeGraph('first'), fakeGraph('second')];
    const graphs = createGraphSwitch(first, { log, graceMs: GRACE_MS });
    const ask = await asker(graphs);
    graphs.replace(second);
    await expect(ask(first.schema)).resolves.toEqual({ data: { a: 'first true' } });
    await expect(ask(second.schema)).resolves.toEqual({ data: { a: 'second true' } });
    await later();
    expect([first.closed, second.closed]).toEqual([true, false]);
    await graphs.close();
  });

  it('keeps a graph as long as an operation runs on it', async () => {
    const first = fakeGraph('first', undefined, true);
    const graphs = createGraphSwitch(first, { log, graceMs: GRACE_MS });
    const ask = await asker(graphs);
    const answer = ask(first.schema);
    graphs.replace(fakeGraph('second'));
    await later();
    expect(first.closed).toBe(false);
    first.release();
    await expect(answer).resolves.toEqual({ data: { a: 'first true' } });
    await later();
    expect(first.closed).toBe(true);
    await graphs.close();
  });

  it('reads a request anew whose graph is gone, for the one that is served', async () => {
    const [first, second] = [fakeGraph('first'), fakeGraph('second', 'type Query { a: String b: Int }')];
    const graphs = createGraphSwitch(first, { log, graceMs: GRACE_MS });
    const ask = await asker(graphs);
    graphs.replace(second);
    await later();
    await expect(ask(first.schema)).resolves.toEqual({ data: { a: 'second true' } });
    await graphs.close();
  });

  it('refuses such a request by code when it no longer fits', async () => {
    const first = fakeGraph('first');
    const graphs = createGraphSwitch(first, { log, graceMs: GRACE_MS });
    const ask = await asker(graphs);
    graphs.replace(fakeGraph('second', 'type Query { b: Int }'));
    await later();
    const answer = await ask(first.schema);
    expect(answer.data).toBeUndefined();
    expect(answer.errors?.[0]?.extensions['code']).toBe('GRAPHQL_VALIDATION_FAILED');
    await graphs.close();
  });

  it('closes every graph that is open, those in their grace too, and one that comes too late', async () => {
    const [first, second, late] = [fakeGraph('first'), fakeGraph('second'), fakeGraph('late')];
    const graphs = createGraphSwitch(first, { log, graceMs: 60_000 });
    graphs.replace(second);
    await graphs.close();
    graphs.replace(late);
    expect([first.closed, second.closed, late.closed]).toEqual([true, true, true]);
  });
});
