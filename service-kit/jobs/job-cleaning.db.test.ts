import type { DataSource } from 'typeorm';
import { connectClient } from '../postgres/database-roles';
import { connectDatabase } from '../postgres/database';
import { newId } from '../data/ids';
import { useDatabase } from '../../testkit/database';
import { cleanJobs } from './job-cleaning';

const database = useDatabase();
let source: DataSource;
beforeAll(async () => {
  source = await connectDatabase({
    url: await database.urlFor('identity'),
    schema: 'identity',
    entities: [],
    applicationName: 'test-job-cleaning',
  });
});
afterAll(() => source?.destroy());

it('forgets what ended long ago in all organisations, also mirrored jobs that no worker had, and nothing else', async () => {
  const owner = await connectClient(database.url);
  const orgs = [newId(), newId()];
  const add = (state: string, days: number | null, kind: string) =>
    owner.query(
      `INSERT INTO jobs.jobs (org_id, id, kind, state, input, max_attempts, finished_at, requested_by)
       SELECT org, gen_random_uuid(), $2, $3, '{}', 1, now() - make_interval(days => $4::int), NULL FROM unnest($1::uuid[]) org`,
      [orgs, kind, state, days],
    );
  await add('SUCCEEDED', 31, 'KOMMO_SYNC');
  await add('CANCELLED', 31, 'EXPORT_ESTIMATE');
  await add('FAILED', 91, 'EXPORT_ESTIMATE');
  await add('SUCCEEDED', 29, 'KOMMO_SYNC');
  await add('FAILED', 89, 'EXPORT_ESTIMATE');
  await add('QUEUED', null, 'KOMMO_SYNC');
  expect(await cleanJobs(source)).toBe(6);
  const { rows } = await owner.query<{ state: string; count: number }>(
    'SELECT state, count(*)::int AS count FROM jobs.jobs WHERE org_id = ANY ($1) GROUP BY state ORDER BY state',
    [orgs],
  );
  expect(rows).toEqual([
    { state: 'FAILED', count: 2 },
    { state: 'QUEUED', count: 2 },
    { state: 'SUCCEEDED', count: 2 },
  ]);
  expect(await cleanJobs(source)).toBe(0);
  await owner.end();
});
