import { setTimeout as sleep } from 'node:timers/promises';
import { silentLogger } from '../process/logger';
import { VersionBatches } from './change-versions';

/** Reads that end when the test says so. */
function createReads() {
  const begun: { orgIds: readonly string[]; end: (versions: string[]) => void; fail: () => void }[] = [];
  const batches = new VersionBatches(
    (orgIds) =>
      new Promise((resolve, reject) => {
        begun.push({ orgIds, end: resolve, fail: () => reject(new Error('gone')) });
      }),
    silentLogger(),
  );
  return { begun, batches };
}

it('reads once for all that ask in the same turn, each organisation once', async () => {
  const { begun, batches } = createReads();
  const asked = ['a', 'b', 'a'].map((orgId) => batches.current(orgId));
  await sleep(5);
  expect(begun.map(({ orgIds }) => orgIds)).toEqual([['a', 'b']]);
  begun[0]?.end(['1', '2']);
  expect(await Promise.all(asked)).toEqual(['1', '2', '1']);
});

it('does not answer from a read that began before it was asked', async () => {
  const { begun, batches } = createReads();
  const early = batches.current('a');
  await sleep(5);
  const late = batches.current('a');
  await sleep(5);
  expect(begun).toHaveLength(1);
  begun[0]?.end(['1']);
  expect(await early).toBe('1');
  await sleep(5);
  begun[1]?.end(['2']);
  expect(await late).toBe('2');
});

it('says null to all who waited when a read fails, asks nobody for a second, then reads again', async () => {
  const { begun, batches } = createReads();
  const asked = [batches.current('a'), batches.current('b')];
  await sleep(5);
  begun[0]?.fail();
  expect(await Promise.all(asked)).toEqual([null, null]);
  expect(await batches.current('a')).toBeNull();
  expect(begun).toHaveLength(1);
  await sleep(1_050);
  const again = batches.current('a');
  await sleep(5);
  begun[1]?.end(['3']);
  expect(await again).toBe('3');
});
