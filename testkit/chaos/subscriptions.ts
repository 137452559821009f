import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { logIn } from '../company';
import { freePort } from '../ports';
import type { Held, Outcome } from './long';
import { send } from './send';
import type { World } from './world';

/*
 * Ten thousand people, each on a socket of their own, watch an estimate. It changes, and all of them have to be told of the last change;
 * when they have left, the gateway holds nothing of them any more.
 */

const CLIENTS = 10_000;
/** At once, while they come. */
const COMING = 100;
const PATIENCE_MS = 120_000;
const WATCH = `subscription ($id: ID!) { estimateChanged(id: $id) { id title } }`;
const RENAME = `mutation ($input: UpdateEstimateInput!) { updateEstimate(input: $input) { estimate { id } userErrors { code message } } }`;

interface Watcher {
  readonly socket: WebSocket;
  title: string;
}

function watch(url: string, token: string, id: string): Promise<Watcher> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws', {
    perMessageDeflate: false,
  });
  const watcher: Watcher = { socket, title: '' };
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', (code, reason) => reject(new Error(`closed: ${code} ${String(reason)}`)));
    socket.on('open', () =>
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })),
    );
    socket.on('message', (data: Buffer) => {
      const { type, payload } = JSON.parse(data.toString()) as { type: string; payload?: unknown };
      if (type === 'ping') socket.send('{"type":"pong"}');
      if (type === 'connection_ack')
        socket.send(
          JSON.stringify({ id: '1', type: 'subscribe', payload: { query: WATCH, variables: { id } } }),
        );
      if (type === 'error') reject(new Error(JSON.stringify(payload)));
      if (type !== 'next') return;
      watcher.title = titleIn(payload);
      resolve(watcher);
    });
  });
}

const titleIn = (payload: unknown): string =>
  (payload as { data?: { estimateChanged?: { title?: string } } }).data?.estimateChanged?.title ?? '';

/** Has them come, a hundred at a time. @returns those who see the estimate, and why others don't */
async function gather(
  url: string,
  token: string,
  id: string,
): Promise<{ watchers: Watcher[]; refused: string[] }> {
  const [watchers, refused]: [Watcher[], string[]] = [[], []];
  let left = CLIENTS;
  const come = async () => {
    for (; left > 0;) {
      left -= 1;
      await watch(url, token, id).then(
        (watcher) => watchers.push(watcher),
        (error: unknown) => refused.push(String(error)),
      );
    }
  };
  await Promise.all(Array.from({ length: COMING }, come));
  return { watchers, refused };
}

/** @returns how long it took until all have seen it, and how many have not within two minutes */
async function untilSeen(
  watchers: readonly Watcher[],
  title: string,
): Promise<{ seconds: number; missing: number }> {
  const begun = performance.now();
  for (;;) {
    const missing = watchers.filter((watcher) => watcher.title !== title).length;
    const passed = performance.now() - begun;
    if (missing === 0 || passed > PATIENCE_MS) return { seconds: Math.round(passed / 100) / 10, missing };
    await sleep(100);
  }
}

/** Renames the estimate. @throws Error when it is refused */
async function rename(world: World, token: string, id: string, title: string): Promise<void> {
  const answer = await send(world, token, { query: RENAME, variables: { input: { id, title } } });
  if (answer?.data?.updateEstimate?.userErrors?.length !== 0) throw new Error(JSON.stringify(answer));
}

const metric = async (url: string, name: string): Promise<number> =>
  Number(
    new RegExp(`^${name}(?:\\{[^}]*\\})? (\\d+)`, 'm').exec(
      await (await fetch(`${url}/metrics`)).text(),
    )?.[1],
  );

/** Ten thousand sockets, three changes. */
export async function manySubscriptions(
  world: World,
  estimates: ReadonlyMap<string, string>,
  look: () => Held,
): Promise<Outcome> {
  const [organization] = world.organizations;
  const id = estimates.get(organization?.org.id ?? '');
  if (!organization || !id) throw new Error('There is no organisation.');
  const metricsPort = String(await freePort());
  await world.restart('gateway', {
    SOCKETS_PER_ADDRESS: String(2 * CLIENTS),
    SUBSCRIPTIONS_PER_USER: String(2 * CLIENTS),
    METRICS_PORT: metricsPort,
  });
  const operations = `http://127.0.0.1:${metricsPort}`;
  const { accessToken } = await logIn(world.url, organization.owner);
  const before = look().gateway;
  const begun = performance.now();
  const { watchers, refused } = await gather(world.url, accessToken, id);
  const came = Math.round((performance.now() - begun) / 1000);
  const full = look().gateway;
  const faults = refused.length > 0 ? [`${refused.length} were refused: ${refused[0]}`] : [];
  const slowest: number[] = [];
  for (const title of ['One', 'Two', 'Three']) {
    await rename(world, accessToken, id, title);
    const { seconds, missing } = await untilSeen(watchers, title);
    slowest.push(seconds);
    if (missing > 0) faults.push(`${missing} were not told of "${title}"`);
  }
  for (const { socket } of watchers) socket.terminate();
  const gone = performance.now();
  while ((await metric(operations, 'graphql_sockets')) > 0 && performance.now() - gone < PATIENCE_MS)
    await sleep(200);
  const left = await metric(operations, 'graphql_subscriptions');
  const after = look().gateway;
  if (left > 0) faults.push(`${left} subscriptions are left`);
  if (after.handles > before.handles + 40)
    faults.push(`the gateway had ${before.handles} handles and has ${after.handles}`);
  await world.restart('gateway');
  const each = Math.round(((full.megabytes - before.megabytes) * 1024) / Math.max(1, watchers.length));
  return {
    requests: `${watchers.length} sockets in ${came} s, ${each} kB each; all told after ${slowest.join(', ')} s; ${Math.round(after.megabytes)} MB afterwards (${Math.round(before.megabytes)} before)`,
    verdict: faults.join('; ') || 'held',
  };
}
