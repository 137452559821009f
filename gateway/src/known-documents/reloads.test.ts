import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import {
  json,
  startFaultySubgraph,
  type Behaviour,
  type FaultySubgraph,
} from '../../../testkit/faulty-subgraph';
import { codes } from '../../../testkit/subgraph';
import { startTinyGateway, type TinyAnswer, type TinyGateway } from '../../../testkit/tiny-gateway';
import { tinySupergraph } from '../../../testkit/tiny-graph';
import { loadSupergraph } from '../supergraph/supergraph';

const LISTED = { echo: 'query Echo { echo(amount: "1") }', big: 'query Big { big(bytes: 1) }' };
/** A replaced graph is closed after 3 s at the earliest. */
const GRACE_MS = 3_000;

describe('listed operations while the supergraph is exchanged', () => {
  let folder: string;
  let here: FaultySubgraph;
  let there: FaultySubgraph;
  let tiny: TinyGateway;
  let url: string;
  let sdlHere: string;
  let sdlThere: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'known-documents-reloads-'));
    const manifestPath = join(folder, 'manifest.json');
    const operations = Object.entries(LISTED).map(([id, body]) => ({ id, body }));
    writeFileSync(
      manifestPath,
      JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }),
    );
    [here, there] = [await startFaultySubgraph(), await startFaultySubgraph()];
    sdlHere = supergraphAt(here);
    sdlThere = supergraphAt(there);
    // crm has no transport of its own: it is reached at its address in the supergraph.
    tiny = await startTinyGateway('in-process', {
      supergraph: loadSupergraph(sdlHere, 'first'),
      transports: { crm: undefined as never },
      persisted: { manifestPath },
    });
    url = await tiny.gateway.app.listen({ host: '127.0.0.1', port: 0 });
  });
  beforeEach(async () => {
    here.behave = answers('here');
    there.behave = answers('there');
    await serve(`${sdlHere}\n# ${Math.random()}`);
  });
  afterAll(async () => {
    await tiny.close();
    await Promise.all([here.close(), there.close()]);
    rmSync(folder, { recursive: true });
  });

  const supergraphAt = ({ url }: FaultySubgraph) =>
    tinySupergraph({ crm: url, estimates: 'http://estimates.invalid' });
  const answers = (where: string): Behaviour => json(`{"data":{"echo":"${where}"}}`);
  const serve = async (sdl: string) =>
    expect(await tiny.gateway.reload(() => loadSupergraph(sdl, 'next'))).toBe('reloaded');
  /** By real HTTP: the lane of known documents is in front of what `inject` reaches. */
  const ask = async (id: keyof typeof LISTED): Promise<Omit<TinyAnswer, 'headers'>> => {
    const answer = await request(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: LISTED[id] }),
    });
    const text = await answer.body.text();
    const { data, errors = [] } = JSON.parse(text) as Pick<TinyAnswer, 'data' | 'errors'>;
    return { status: answer.statusCode, data: data as unknown, errors, text };
  };

  /** How many requests the lane of known documents has taken. */
  async function taken(): Promise<number> {
    const { body } = await tiny.gateway.app.inject('/metrics');
    const counts = [...body.matchAll(/^graphql_known_documents_total\{kind="listed"\} (\d+)$/gm)];
    return counts.reduce((sum, [, count]) => sum + Number(count), 0);
  }

  it('are answered by the new graph from then on, still by the lane of known documents', async () => {
    const before = await taken();
    expect((await ask('echo')).data).toEqual({ echo: 'here' });
    await serve(sdlThere);
    expect((await ask('echo')).data).toEqual({ echo: 'there' });
    await serve(sdlHere);
    expect((await ask('echo')).data).toEqual({ echo: 'here' });
    expect((await taken()) - before).toBe(3);
  });

  it('are answered by the old graph if they were in flight, even after it was replaced for long', async () => {
    const before = await taken();
    let answer: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      here.behave = (response, request) => {
        answer = () => answers('here')(response, request);
        resolve();
      };
    });
    const inFlight = ask('echo');
    await asked;
    await serve(sdlThere);
    expect((await ask('echo')).data).toEqual({ echo: 'there' });
    await sleep(GRACE_MS + 500);
    answer();
    expect((await inFlight).data).toEqual({ echo: 'here' });
    expect((await taken()) - before).toBe(2);
  });

  it('are refused as invalid while the graph has not what they ask, and taken again when it has', async () => {
    const withoutBig = sdlHere.replace(/\n.*big\(bytes: Int!\).*/, '');
    here.behave = json('{"data":{"big":"x"}}');
    expect((await ask('big')).data).toEqual({ big: 'x' });
    await serve(withoutBig);
    const before = await taken();
    const refused = await ask('big');
    expect([refused.status, codes(refused)]).toEqual([400, ['GRAPHQL_VALIDATION_FAILED']]);
    expect(await taken()).toBe(before);
    await serve(sdlHere);
    expect((await ask('big')).data).toEqual({ big: 'x' });
    expect((await taken()) - before).toBe(1);
  });

  it('fail not once under load, and each answer is of one graph or the other', async () => {
    let running = true;
    const seen: unknown[] = [];
    const before = await taken();
    const loads = Array.from({ length: 5 }, async () => {
      while (running) seen.push((await ask('echo')).text);
    });
    for (const [sdl, where] of [
      [sdlThere, 'there'],
      [sdlHere, 'here'],
      [sdlThere, 'there'],
    ] as const) {
      await serve(sdl);
      while (!String(seen.at(-1)).includes(`"${where}"`)) await sleep(5); // "there" holds "here"
    }
    running = false;
    await Promise.all(loads);
    expect(new Set(seen)).toEqual(
      new Set(['here', 'there'].map((where) => `{"data":{"echo":"${where}"}}\n`)),
    );
    expect((await taken()) - before).toBe(seen.length);
  });
});
