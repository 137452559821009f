import { CircuitBreaker, type BreakerState } from './circuit-breaker';

const SETTINGS = { minCalls: 4, failureRate: 0.5, windowMs: 10_000, probeEveryMs: 2_000 };

function createBreaker(isAlive = async () => false, began = 1_000_000) {
  let now = began;
  const states: BreakerState[] = [];
  const breaker = new CircuitBreaker(
    SETTINGS,
    (state) => states.push(state),
    isAlive,
    () => now,
  );
  const call = (outcome: 'succeeded' | 'failed') => {
    const pass = breaker.admit();
    if (pass === null) throw new Error('refused');
    breaker[outcome](pass);
  };
  const fail = (times: number) => {
    for (let i = 0; i < times; i += 1) call('failed');
  };
  const timeOut = (times: number) => {
    for (let i = 0; i < times; i += 1) breaker.failed(breaker.admit() as number, true);
  };
  return { breaker, states, call, fail, timeOut, pass: (ms: number) => void (now += ms) };
}

describe('a circuit breaker', () => {
  it('opens when half of enough calls failed, and refuses at once from then on', () => {
    const { breaker, call, fail, states } = createBreaker();
    call('succeeded');
    call('succeeded');
    fail(1);
    expect(breaker.state).toBe('closed');
    fail(1);
    expect(breaker.state).toBe('open');
    expect(breaker.admit()).toBeNull();
    expect(states).toEqual(['open']);
  });

  it('stays closed over a few failures of a quiet subgraph, and over a small share of many calls', () => {
    const quiet = createBreaker();
    quiet.fail(3);
    expect(quiet.breaker.state).toBe('closed');
    const busy = createBreaker();
    for (let i = 0; i < 100; i += 1) busy.call(i % 3 === 2 ? 'failed' : 'succeeded');
    expect(busy.breaker.state).toBe('closed');
  });

  it('forgets what happened longer ago than its window', () => {
    const { breaker, fail, pass } = createBreaker();
    fail(3);
    pass(SETTINGS.windowMs + 1_000);
    fail(3);
    expect(breaker.state).toBe('closed');
    pass(SETTINGS.windowMs / 2);
    fail(1);
    expect(breaker.state).toBe('open');
  });

  it('lets one probe through when the time has come, and closes when it succeeds, with nothing held against it', () => {
    const { breaker, call, fail, pass, states } = createBreaker();
    fail(4);
    pass(SETTINGS.probeEveryMs - 1);
    expect(breaker.admit()).toBeNull();
    pass(1);
    const probe = breaker.admit();
    expect(breaker.state).toBe('half-open');
    expect(breaker.admit()).toBeNull();
    breaker.succeeded(probe as number);
    expect(breaker.state).toBe('closed');
    fail(3);
    call('succeeded');
    expect(states).toEqual(['open', 'half-open', 'closed']);
    expect(breaker.state).toBe('closed');
  });

  it('holds nothing against who came back, in a process that has just begun as well', () => {
    const { breaker, call, fail, pass } = createBreaker(async () => false, 0);
    fail(4);
    pass(2_000);
    call('succeeded');
    expect(breaker.state).toBe('closed');
    fail(1);
    expect(breaker.state).toBe('closed');
  });

  it('opens again when the probe fails, for as long as before', () => {
    const { breaker, fail, pass } = createBreaker();
    fail(4);
    pass(SETTINGS.probeEveryMs);
    fail(1);
    expect(breaker.state).toBe('open');
    pass(SETTINGS.probeEveryMs - 1);
    expect(breaker.admit()).toBeNull();
    pass(1);
    expect(breaker.admit()).not.toBeNull();
  });

  it('sends another probe while the first one hangs', () => {
    const { breaker, fail, pass } = createBreaker();
    fail(4);
    pass(SETTINGS.probeEveryMs);
    const hanging = breaker.admit();
    pass(SETTINGS.probeEveryMs);
    const second = breaker.admit();
    expect(second).not.toBeNull();
    breaker.succeeded(second as number);
    expect(breaker.state).toBe('closed');
    breaker.failed(hanging as number);
    expect(breaker.state).toBe('closed');
  });

  it('hears a probe that succeeds after an older one has failed', () => {
    const { breaker, fail, pass } = createBreaker();
    fail(4);
    pass(SETTINGS.probeEveryMs);
    const first = breaker.admit() as number;
    pass(SETTINGS.probeEveryMs);
    const second = breaker.admit() as number;
    breaker.failed(first);
    expect(breaker.state).toBe('open');
    breaker.succeeded(second);
    expect(breaker.state).toBe('closed');
  });

  it('sends its probe in time though the clock is set back', () => {
    jest.useFakeTimers();
    try {
      const breaker = new CircuitBreaker(
        SETTINGS,
        () => undefined,
        async () => false,
      );
      for (let i = 0; i < 4; i += 1) breaker.failed(breaker.admit() as number);
      jest.setSystemTime(Date.now() - 3_600_000);
      expect(breaker.admit()).toBeNull();
      jest.advanceTimersByTime(SETTINGS.probeEveryMs);
      expect(breaker.admit()).not.toBeNull();
    } finally {
      jest.useRealTimers();
    }
  });

  it('does not hear calls that began before it opened', () => {
    const { breaker, fail, pass } = createBreaker();
    const slow = [1, 2, 3, 4, 5].map(() => breaker.admit() as number);
    const late = breaker.admit() as number;
    fail(4);
    breaker.succeeded(late);
    expect(breaker.state).toBe('open');
    pass(SETTINGS.probeEveryMs);
    breaker.succeeded(breaker.admit() as number);
    for (const one of slow) breaker.failed(one);
    expect(breaker.state).toBe('closed');
  });

  it('opens by time-outs when the subgraph gives no sign of life, which is asked for once', async () => {
    let asked = 0;
    const { breaker, timeOut } = createBreaker(async () => {
      asked += 1;
      return false;
    });
    timeOut(5);
    expect(breaker.state).toBe('closed');
    await Promise.resolve();
    expect([breaker.state, asked]).toEqual(['open', 1]);
  });

  it('stays closed by any number of time-outs when it does, and still counts what else fails', async () => {
    const { breaker, fail, timeOut } = createBreaker(async () => true);
    for (let i = 0; i < 20; i += 1) {
      timeOut(4);
      await Promise.resolve();
    }
    fail(3);
    expect(breaker.state).toBe('closed');
    fail(1);
    expect(breaker.state).toBe('open');
  });
});
