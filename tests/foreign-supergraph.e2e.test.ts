import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMonolith } from '../testkit/federation/monolith';
import { startRowServers, type RowServers } from '../testkit/federation/row-servers';
import { runMainFile, type Started } from '../testkit/npm-start';
import { freePort } from '../testkit/ports';
import { parse } from 'graphql';
import { media } from './differential/graphs/media';

/*
 * `npm run gateway -- --supergraph FILE --port N` serves a graph that isn't ours, over HTTP subgraphs that know nothing of
 * us: here one with entity interfaces, unions of unequal members, requirements and provided fields.
 */

const QUERY = `{
  media { id title stars blurb(loud: true) ... on Book { pages sequel { title } } ... on Film { cast { name voice } pitch } }
  accounts { __typename nick isActive watched { __typename title } }
  queue { ... on Song { title plays station { name } } ... on Podcast { host { name } } }
  tonight { film { minutes title tickets } guest { ... on Person { name awards { year for { title } } } } }
}`;

const START_MS = 90_000;
const folder = mkdtempSync(join(tmpdir(), 'foreign-supergraph-'));
const file = join(folder, 'supergraph.graphql');
const running: Started[] = [];
let servers: RowServers;

beforeAll(async () => {
  servers = await startRowServers(media);
  writeFileSync(file, servers.graph.supergraph.sdl);
});
afterAll(async () => {
  for (const { child, ended } of running) {
    if (child.exitCode === null) child.kill('SIGTERM');
    await ended;
  }
  await servers.close();
  rmSync(folder, { recursive: true });
});

function start(settings: Record<string, string>, port: number): Started {
  const started = runMainFile('main/gateway', { HOST: '127.0.0.1', ...settings }, [
    '--supergraph',
    file,
    '--port',
    String(port),
  ]);
  running.push(started);
  return started;
}

/** Waits until the process takes requests. */
async function serve(settings: Record<string, string>): Promise<string> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { child, words } = start(settings, port);
  for (const deadline = Date.now() + START_MS; ; await sleep(100)) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(words());
    const response = await fetch(`${url}/health`).catch(() => null);
    await response?.arrayBuffer();
    if (response?.ok) return url;
  }
}

async function ask(url: string, query: string): Promise<string> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return response.text();
}

describe('npm run gateway over a foreign supergraph', () => {
  it.each(['compiled', 'reference'])(
    'answers through federation as one server with all the data would, engine %s',
    async (executor) => {
      const url = await serve({ UNMARKED_FIELDS: 'public', GATEWAY_EXECUTOR: executor });
      const { graph } = servers;
      const { data } = await createMonolith(graph)(graph.createWorld(), parse(QUERY), {});
      expect(JSON.parse(await ask(url, QUERY))).toEqual(JSON.parse(JSON.stringify({ data })));
      const nonsense = JSON.parse(await ask(url, '{ media { nonsense } }')) as { errors: unknown[] };
      expect(nonsense.errors).toHaveLength(1);
    },
    START_MS + 30_000,
  );

  it(
    'refuses to start by default, for its fields don’t say who may see them, and names them and the way out',
    async () => {
      const { ended, words } = start({}, await freePort());
      expect(await ended).not.toBe(0);
      for (const told of ['Query.media', 'Query.accounts', 'UNMARKED_FIELDS=public']) {
        expect(words()).toContain(told);
      }
    },
    START_MS,
  );
});
