import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestFacts } from '../../../service-kit/subgraph/context';
import type { SubgraphOperation } from '../../../service-kit/subgraph/subgraph';
import { startTinyGateway, type TinyGateway } from '../../../testkit/tiny-gateway';

let tiny: TinyGateway;
afterEach(() => tiny.close());

describe('a request’s deadline', () => {
  it.each([
    ['{ status }', 10_000], // a subgraph's time-out: it is a query
    ['mutation { renameLead(input: { id: "1", name: "x" }) { lead { id } } }', 300_000],
    ['{ hello: echo(amount: "1") __typename ...F } fragment F on Query { b: echo(amount: "2") }', 300_000],
    ['{ echo(amount: "1") explode }', 10_000],
    ['mutation { renameLead(input: { id: "1", name: "x" }) { lead { name estimates { id } } } }', 300_000],
  ])('goes along over HTTP, longer for long operations: %s', async (query, ms) => {
    tiny = await startTinyGateway('http', {
      limits: {
        rates: { perAddressPerMinute: 0, perUserPerHour: 0, points: 0 },
        longOperations: { fields: ['renameLead', 'echo'] },
      },
    });
    const seen: RequestFacts[] = [];
    for (const subgraph of [tiny.graph.crm, tiny.graph.estimates]) {
      const create = subgraph.createContext.bind(subgraph);
      subgraph.createContext = async (facts) => {
        seen.push(facts);
        return create(facts);
      };
    }
    const askedAt = Date.now();
    await tiny.ask(query, { headers: { ...tiny.as(), 'x-request-timeout-ms': '1' } });
    // Counted from somewhere between the question and the answer, however long both take.
    const { deadlineAt = 0 } = seen[0] ?? {};
    expect(deadlineAt).toBeGreaterThanOrEqual(askedAt + ms);
    expect(deadlineAt).toBeLessThanOrEqual(Date.now() + ms + 1);
  });
});

describe('a client that goes away', () => {
  /** Asks, goes away while crm works, and counts what estimates is asked afterwards. */
  async function leaveDuring(
    query: string,
    data: Record<string, unknown>,
    tries = Infinity,
  ): Promise<number> {
    let fetches = 0;
    const gone = new AbortController();
    let finished: () => void;
    const crmAnswered = new Promise<void>((resolve) => (finished = resolve));
    tiny = await startTinyGateway('in-process', {
      transports: {
        crm: {
          kind: 'in-process',
          execute: async ({ facts }: SubgraphOperation) => {
            gone.abort();
            for (let i = 0; i < tries && !facts.isAbandoned?.(); i += 1) await sleep(5);
            finished();
            return { data };
          },
        },
        estimates: {
          kind: 'in-process',
          execute: async () => {
            fetches += 1;
            return { data: { _entities: [{ estimates: [] }] } };
          },
        },
      },
    });
    const url = await tiny.gateway.app.listen({ port: 0 });
    const asked = fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...tiny.as() },
      body: JSON.stringify({ query }),
      signal: gone.signal,
    });
    await expect(asked).rejects.toThrow('aborted');
    await crmAnswered;
    await tiny.gateway.close(); // lets what is under way come to its end
    return fetches;
  }
  const lead = { __typename: 'Lead', id: '1' };

  it('leaves its query undone: nothing more is fetched', async () => {
    expect(await leaveDuring('{ leads { id estimates { id } } }', { leads: [lead] })).toBe(0);
  });

  it('does not stop its mutation, whose answer a retry may want', async () => {
    const rename = 'mutation { renameLead(input: { id: "1", name: "x" }) { lead { id estimates { id } } } }';
    expect(await leaveDuring(rename, { renameLead: { __typename: 'RenameLeadPayload', lead } }, 100)).toBe(1);
  });
});
