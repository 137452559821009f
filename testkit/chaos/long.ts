import { setTimeout as sleep } from 'node:timers/promises';
import { logIn } from '../company';
import { startLoad } from './oracle';
import type { Part, World } from './world';

/** What a scenario comes to. */
export interface Outcome {
  requests: string;
  verdict: string;
}
/** What each process holds. */
export type Held = Record<Part, { megabytes: number; handles: number }>;

const DISTINCT = 1_000;
const AT_ONCE = 50;

/** The gateway starts anew, and meets 1,000 operations that it has never seen, 50 at a time. */
export async function coldStart(world: World): Promise<Outcome> {
  const [organization] = world.organizations;
  if (!organization) throw new Error('There is no organisation.');
  const { accessToken } = await logIn(world.url, organization.owner);
  await world.crash('gateway', 'SIGTERM');
  await world.settled();
  const queries = Array.from(
    { length: DISTINCT },
    (_, index) =>
      `query Cold${index} { a${index}: me { id } projects(first: ${1 + (index % 20)}) { edges { node { id name } } } }`,
  );
  const times: number[] = [];
  const failed: string[] = [];
  const ask = async () => {
    for (let query = queries.pop(); query; query = queries.pop()) {
      const begun = performance.now();
      const response = await fetch(`${world.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` },
        body: JSON.stringify({ query }),
      });
      const { errors } = (await response.json()) as { errors?: unknown };
      if (errors !== undefined) failed.push(JSON.stringify(errors));
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number) => Math.round(sorted[Math.ceil(sorted.length * share) - 1] ?? 0);
  return {
    requests: `${times.length} queries, ${failed.length} failed; half within ${at(0.5)} ms, 99 of 100 within ${at(0.99)} ms`,
    verdict: failed.length === 0 ? 'held' : `${failed.length} queries failed: ${failed[0]}`,
  };
}

/** What a process may have grown by between the second and the last quarter of a soak. */
const GROWTH = 1.25;

/** Load for a while: every write ends well, and no process goes on growing. */
export async function soak(
  world: World,
  estimates: ReadonlyMap<string, string>,
  ms: number,
  look: () => Held,
): Promise<Outcome> {
  const seen: Held[] = [];
  const counts = { sent: 0, unknown: 0 };
  const faults: string[] = [];
  const slices = Math.max(8, Math.round(ms / 60_000));
  for (let slice = 0; slice < slices; slice += 1) {
    const load = await startLoad(world, 2, estimates); // tokens live ten minutes
    await sleep(ms / slices);
    seen.push(look());
    const verdict = await load.judge();
    counts.sent += verdict.sent;
    counts.unknown += verdict.counts.unknown;
    faults.push(...verdict.faults);
  }
  const quarter = (from: number) => seen.slice(Math.floor(slices * from), Math.floor(slices * (from + 0.25)));
  const mean = (part: Part, slice: Held[]) =>
    slice.reduce((sum, held) => sum + held[part].megabytes, 0) / slice.length;
  const parts = Object.keys(seen[0] ?? {}) as Part[];
  const grown = parts.filter((part) => mean(part, quarter(0.75)) > GROWTH * mean(part, quarter(0.25)));
  if (counts.unknown > 0) faults.push(`${counts.unknown} writes ended unknown though nothing broke`);
  const memory = parts.map(
    (part) =>
      `${part} ${Math.round(mean(part, quarter(0.25)))} → ${Math.round(mean(part, quarter(0.75)))} MB`,
  );
  return {
    requests: `${counts.sent} writes; ${memory.join(', ')}`,
    verdict: [...faults, ...grown.map((part) => `${part} goes on growing`)].join('; ') || 'held',
  };
}
