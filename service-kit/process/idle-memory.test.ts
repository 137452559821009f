import { idleMoments } from './idle-memory';

describe('idleMoments', () => {
  it('collects twice when the start is over, and not again while nothing happens', () => {
    const isIdleMoment = idleMoments();
    expect([0.9, 0.01, 0.01, 0, 0].map(isIdleMoment)).toEqual([false, true, true, false, false]);
  });

  it('collects again after work', () => {
    const isIdleMoment = idleMoments();
    const looks = [0, 0, 0.4, 0.03, 0.01, 0.01, 0.01];
    expect(looks.map(isIdleMoment)).toEqual([true, true, false, false, true, true, false]);
  });

  it('never collects in a process that always has something to do', () => {
    const isIdleMoment = idleMoments();
    expect([0.9, 0.3, 0.03, 0.06, 0.02].some(isIdleMoment)).toBe(false);
  });
});
