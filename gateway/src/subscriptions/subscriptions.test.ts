import { setTimeout as sleep } from 'node:timers/promises';
import { hasEnded, inTime, nextOf } from '../../../testkit/streams';
import {
  eventStreamClient,
  socketClient,
  type Came,
  type SubscriptionClient,
} from '../../../testkit/subscription-clients';
import { startTinyGateway, type TinyGateway, type TransportKind } from '../../../testkit/tiny-gateway';
import { viewerWith } from '../../../testkit/tokens';

const CLIENTS = { websocket: socketClient, 'server-sent events': eventStreamClient } as const;
const WAYS = (['in-process', 'http'] as const).flatMap((kind) =>
  (Object.keys(CLIENTS) as (keyof typeof CLIENTS)[]).map((client) => [kind, client] as const),
);

const LEAD = 'subscription ($id: ID!) { lead: leadChanged(id: $id) { name estimates { id } risk } }';

describe.each(WAYS)('subgraphs %s, clients by %s', (kind: TransportKind, way) => {
  let tiny: TinyGateway;
  let url: string;
  const open: SubscriptionClient[] = [];

  beforeAll(async () => {
    // A client may have a connection open that it has asked nothing on yet: it is not waited for long.
    tiny = await startTinyGateway(kind, { stopTimeoutMs: 1_000 });
    url = await tiny.gateway.app.listen({ port: 0, host: '127.0.0.1' });
  });
  afterAll(async () => {
    for (const client of open) client.dispose();
    await tiny.close();
  });

  function connect(token: string | null = tiny.tokens.sign(viewerWith('owner'))): SubscriptionClient {
    const client = CLIENTS[way](url, token);
    open.push(client);
    return client;
  }
  const refusalOf = async (stream: AsyncIterator<Came>): Promise<unknown[]> => {
    try {
      const { errors } = await nextOf(stream);
      await hasEnded(stream);
      return (errors ?? []).map(({ extensions }) => extensions?.['code']);
    } catch (error) {
      if (!Array.isArray(error)) throw error;
      return (error as { extensions: { code: string } }[]).map(({ extensions }) => extensions.code);
    }
  };

  it('gives the state at once, then each change, with what other subgraphs have of it', async () => {
    const stream = connect().subscribe(LEAD, { id: '1' });
    const lead = { estimates: [{ id: 'e1' }], risk: 10 };
    expect(await nextOf(stream)).toEqual({ data: { lead: { name: expect.any(String), ...lead } } });
    for (const name of ['Barn', 'House']) {
      tiny.graph.rename('1', name);
      expect(await nextOf(stream)).toEqual({ data: { lead: { name, ...lead } } });
    }
    await stream.return?.();
  });

  it('reports a part that fails in the event, at the client’s path', async () => {
    const stream = connect().subscribe(LEAD, { id: '2' });
    expect(await nextOf(stream)).toMatchObject({
      data: { lead: { name: 'Kitchen', risk: null } },
      errors: [{ path: ['lead', 'risk'], extensions: { code: 'CONFLICT' } }],
    });
    await stream.return?.();
  });

  it('completes when the subgraph completes, the last state delivered', async () => {
    tiny.graph.rename('1', '0');
    const stream = connect().subscribe('subscription { counter(goal: 3) }');
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const { data } of stream) seen.push(data?.counter);
    })();
    for (const count of ['1', '2', '3']) {
      await sleep(20);
      tiny.graph.rename('1', count);
    }
    await inTime(reading, 90_000);
    expect(seen.at(-1)).toBe(3);
  });

  it('refuses what does not exist, what is malformed, and whoever may not', async () => {
    const client = connect();
    expect(await refusalOf(client.subscribe(LEAD, { id: 'nothing' }))).toEqual(['NOT_FOUND']);
    expect(await refusalOf(connect(null).subscribe(LEAD, { id: '1' }))).toEqual(['UNAUTHENTICATED']);
  });

  it('runs a query by the same way', async () => {
    const stream = connect().subscribe('{ leads { id } }');
    expect(await nextOf(stream)).toMatchObject({ data: { leads: [{ id: '1' }, { id: '2' }, { id: '3' }] } });
    expect(await hasEnded(stream)).toBe(true);
  });

  it('counts what runs, and forgets it when the client leaves', async () => {
    const stream = connect().subscribe(LEAD, { id: '1' });
    await nextOf(stream);
    const running = async () => {
      const metrics = (await tiny.gateway.app.inject('/metrics')).body;
      return [...metrics.matchAll(/^graphql_subscriptions\{.*\} (\d+)$/gm)].map(([, count]) => Number(count));
    };
    expect(Math.max(...(await running()))).toBeGreaterThan(0);
    for (const client of open.splice(0)) client.dispose();
    await inTime(
      (async () => {
        while ((await running()).some((count) => count > 0)) await sleep(20);
      })(),
      90_000,
    );
  });
});

describe('an event of a subgraph in this process', () => {
  it('that is larger than an answer may be ends the subscription, and the client is told to ask for less', async () => {
    const tiny = await startTinyGateway('in-process', {
      maxSubgraphAnswerBytes: 100_000,
      stopTimeoutMs: 1_000,
    });
    const address = await tiny.gateway.app.listen({ port: 0, host: '127.0.0.1' });
    const client = socketClient(address, tiny.tokens.sign(viewerWith('owner')));
    const small = client.subscribe('subscription { flood(bytes: 90000) }');
    expect((await nextOf(small)).errors).toBeUndefined();
    const large = client.subscribe('subscription { flood(bytes: 110000) }');
    await expect(nextOf(large)).resolves.toMatchObject({
      errors: [{ message: expect.stringContaining('Ask for less') }],
    });
    expect(await hasEnded(large)).toBe(true);
    client.dispose();
    await tiny.close();
  });
});
