import { FlagError, readFlags } from './flags';

const NAMES = ['stock', 'ours'];
const read = (...args: string[]) => readFlags(args, NAMES, ['S', 'M']);

describe('readFlags', () => {
  it('keeps the results of a run of everybody, and of no other', () => {
    expect(read().isFull).toBe(true);
    expect(read('--rounds', '2').isFull).toBe(true);
    expect(read('--quick').isFull).toBe(false);
    expect(read('--contender', 'ours').isFull).toBe(false);
    expect(read('--operation', 'S').isFull).toBe(false);
    expect(read('--profile').isFull).toBe(false);
  });

  it('lets numbers overrule what --quick chose', () => {
    const quick = read('--quick');
    expect(read('--quick', '--rounds', '3', '--seconds', '0.5')).toEqual({
      ...quick,
      rounds: 3,
      seconds: 0.5,
    });
    expect(quick.seconds).toBeLessThan(read().seconds);
  });

  it('takes several contenders', () => {
    expect(read('--contender', 'stock', '--contender', 'ours').contenders).toEqual(NAMES);
  });

  it.each([
    [['--contender', 'other'], 'There is no contender "other"; there are stock, ours.'],
    [['--operation', 'X'], 'There is no operation "X"; there are S, M.'],
    [['--rounds', '1.5'], '--rounds must be a whole number.'],
    [['--rounds', '0'], '--rounds must be a number above 0 and up to 100, not "0".'],
    [['--seconds', 'x'], '--seconds must be a number above 0 and up to 60, not "x".'],
    [['--seconds', ''], '--seconds must be a number'],
    [['--fast'], '--fast'],
    [['word'], 'word'],
  ])('refuses %j, says why, and shows the flags there are', (args, message) => {
    const attempt = () => read(...args);
    expect(attempt).toThrow(FlagError);
    expect(attempt).toThrow(message);
    expect(attempt).toThrow('--quick');
  });
});
