import { startRounds } from './rounds';

/** A round that a test ends, and the timers that it turns by hand. */
function world(isEager = false) {
  jest.useFakeTimers();
  const ends: ((error?: Error) => void)[] = [];
  const failures: unknown[] = [];
  const rounds = startRounds({
    everyMs: 1_000,
    isEager,
    round: () =>
      new Promise<void>((resolve, reject) => ends.push((error) => (error ? reject(error) : resolve()))),
    onFailure: (error) => failures.push(error),
  });
  return { ends, failures, rounds, turn: (ms: number) => jest.advanceTimersByTimeAsync(ms) };
}
afterEach(() => jest.useRealTimers());

it('begins a round each interval, at once when it is eager, and never two', async () => {
  const { ends, rounds, turn } = world(true);
  expect(ends).toHaveLength(1);
  await turn(5_000);
  expect(ends).toHaveLength(1); // the first one still runs
  ends[0]?.();
  await turn(1_000);
  expect(ends).toHaveLength(2);
  ends[1]?.();
  await rounds.close();
  await turn(5_000);
  expect(ends).toHaveLength(2);
});

it('tells of a round that failed, and goes on', async () => {
  const { ends, failures, rounds, turn } = world();
  await turn(1_000);
  ends[0]?.(new Error('the database is away'));
  await turn(1_000);
  expect([failures.length, ends.length]).toEqual([1, 2]);
  ends[1]?.();
  await rounds.close();
});

it('is closed when the round that runs has ended', async () => {
  const { ends, rounds, turn } = world(true);
  let isClosed = false;
  const closing = rounds.close().then(() => (isClosed = true));
  await turn(0);
  expect(isClosed).toBe(false);
  ends[0]?.();
  await closing;
  expect(isClosed).toBe(true);
});
