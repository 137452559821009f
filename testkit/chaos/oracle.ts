import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { logIn } from '../company';
import { askForExports, judgeExports } from './exports';
import { CLIENT_PATIENCE_MS, send } from './send';
import type { Judged } from './world';

/*
 * Clients that write and read while something breaks, and what must hold afterwards. Every request ends as one of three: `ok`, the
 * effect was told of; `refused`, it was told that nothing happened; `unknown`, anything else, silence included.
 */

type Ending = 'ok' | 'refused' | 'unknown';

interface Write {
  readonly orgId: string;
  readonly name: string;
  readonly key: string;
  ending: Ending;
}

/** What came of a load. */
interface Verdict {
  readonly sent: number;
  /** Exports that were told of. */
  readonly jobs: number;
  readonly counts: Readonly<Record<Ending, number>>;
  /** In words; empty when all held. */
  readonly faults: readonly string[];
}

const CREATE = `mutation ($input: CreateProjectInput!) { createProject(input: $input) { project { id } userErrors { code } } }`;
const READ = '{ projects(first: 20) { edges { node { name } } } }';

/** Refusals that promise that nothing happened. */
const REFUSALS = new Set(['BAD_USER_INPUT', 'FORBIDDEN', 'RATE_LIMITED', 'UNAUTHENTICATED']);

async function write(world: Judged, token: string, one: Write): Promise<void> {
  const answer = await send(
    world,
    token,
    { query: CREATE, variables: { input: { name: one.name } } },
    one.key,
  );
  if (answer?.data?.createProject?.project) one.ending = 'ok';
  else if (answer?.errors?.every(({ extensions }) => REFUSALS.has(extensions?.code ?? '')))
    one.ending = 'refused';
  else one.ending = 'unknown';
}

/** What a client waits when it knows no end: what is away for a while is not flooded. */
const PAUSE_MS = 200;

/** Clients at work. */
export interface Load {
  /** Stops the clients, lets each second one whose write's end is unknown ask again under its key, and judges. */
  judge(): Promise<Verdict>;
}

/**
 * Starts `perOrganization` clients for each organisation, each of which writes and reads in turns, and one that asks for exports.
 *
 * @param estimates of which estimate, by organisation
 */
export async function startLoad(
  world: Judged,
  perOrganization: number,
  estimates: ReadonlyMap<string, string>,
): Promise<Load> {
  const writes: Write[] = [];
  const foreign: string[] = [];
  let isRunning = true;
  const tokens = new Map<string, string>();
  for (const { org, owner } of world.organizations) {
    tokens.set(org.id, (await logIn(world.url, owner)).accessToken);
  }
  const tokenOf = (orgId: string) => tokens.get(orgId) ?? '';
  const work = async (orgId: string): Promise<void> => {
    while (isRunning) {
      const one: Write = { orgId, name: `${orgId} ${randomUUID()}`, key: randomUUID(), ending: 'unknown' };
      writes.push(one);
      await write(world, tokenOf(orgId), one);
      const read = await send(world, tokenOf(orgId), { query: READ });
      const names: string[] = (read?.data?.projects?.edges ?? []).map(
        (edge: { node: { name: string } }) => edge.node.name,
      );
      foreign.push(...names.filter((name) => !name.startsWith(orgId)));
      if (one.ending === 'unknown') await sleep(PAUSE_MS);
    }
  };
  const clients = world.organizations.flatMap(({ org }) =>
    Array.from({ length: perOrganization }, () => work(org.id)),
  );
  const exporters = [...estimates].map(([orgId, estimateId]) =>
    askForExports(world, tokenOf(orgId), estimateId, () => isRunning),
  );
  return {
    async judge() {
      isRunning = false;
      await Promise.all(clients);
      const jobs = (await Promise.all(exporters)).flat();
      await world.settled();
      const counts = { ok: 0, refused: 0, unknown: 0 };
      for (const { ending } of writes) counts[ending] += 1;
      const unresolved = await askAgain(world, writes, tokenOf);
      return {
        sent: writes.length,
        jobs: jobs.length,
        counts,
        faults: [
          ...(foreign.length > 0 ? [`${foreign.length} rows of others were seen`] : []),
          ...(unresolved > 0 ? [`${unresolved} writes could not be repeated under their key`] : []),
          ...(await compare(world, writes)),
          ...(await judgeExports(world, jobs)),
        ],
      };
    },
  };
}

/** Every second client that knows no end repeats its request, as a client should; the others leave it at that. */
async function askAgain(
  world: Judged,
  writes: readonly Write[],
  tokenOf: (orgId: string) => string,
): Promise<number> {
  const asked = writes.filter(({ ending }) => ending === 'unknown').filter((_one, index) => index % 2 === 0);
  const repeat = async (one: Write) => {
    const deadline = Date.now() + CLIENT_PATIENCE_MS; // of each: others may have been asked before
    while (one.ending === 'unknown' && Date.now() < deadline) {
      await write(world, tokenOf(one.orgId), one);
      if (one.ending === 'unknown') await sleep(500);
    }
  };
  for (let from = 0; from < asked.length; from += 20) {
    const some = asked.slice(from, from + 20);
    await Promise.all(some.map(repeat));
    const unresolved = some.filter(({ ending }) => ending === 'unknown').length;
    if (unresolved > 0) return unresolved; // enough to say; the others would take as long
  }
  return 0;
}

/** What was told against what is there. */
async function compare(world: Judged, writes: readonly Write[]): Promise<string[]> {
  const rows = await world.sql<{ org: string; name: string; times: number }>(
    `SELECT org_id AS org, name, count(*)::int AS times FROM estimates.projects WHERE name = ANY ($1) GROUP BY 1, 2`,
    [writes.map(({ name }) => name)],
  );
  const there = new Map(rows.map((row) => [row.name, row]));
  const count = (isFault: (one: Write, times: number) => boolean) =>
    writes.filter((one) => isFault(one, there.get(one.name)?.times ?? 0)).length;
  const faults: [number, string][] = [
    [count(({ ending }, times) => ending === 'ok' && times === 0), 'acknowledged writes are missing'],
    [count((_one, times) => times > 1), 'writes happened twice'],
    [count(({ ending }, times) => ending === 'refused' && times > 0), 'refused writes happened'],
    [rows.filter(({ org, name }) => !name.startsWith(org)).length, 'writes are in another organisation'],
  ];
  return faults.filter(([times]) => times > 0).map(([times, what]) => `${times} ${what}`);
}
