import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { descriptorsCheck } from './vitals';

const folder = mkdtempSync(join(tmpdir(), 'cashcraft-proc-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A process as Linux shows it. */
function withDescriptors(open: number, limit: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'fd'), { recursive: true });
  for (let fd = 0; fd < open; fd += 1) writeFileSync(join(folder, 'fd', String(fd)), '');
  writeFileSync(
    join(folder, 'limits'),
    `Limit\nMax open files            ${limit}                 20000   files\n`,
  );
  return folder;
}

it('fails when nine in ten of the file descriptors are in use, and tells how many there are', async () => {
  await expect(descriptorsCheck(withDescriptors(9, '10')).check()).resolves.toEqual({ open: 9, limit: 10 });
  await expect(descriptorsCheck(withDescriptors(10, '10')).check()).rejects.toThrow(
    '10 of 10 file descriptors are in use: ulimit -n gives more',
  );
  await expect(descriptorsCheck(withDescriptors(99, 'unlimited')).check()).resolves.toMatchObject({
    open: 99,
  });
  await expect(descriptorsCheck(join(folder, 'elsewhere')).check()).resolves.toEqual({});
});
