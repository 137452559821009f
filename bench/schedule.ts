import { newId } from '../service-kit/data/ids';
import { placeOf } from '../subgraphs/crm/src/sync-runs/polling';

/*
 * `npm run bench:schedule`: ten thousand connections on the schedule of synchronisations, against the workers' places and the pace that
 * Kommo allows each account, as a calculation: no clock, no server. It tells how many workers keep up, and what waits when one is lost.
 * docs/scaling.md has the figures.
 */

const CONNECTIONS = 10_000;
const INTERVAL_S = 300;
/** As `CONCURRENT_SYNCS` of the worker. */
const PLACES = 16;
/** As KOMMO_REQUESTS_PER_SECOND. */
const PACE = 5;
const HOURS = 2;

interface Outcome {
  /** Seconds between the moment of its schedule and its begin. */
  medianWait: number;
  worstWait: number;
  /** How many waited at the worst moment. */
  mostWaiting: number;
  /** Slots that came while the connection's last run was still waiting or under way: the run is not doubled. */
  merged: number;
}

/** The moments of all connections within the simulated time, in order. */
function schedule(ids: readonly string[]): { at: number; connection: number }[] {
  const slots = (HOURS * 3600) / INTERVAL_S;
  return ids
    .flatMap((id, connection) =>
      Array.from({ length: slots }, (_, slot) => ({ at: (slot + placeOf(id)) * INTERVAL_S, connection })),
    )
    .sort((one, other) => one.at - other.at);
}

/**
 * Runs the schedule on a number of places: each takes the oldest that waits. For ten minutes in the middle `lost` of them are away.
 *
 * @param requests what one run asks Kommo, one after the other at the account's pace
 */
function simulate(ids: readonly string[], requests: number, places: number, lost = 0): Outcome {
  const lasts = requests / PACE;
  const isLost = (at: number) => at >= HOURS * 1800 && at < HOURS * 1800 + 600;
  const due = schedule(ids);
  const open = new Map<number, number>(); // connection → when its run ends, Infinity while it waits
  const ends: number[] = []; // when each place is free, ascending
  const waiting: { at: number; connection: number }[] = [];
  const waits: number[] = [];
  let [mostWaiting, merged, next] = [0, 0, 0];
  const stepS = 0.25;
  for (let now = 0; next < due.length || waiting.length > 0; now += stepS) {
    while (ends.length > 0 && (ends[0] as number) <= now) ends.shift();
    for (; next < due.length && (due[next]?.at ?? 0) <= now; next += 1) {
      const one = due[next] as (typeof due)[number];
      if ((open.get(one.connection) ?? 0) > now) merged += 1;
      else {
        waiting.push(one);
        open.set(one.connection, Infinity);
      }
    }
    const free = places - (isLost(now) ? lost : 0) - ends.length;
    for (const one of waiting.splice(0, Math.max(0, free))) {
      waits.push(now - one.at);
      open.set(one.connection, now + lasts);
      ends.push(now + lasts);
    }
    mostWaiting = Math.max(mostWaiting, waiting.length);
    if (now > HOURS * 7200) break; // it never catches up
  }
  waits.sort((one, other) => one - other);
  return {
    medianWait: waits[Math.floor(waits.length / 2)] ?? 0,
    worstWait: waits.at(-1) ?? 0,
    mostWaiting,
    merged,
  };
}

function main(): void {
  const ids = Array.from({ length: CONNECTIONS }, newId);
  console.log(
    'requests a run | workers | workers lost for 10 min | median wait s | worst wait s | most waiting | slots merged',
  );
  for (const requests of [10, 20, 40]) {
    const least = Math.ceil(((CONNECTIONS / INTERVAL_S) * (requests / PACE)) / PLACES);
    for (const [workers, lost] of [
      [least - 1, 0],
      [least, 0],
      [Math.ceil(least * 1.5), 0],
      [Math.ceil(least * 1.5), Math.ceil(least * 0.75)],
    ] as const) {
      const { medianWait, worstWait, mostWaiting, merged } = simulate(
        ids,
        requests,
        workers * PLACES,
        lost * PLACES,
      );
      console.log(
        [requests, workers, lost, medianWait.toFixed(1), worstWait.toFixed(1), mostWaiting, merged].join(
          ' | ',
        ),
      );
    }
  }
}

main();
