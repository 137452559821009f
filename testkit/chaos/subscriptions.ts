import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { logIn } from '../company';
import { send } from './send';
import type { Part, World } from './world';

/*
 * Ten thousand people with an estimate open in front of one gateway process: a socket and a subscription each. All are let in, stay, and are told
 * of a change of their own estimate and of no other's, once and with the newest state; others are answered meanwhile; what they cost is counted, and
 * gone when they are.
 */

interface Outcome {
  requests: string;
  verdict: string;
}

/** Sockets that are being opened at once. */
const AT_ONCE = 50;
/** What a subscription may hold in the gateway and in its subgraph, in KB of resident memory. */
const MOST_KB = 100;
/** What a process may hold more when all are gone, in handles. */
const SPARE_HANDLES = 40;
/** Longer than two pings are apart: who is not alive would have been cut off. */
const STAY_MS = 30_000;
/** How long nothing may come of what has to come. */
const PATIENCE_MS = 60_000;
/** Descriptors for all else in a process. */
const SPARE_DESCRIPTORS = 500;
const WATCHING = ['gateway', 'estimates'] as const;

const SUBSCRIBE = 'subscription ($id: ID!) { estimateChanged(id: $id) { title } }';
const RENAME = `mutation ($input: UpdateEstimateInput!) { updateEstimate(input: $input) { estimate { id } userErrors { code } } }`;
const READ = 'query ($id: ID!) { estimate(id: $id) { title } }';

interface Watcher {
  readonly socket: WebSocket;
  readonly orgId: string;
  /** The last title it was told of. */
  title: string | null;
  isClosed: boolean;
}

interface Group {
  readonly orgId: string;
  readonly estimateId: string;
  readonly token: string;
}

const held = (world: World, part: Part) => {
  const folder = `/proc/${world.pidOf(part)}`;
  const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`${folder}/status`, 'utf8'))?.[1];
  return { kilobytes: Number(rss), handles: readdirSync(`${folder}/fd`).length };
};

/** Lets a process open as many descriptors as it may at most; more than that, where this account may. @returns how many */
function raise(pid: number): number {
  try {
    execFileSync('prlimit', [`--pid=${pid}`, '--nofile=65536:65536'], { stdio: 'ignore' });
  } catch {
    // The machine's limit stands.
  }
  return Number(/Max open files\s+(\d+)/.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1]);
}

/** How many this machine allows, and why not all that are wanted: at the gateway each takes two descriptors, its client's and its subgraph's. */
function allowed(world: World, wanted: number): { count: number; why: string } {
  const gateway = raise(world.pidOf('gateway'));
  const others = Math.min(raise(world.pidOf('estimates')), raise(process.pid));
  const count = Math.min(wanted, Math.floor((gateway - SPARE_DESCRIPTORS) / 2), others - SPARE_DESCRIPTORS);
  return {
    count,
    why: count < wanted ? ` (not ${wanted}: a process may have ${gateway} descriptors here)` : '',
  };
}

