import { beforeDeadline, DeadlineError, expireInTime, forget, unlessLate, type Waiting } from './deadline';

describe('work with a deadline', () => {
  it('answers what the work answers, or throws what it throws', async () => {
    const inTime = Date.now() + 1_000;
    await expect(beforeDeadline(inTime, async () => 1)).resolves.toBe(1);
    await expect(beforeDeadline(inTime, async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  it('ends at the deadline and tells the work', async () => {
    let told = false;
    const work = (signal: AbortSignal) =>
      new Promise<never>(() => {
        signal.addEventListener('abort', () => {
          told = true;
        });
      });
    await expect(beforeDeadline(Date.now() + 20, work)).rejects.toThrow(DeadlineError);
    expect(told).toBe(true);
  });

  it('begins nothing after the deadline', async () => {
    const work = jest.fn(async () => 1);
    await expect(beforeDeadline(Date.now() - 1, work)).rejects.toThrow(DeadlineError);
    expect(work).not.toHaveBeenCalled();
  });
});

describe('what waits for its time', () => {
  const waitingFor = (ms: number) => {
    const expire = jest.fn();
    return { expiresAt: Date.now() + ms, expire } satisfies Waiting;
  };
  const until = async (condition: () => boolean) => {
    while (!condition()) {
      await new Promise((resolve) => {
        setTimeout(resolve, 5);
      });
    }
  };

  it('is given up once, in the order of the times, unless it was forgotten', async () => {
    const [early, late, ended] = [waitingFor(30), waitingFor(90), waitingFor(30)];
    for (const entry of [late, ended, early]) expireInTime(entry);
    forget(ended);
    await until(() => early.expire.mock.calls.length > 0);
    expect(Date.now()).toBeGreaterThanOrEqual(early.expiresAt);
    await until(() => late.expire.mock.calls.length > 0);
    expect(Date.now()).toBeGreaterThanOrEqual(late.expiresAt);
    expect([early, late, ended].map(({ expire }) => expire.mock.calls.length)).toEqual([1, 1, 0]);
  });

  it('is given up before its time, once, when nobody waits for it any more', async () => {
    let isGone = false;
    const left = { ...waitingFor(60_000), isAbandoned: () => isGone };
    const awaited = { ...waitingFor(60_000), isAbandoned: () => false };
    for (const entry of [left, awaited]) expireInTime(entry);
    isGone = true;
    await until(() => left.expire.mock.calls.length > 0);
    const later = waitingFor(50);
    expireInTime(later);
    await until(() => later.expire.mock.calls.length > 0);
    forget(awaited);
    expect([left, awaited].map(({ expire }) => expire.mock.calls.length)).toEqual([1, 0]);
  });

  it('does not keep work waiting that can not be told to stop', async () => {
    const never = () => new Promise<never>(() => undefined);
    await expect(unlessLate(Date.now() + 20, never)).rejects.toThrow(DeadlineError);
    await expect(unlessLate(Date.now() + 1_000, async () => 1)).resolves.toBe(1);
  });
});
