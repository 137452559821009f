import { applyLoad, type LoadResult, type Target } from './load';
import type { SqlWork } from './sql-work';

/** One contender with one operation. */
export interface Pairing {
  contender: string;
  operation: string;
  target: Target;
  /** What a request sends to PostgreSQL, where that was counted. */
  sql?: SqlWork;
}

/** What one window of load measured. */
export interface Sample extends LoadResult {
  round: number;
  contender: string;
  operation: string;
}

/** The items, beginning with another one each round: nobody always runs first, or always after the same. */
export function rotated<T>(items: readonly T[], round: number): T[] {
  const start = items.length === 0 ? 0 : round % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

/** Lets every pairing run unmeasured, until its code is compiled and its caches are full. */
export async function warmUp(pairings: readonly Pairing[], seconds: number): Promise<void> {
  for (const { target } of pairings) await applyLoad(target, seconds);
}

/**
 * Measures in rounds. Within a round, all contenders take turns at one operation before the next, so that what disturbs the
 * machine for a while disturbs all of them, and their ratios hold.
 *
 * @param onRound is told how many rounds are done
 */
export async function measureRounds(
  pairings: readonly Pairing[],
  settings: { rounds: number; seconds: number },
  onRound: (done: number) => void,
): Promise<Sample[]> {
  const samples: Sample[] = [];
  const operations = [...new Set(pairings.map(({ operation }) => operation))];
  for (let round = 0; round < settings.rounds; round += 1) {
    for (const operation of rotated(operations, round)) {
      const contenders = pairings.filter((pairing) => pairing.operation === operation);
      for (const { contender, target } of rotated(contenders, round)) {
        samples.push({ round, contender, operation, ...(await applyLoad(target, settings.seconds)) });
      }
    }
    onRound(round + 1);
  }
  return samples;
}
