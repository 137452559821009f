import { setTimeout as sleep } from 'node:timers/promises';
import { createSemaphore, QueueFullError } from './semaphore';

it('runs no more tasks at once than allowed, and all of them, in order', async () => {
  const room = createSemaphore(3, 100);
  const done: number[] = [];
  let running = 0;
  let most = 0;
  const task = (index: number) =>
    room.run(async () => {
      running += 1;
      most = Math.max(most, running);
      await sleep(2);
      running -= 1;
      done.push(index);
      return index;
    });
  const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => task(index)));
  expect(answers).toEqual(Array.from({ length: 20 }, (_, index) => index));
  expect(done).toHaveLength(20);
  expect(most).toBe(3);
});

it('gives a failed task its place back', async () => {
  const room = createSemaphore(1, 10);
  await expect(room.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await room.run(async () => 'fine')).toBe('fine');
});

it('refuses at once when too many wait', async () => {
  const room = createSemaphore(1, 2);
  let release = (): void => undefined;
  const first = room.run(
    () =>
      new Promise<void>((resolve) => {
        release = resolve;
      }),
  );
  const waiting = [room.run(async () => 1), room.run(async () => 2)];
  await expect(room.run(async () => 3)).rejects.toThrow(QueueFullError);
  release();
  await first;
  expect(await Promise.all(waiting)).toEqual([1, 2]);
  expect(await room.run(async () => 4)).toBe(4);
});

it('lets callers take turns, and one of them wait with so many only', async () => {
  const room = createSemaphore(1, 10, 3);
  const order: string[] = [];
  const task = (caller: string) =>
    room.run(async () => {
      await sleep(1);
      order.push(caller);
    }, caller);
  const all = ['a', 'a', 'a', 'a', 'b', 'c', 'b'].map(task);
  await expect(task('a')).rejects.toThrow(QueueFullError);
  await Promise.all(all);
  expect(order).toEqual(['a', 'a', 'b', 'c', 'a', 'b', 'a']);
});
