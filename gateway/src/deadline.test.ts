import { beforeDeadline, DeadlineError } from './deadline';

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