/** @returns when its first state has come. @throws Error when it is refused, or nothing comes */
async function watch(world: World, { orgId, estimateId, token }: Group): Promise<Watcher> {
  const socket = new WebSocket(`${world.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const watcher: Watcher = { socket, orgId, title: null, isClosed: false };
  socket.once('close', () => (watcher.isClosed = true));
  socket.once('open', () =>
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })),
  );
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no first state came')), PATIENCE_MS);
    const end = (error?: Error) => {
      clearTimeout(timer);
      if (error) reject(error);
      else resolve();
    };
    socket.on('error', end);
    socket.once('close', (code, reason) => end(new Error(`closed with ${code} ${String(reason)}`)));
    socket.on('message', (bytes) => {
      const { type, payload } = JSON.parse(String(bytes)) as {
        type: string;
        payload?: { data?: { estimateChanged?: { title: string } }; errors?: unknown };
      };
      if (type === 'connection_ack')
        socket.send(
          JSON.stringify({
            ...{ id: 'w', type: 'subscribe' },
            payload: { query: SUBSCRIBE, variables: { id: estimateId } },
          }),
        );
      if (type === 'error' || payload?.errors) end(new Error(String(bytes)));
      const title = payload?.data?.estimateChanged?.title;
      if (title === undefined) return;
      watcher.title = title;
      end();
    });
  });
  return watcher;
}

/** Opens all, some at once. @returns them, and how long each took until its first state */
async function openAll(world: World, groups: readonly Group[], count: number) {
  const watchers: Watcher[] = [];
  const times: number[] = [];
  const failed: string[] = [];
  let next = 0;
  const open = async () => {
    while (next < count) {
      const group = groups[next % groups.length] as Group;
      next += 1;
      const begun = performance.now();
      try {
        watchers.push(await watch(world, group));
        times.push(performance.now() - begun);
      } catch (error) {
        failed.push(String(error));
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, open));
  return { watchers, times, failed };
}

const within = (times: readonly number[], share: number) =>
  Math.round(times.toSorted((one, other) => one - other)[Math.ceil(times.length * share) - 1] ?? 0);

/** Asks all the time, as somebody else. @returns ends it, and says how long the answers took */
function askMeanwhile(world: World, { token, estimateId }: Group) {
  const times: number[] = [];
  let failed = 0;
  let goesOn = true;
  const asking = (async () => {
    for (; goesOn; await sleep(50)) {
      const begun = performance.now();
      const answer = await send(world, token, { query: READ, variables: { id: estimateId } });
      if (!answer?.data?.estimate) failed += 1;
      times.push(performance.now() - begun);
    }
  })();
  return async () => {
    goesOn = false;
    await asking;
    return { times, failed };
  };
}

async function rename(world: World, { token, estimateId }: Group, title: string): Promise<void> {
  const input = { id: estimateId, title };
  const answer = await send(world, token, { query: RENAME, variables: { input } });
  if (!answer?.data?.updateEstimate?.estimate)
    throw new Error(`It was not renamed: ${JSON.stringify(answer)}`);
}

/** Waits as long as something goes on coming. @returns how many were told, how many of others were, and how long it took, in ms */
async function untilTold(watchers: readonly Watcher[], orgId: string, title: string) {
  const own = watchers.filter((watcher) => watcher.orgId === orgId);
  const begun = performance.now();
  const told = () => own.filter((watcher) => watcher.title === title).length;
  let [seen, deadline] = [-1, 0];
  while (told() < own.length) {
    if (told() > seen) [seen, deadline] = [told(), performance.now() + PATIENCE_MS];
    if (performance.now() > deadline) break;
    await sleep(20);
  }
  const strangers = watchers.filter((watcher) => watcher.orgId !== orgId && watcher.title === title).length;
  return { missing: own.length - told(), strangers, ms: Math.round(performance.now() - begun) };
}

async function groupsOf(world: World, estimates: ReadonlyMap<string, string>): Promise<Group[]> {
  const groups: Group[] = [];
  for (const { org, owner } of world.organizations) {
    const { accessToken } = await logIn(world.url, owner);
    groups.push({ orgId: org.id, estimateId: estimates.get(org.id) ?? '', token: accessToken });
  }
  return groups;
}

/** Opens so many subscriptions against one gateway process, has each told of changes, and closes them. */
export async function manySubscriptions(
  world: World,
  estimates: ReadonlyMap<string, string>,
  wanted: number,
): Promise<Outcome> {
  const settings = { SUBSCRIPTIONS_PER_USER: '20000', SOCKETS_PER_ADDRESS: '20000' };
  // Not by the proxy, which would take two descriptors more of each in this process.
  await world.restart('gateway', { ...settings, ESTIMATES_URL: world.addressOf('estimates') });
  const { count, why } = allowed(world, wanted);
  const groups = await groupsOf(world, estimates);
  (await openAll(world, groups, 200)).watchers.forEach(({ socket }) => socket.terminate()); // what is made once is made
  await sleep(2_000);
  const before = WATCHING.map((part) => held(world, part));
  const { watchers, times, failed } = await openAll(world, groups, count);
  const full = WATCHING.map((part) => held(world, part));
  const faults = failed.length > 0 ? [`${failed.length} were not let in: ${failed[0]}`] : [];
  const stop = askMeanwhile(world, groups[0] as Group);
  await sleep(STAY_MS);
  const gone = watchers.filter(({ isClosed }) => isClosed).length;
  if (gone > 0) faults.push(`${gone} were cut off though nothing broke`);
  const toldMs: number[] = [];
  for (const group of groups) {
    const title = `Renamed ${toldMs.length}`;
    await rename(world, group, title);
    const { missing, strangers, ms } = await untilTold(watchers, group.orgId, title);
    toldMs.push(ms);
    if (missing > 0) faults.push(`${missing} were not told of a change`);
    if (strangers > 0) faults.push(`${strangers} were told of another organisation's change`);
  }
  const others = await stop();
  if (others.failed > 0) faults.push(`${others.failed} of ${others.times.length} questions failed meanwhile`);
  for (const { socket } of watchers) socket.terminate();
  const grown = WATCHING.map((_part, index) =>
    Math.round(((full[index]?.kilobytes ?? 0) - (before[index]?.kilobytes ?? 0)) / watchers.length),
  );
  grown.forEach((kilobytes, index) => {
    if (kilobytes > MOST_KB) faults.push(`each holds ${kilobytes} KB of ${WATCHING[index]}`);
  });
  faults.push(...(await handlesLeft(world, before)));
  await world.restart('gateway');
  return {
    requests:
      `${watchers.length} subscriptions${why}: the first state of half within ${within(times, 0.5)} ms, of 99 of 100 within ${within(times, 0.99)} ms; ` +
      `${WATCHING.map((part, index) => `${part} ${grown[index]} KB each`).join(', ')}; ` +
      `a third were told of a change in ${toldMs.join(', ')} ms; ${others.times.length} questions meanwhile, 99 of 100 within ${within(others.times, 0.99)} ms`,
    verdict: faults.join('; ') || 'held',
  };
}

/** What is still open of it, when it had time to be closed. */
async function handlesLeft(world: World, before: readonly { handles: number }[]): Promise<string[]> {
  const left = () =>
    WATCHING.flatMap((part, index) => {
      const [had, has] = [before[index]?.handles ?? 0, held(world, part).handles];
      return has > had + SPARE_HANDLES ? [`${part} had ${had} handles and has ${has}`] : [];
    });
  for (const deadline = performance.now() + PATIENCE_MS; left().length > 0 && performance.now() < deadline;)
    await sleep(250);
  return left();
}
