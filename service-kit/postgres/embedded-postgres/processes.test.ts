import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { describeFromPs, describeProcess, isRunning } from './processes';

it('tells a running process from one that does not exist', () => {
  expect(isRunning(process.pid)).toBe(true);
  expect(isRunning(2 ** 22 + 1)).toBe(false);
});

it('takes a zombie for dead', async () => {
  // The shell becomes a `sleep`, which never collects the child that the shell had.
  const parent = spawn('sh', ['-c', 'sleep 0.05 & echo $!; exec sleep 30'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const zombie = Number(line.toString());
    while (isRunning(zombie)) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(() => process.kill(zombie, 0)).not.toThrow();
    expect(isRunning(zombie)).toBe(false);
    expect(describeFromPs(zombie)).toBeUndefined();
  } finally {
    parent.kill('SIGKILL');
    await once(parent, 'close');
  }
});

it.each([
  ['the system', describeProcess],
  ['ps', describeFromPs],
])('learns the command and a constant start time from %s', async (_name, describeBy) => {
  const child = spawn('sleep', ['30.5'], { stdio: 'ignore' });
  try {
    const first = describeBy(child.pid ?? 0);
    expect(first?.command).toMatch(/sleep 30\.5$/);
    expect(first?.startedAt).not.toBe('');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(describeBy(child.pid ?? 0)?.startedAt).toBe(first?.startedAt);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'close');
  }
});
