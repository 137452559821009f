import { setTimeout } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { useDatabase } from '../../testkit/database';
import { connectDatabase, inOrganization, readInOrganization } from './database';
import { isUnreachable, notFound } from '../errors/errors';
import { newId } from '../data/ids';

const database = useDatabase();
let source: DataSource;

beforeAll(async () => {
  source = await connectDatabase({
    url: await database.urlFor('estimates'),
    schema: 'estimates',
    entities: [],
    applicationName: 'test-database',
  });
});
afterAll(() => source.destroy());

/** Ends the transaction's connection, and waits until its end was noticed. */
async function endOwnConnection(db: EntityManager): Promise<void> {
  await db.query('SELECT pg_terminate_backend(pg_backend_pid())').catch(() => undefined);
  while (!db.queryRunner?.isReleased) await setTimeout(5);
}

describe.each([
  ['a transaction', inOrganization],
  ['a read', readInOrganization],
])('%s whose connection breaks', (_what, run) => {
  it('fails as unreachable, not as a bug, whatever fails first', async () => {
    const failure: unknown = await run(source, newId(), async (db) => {
      await endOwnConnection(db);
      return db.query('SELECT 1');
    }).catch((error: unknown) => error);
    expect(isUnreachable(failure)).toBe(true);
  });

  it('fails at the commit when the break went unnoticed', async () => {
    const failure: unknown = await run(source, newId(), endOwnConnection).catch((error: unknown) => error);
    expect(isUnreachable(failure)).toBe(true);
  });

  it('keeps an error that was written for the client', async () => {
    const work = async (db: EntityManager) => {
      await endOwnConnection(db);
      throw notFound('Lead');
    };
    await expect(run(source, newId(), work)).rejects.toThrow('Lead not found.');
  });

  it('leaves the pool usable', async () => {
    for (let time = 0; time < 12; time += 1)
      await run(source, newId(), endOwnConnection).catch(() => undefined);
    expect(await run(source, newId(), (db) => db.query('SELECT 1 AS one'))).toEqual([{ one: 1 }]);
  });
});
