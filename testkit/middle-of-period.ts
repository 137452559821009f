const PERIOD_MS = 30_000;

/**
 * Moves each test's clock to the middle of a period of one-time codes (RFC 6238), so that none ends between a code and its
 * check. It goes on from there as clocks do.
 */
export function useMiddleOfPeriod(): void {
  const realNow = Date.now.bind(Date);
  let spy: jest.SpyInstance;
  beforeEach(() => {
    const shift = PERIOD_MS / 2 - (realNow() % PERIOD_MS);
    spy = jest.spyOn(Date, 'now').mockImplementation(() => realNow() + shift);
  });
  afterEach(() => spy.mockRestore());
}
