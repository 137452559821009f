import { setTimeout as sleep } from 'node:timers/promises';
import { hasEnded, inTime, nextOf } from '../../../testkit/streams';
import {
  eventStreamClient,
  socketClient,
  type SubscriptionClient,
} from '../../../testkit/subscription-clients';
import { startTinyGateway, type TinyGateway } from '../../../testkit/tiny-gateway';
import { tinySupergraph } from '../../../testkit/tiny-graph';
import { viewerWith } from '../../../testkit/tokens';
import { loadSupergraph } from '../supergraph/supergraph';

const LEAD = 'subscription { leadChanged(id: "1") { name } }';
const PATIENCE_MS = 90_000;

describe.each(['in-process', 'http'] as const)('a supergraph that is exchanged, subgraphs %s', (kind) => {
  let tiny: TinyGateway;
  let url: string;
  let reloads = 0;
  const clients: SubscriptionClient[] = [];

  beforeAll(async () => {
    tiny = await startTinyGateway(kind, { stopTimeoutMs: 1_000 });
    url = await tiny.gateway.app.listen({ port: 0, host: '127.0.0.1' });
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.dispose();
  });
  afterAll(() => tiny.close());

  const token = () => tiny.tokens.sign(viewerWith('owner'));
  /** A graph without `big`, and one with it, in turn. */
  const reload = async () => {
    reloads += 1;
    const sdl = `${tinySupergraph()}\n# ${reloads}`;
    const next = reloads % 2 === 1 ? sdl.replace(/\n.*big\(bytes: Int!\).*/, '') : sdl;
    expect(await tiny.gateway.reload(() => loadSupergraph(next, 'next'))).toBe('reloaded');
  };
  /** A graphql-ws client, and the codes its sockets were closed with. */
  function connect(retryAttempts: number) {
    const closes: number[] = [];
    const client = socketClient(url, token(), {
      retryAttempts,
      retryWait: async () => undefined,
      on: { closed: (event) => void closes.push((event as { code: number }).code) },
    });
    clients.push(client);
    return { client, closes };
  }
  const running = async () => {
    const { body } = await tiny.gateway.app.inject('/metrics');
    const counts = [...body.matchAll(/^graphql_subscriptions\{.*\} (\d+)$/gm)];
    return counts.reduce((sum, [, count]) => sum + Number(count), 0);
  };
  const until = async (condition: () => Promise<boolean> | boolean) => {
    for (const giveUpAt = Date.now() + PATIENCE_MS; !(await condition()); await sleep(10)) {
      if (Date.now() > giveUpAt) throw new Error('It did not come to that.');
    }
  };
  /** Holds up what crm is asked from now on, until it is let go. */
  function holdUp() {
    const { crm } = tiny.graph;
    const create = crm.createContext.bind(crm);
    let letGo: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const asked = new Promise<void>((resolve) => {
      crm.createContext = async (facts) => {
        resolve();
        await released;
        return create(facts);
      };
    });
    return {
      asked,
      letGo() {
        crm.createContext = create;
        letGo();
      },
    };
  }

  it('closes sockets by 1012, and clients of graphql-ws subscribe again by themselves', async () => {
    const { client, closes } = connect(5);
    const stream = client.subscribe(LEAD);
    await nextOf(stream);
    for (const round of [1, 2]) {
      await reload();
      expect((await nextOf(stream)).data).toEqual({ leadChanged: { name: expect.any(String) } }); // the state at the beginning
      expect(closes).toEqual(Array(round).fill(1012));
      tiny.graph.rename('1', `Round ${round}`);
      expect((await nextOf(stream)).data).toEqual({ leadChanged: { name: `Round ${round}` } });
      await until(async () => (await running()) === 1);
    }
  });

  it('cuts event streams off without saying that they are complete, so that clients come back', async () => {
    const client = eventStreamClient(url, token(), { retryAttempts: 5 });
    clients.push(client);
    const stream = client.subscribe(LEAD);
    await nextOf(stream);
    await reload();
    await nextOf(stream);
    tiny.graph.rename('1', 'After');
    expect((await nextOf(stream)).data).toEqual({ leadChanged: { name: 'After' } });
    await until(async () => (await running()) === 1);
  });

  it('leaves sockets open on which only queries run', async () => {
    const { client, closes } = connect(0);
    const held = holdUp();
    const stream = client.subscribe('{ leads { id } }');
    const answer = nextOf(stream);
    await held.asked;
    await reload();
    held.letGo();
    expect((await answer).data.leads).toHaveLength(3);
    expect(await hasEnded(stream)).toBe(true);
    expect(closes).toEqual([]);
  });

  it('takes those along by 1012 that were just beginning on the former one', async () => {
    const { client, closes } = connect(5);
    const held = holdUp();
    const stream = client.subscribe(LEAD);
    const first = nextOf(stream);
    await held.asked;
    await reload();
    held.letGo();
    await first;
    await inTime(
      until(() => closes.length > 0),
      PATIENCE_MS,
    );
    expect(closes).toEqual([1012]);
    tiny.graph.rename('1', 'Newest');
    await until(async () => (await nextOf(stream)).data.leadChanged.name === 'Newest');
    await until(async () => (await running()) === 1);
  });

  it('takes an event stream along that was just beginning on the former one', async () => {
    const held = holdUp();
    const answer = fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token()}`,
        'content-type': 'application/json',
        accept: 'text/event-stream',
      },
      body: JSON.stringify({ query: LEAD }),
    });
    await held.asked;
    await reload();
    held.letGo();
    const text = await inTime((await answer).text(), PATIENCE_MS); // it ends
    expect(text).not.toContain('complete');
    await until(async () => (await running()) === 0);
  });
});
