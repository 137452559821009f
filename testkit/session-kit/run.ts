import { playRows, type Played, type RowResult } from './rules';
import { playClient, playThief } from './schedules';

/** How much is played. */
export interface KitSize {
  /** Of a legitimate client, and a quarter as many of a thief. */
  schedules: number;
  seed: number;
  /** Whether the row that takes half a minute is played, too. */
  withSlow: boolean;
  /** Schedules at once. */
  concurrency: number;
}

/** What came of it. */
export interface KitReport {
  rows: RowResult[];
  clients: number;
  thieves: number;
  /** With the seed that repeats each. */
  failures: string[];
}

/** Plays the table and the random schedules against a server. */
export async function runSessionKit(played: Played, size: KitSize): Promise<KitReport> {
  const thieves = Math.ceil(size.schedules / 4);
  const seeds = (count: number) => Array.from({ length: count }, (_, index) => size.seed + index);
  const failures: string[] = [];
  const games = [
    ...seeds(size.schedules).map((seed) => ({ what: 'client', seed, play: playClient })),
    ...seeds(thieves).map((seed) => ({ what: 'thief', seed, play: playThief })),
  ];
  const rows = playRows(played, size.withSlow);
  const worker = async (): Promise<void> => {
    for (let game = games.pop(); game; game = games.pop()) {
      const { what, seed, play } = game;
      await play(played, seed).catch((error: unknown) =>
        failures.push(`${what}, seed ${seed}: ${error instanceof Error ? error.message : String(error)}`),
      );
    }
  };
  await Promise.all(Array.from({ length: size.concurrency }, worker));
  return { rows: await rows, clients: size.schedules, thieves, failures };
}

/** Whether all went as it has to. */
export const isConformant = ({ rows, failures }: KitReport): boolean =>
  failures.length === 0 && rows.every(({ expected, got }) => expected === got);
