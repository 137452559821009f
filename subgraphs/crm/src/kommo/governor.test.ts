import { createGovernor, createGovernors, processGovernors, type Governor, type Lane } from './governor';

/** Time stands still unless a test moves it; Node's timers as promises, which Jest does not know, go by it too. */
jest.mock('node:timers/promises', () => ({
  setTimeout: (ms: number, value: unknown, { signal }: { signal?: AbortSignal } = {}) =>
    new Promise((resolve, reject) => {
      setTimeout(resolve, ms, value);
      signal?.addEventListener('abort', () => reject(signal.reason as Error));
    }),
}));
beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** Asks for many turns at once. @returns when each was given, in milliseconds from then, in order */
async function turns(governor: Governor, lanes: readonly Lane[]): Promise<{ lane: Lane; at: number }[]> {
  const began = Date.now();
  const given: { lane: Lane; at: number }[] = [];
  const all = lanes.map(async (lane) => {
    await governor.turn(lane);
    given.push({ lane, at: Date.now() - began });
  });
  await jest.advanceTimersByTimeAsync(60_000);
  await Promise.all(all);
  return given;
}

it('gives as many turns a second as Kommo allows, evenly, also at the start', async () => {
  const given = await turns(createGovernor(5), Array<Lane>(12).fill('background'));
  expect(given.map(({ at }) => at)).toEqual(given.map((_, index) => index * 200));
});

it('gives the next turn in time though the clock is set back', async () => {
  const governor = createGovernor(5);
  governor.pause(200);
  await turns(governor, ['background']);
  governor.pause(200);
  jest.setSystemTime(Date.now() - 3_600_000);
  expect(await turns(governor, ['background', 'background'])).toMatchObject([{ at: 200 }, { at: 400 }]);
});

it('lets somebody who waits go before the synchronisation', async () => {
  const lanes: Lane[] = [...Array<Lane>(10).fill('background'), 'interactive', 'interactive'];
  const given = await turns(createGovernor(20), lanes);
  const places = given.flatMap(({ lane }, index) => (lane === 'interactive' ? [index] : []));
  for (const place of places) expect(place).toBeLessThanOrEqual(3);
});

it('lets nobody pass during a pause, then goes on', async () => {
  const governor = createGovernor(100);
  governor.pause(300);
  const given = await turns(governor, ['background', 'interactive']);
  expect(given.map(({ lane }) => lane).toSorted()).toEqual(['background', 'interactive']);
  expect(Math.min(...given.map(({ at }) => at))).toBe(300);
});

it('tells whoever waits for an answer at once when the pause is long', async () => {
  const governor = createGovernor(100);
  governor.pause(60_000);
  await expect(governor.turn('interactive')).rejects.toMatchObject({ kind: 'rate_limited' });
  governor.pause(900_000);
  await expect(governor.turn('background')).rejects.toMatchObject({ kind: 'rate_limited' });
});

it('ends a wait when the work is called off', async () => {
  const governor = createGovernor(100);
  governor.pause(60_000);
  const stop = new AbortController();
  const waiting = governor.turn('background', stop.signal);
  stop.abort(new Error('stopping'));
  await expect(waiting).rejects.toThrow();
});

it('has one governor per connection, shared by all of a process', () => {
  const governors = createGovernors();
  expect(governors.of('a')).toBe(governors.of('a'));
  expect(governors.of('a')).not.toBe(governors.of('b'));
  expect(processGovernors().of('a')).toBe(processGovernors(5).of('a'));
});
