const PERIOD_MS = 30_000;
/** A busy machine may take longer than half a period for one test. */
const TIMES_SLOWER = 10;

/**
 * Moves each test's clock to the middle of a period of one-time codes (RFC 6238), so that none ends between a code and its
 * check. It goes on from there, slowly.
 */
export function useMiddleOfPeriod(): void {
  const realNow = Date.now.bind(Date);
  let spy: jest.SpyInstance;
  beforeEach(() => {
    const begun = realNow();
    const middle = begun - (begun % PERIOD_MS) + PERIOD_MS / 2;
    spy = jest
      .spyOn(Date, 'now')
      .mockImplementation(() => middle + Math.floor((realNow() - begun) / TIMES_SLOWER));
  });
  afterEach(() => spy.mockRestore());
}
