import { createGovernor, createGovernors, processGovernors, type Lane } from './governor';

/** When each of many turns was given, in milliseconds from the first call. */
async function turns(perSecond: number, lanes: readonly Lane[]): Promise<{ lane: Lane; at: number }[]> {
  const governor = createGovernor(perSecond);
  const began = Date.now();
  const given: { lane: Lane; at: number }[] = [];
  await Promise.all(
    lanes.map(async (lane) => {
      await governor.turn(lane);
      given.push({ lane, at: Date.now() - began });
    }),
  );
  return given;
}

it('never gives more turns within a second than Kommo allows, also not at the start', async () => {
  const given = await turns(
    5,
    Array.from({ length: 12 }, () => 'background'),
  );
  for (const { at } of given) {
    const within = given.filter((other) => other.at >= at && other.at < at + 1_000);
    expect(within.length).toBeLessThanOrEqual(6);
  }
  const last = given.at(-1)?.at ?? 0;
  expect(last).toBeGreaterThanOrEqual(2_150);
  expect(last).toBeLessThan(4_000);
}, 10_000);

it('lets somebody who waits go before the synchronisation', async () => {
  const lanes: Lane[] = [...Array<Lane>(10).fill('background'), 'interactive', 'interactive'];
  const given = await turns(20, lanes);
  const places = given.flatMap(({ lane }, index) => (lane === 'interactive' ? [index] : []));
  for (const place of places) expect(place).toBeLessThanOrEqual(3);
});

it('lets nobody pass during a pause, then goes on', async () => {
  const governor = createGovernor(100);
  governor.pause(300);
  const began = Date.now();
  await Promise.all([governor.turn('background'), governor.turn('interactive')]);
  expect(Date.now() - began).toBeGreaterThanOrEqual(295);
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
