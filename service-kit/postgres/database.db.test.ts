import { setTimeout } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { useDatabase } from '../../testkit/database';
import { connectDatabase, inOrganization, readInOrganization } from './database';
import { isUnreachable, notFound } from '../errors/errors';
import { newId } from '../data/ids';
import { createLogger } from '../process/logger';
import { logSlowStatements, withoutValues } from '../telemetry/slow-statements';

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

describe('a slow statement', () => {
  const told: { plans?: string[]; statements: string[]; tables: string[]; milliseconds: number }[] = [];
  let stop: () => Promise<void>;
  beforeAll(() => {
    const to = { write: (line: string) => void told.push(JSON.parse(line) as (typeof told)[number]) };
    stop = logSlowStatements(20, createLogger({ name: 'test', to }));
  });
  afterAll(() => stop());
  const SLOW = `SELECT p.name, pg_sleep(0.03) FROM estimates.projects p RIGHT JOIN (SELECT 1) one ON p.name = $1
    WHERE p.name IS NULL OR p.name <> 'constant'`;
  const run = (sql: string, values: unknown[] = []) =>
    inOrganization(source, newId(), (db) => db.query(sql, values));

  it('is logged once with its text and its plan under row-level security, and without a value', async () => {
    await run(SLOW, ['Jane Doe']);
    await run(SLOW.replace('constant', 'another'), ['Jane Doe']); // no shape of its own
    // On a busy machine others are slow as well.
    const ofProjects = () => told.filter(({ tables }) => tables.includes('estimates.projects'));
    while (ofProjects().length === 0) await setTimeout(5);
    await stop();
    expect(ofProjects()).toHaveLength(1);
    const [line = {} as never] = ofProjects();
    expect(line).toMatchObject({ tables: ['estimates.projects'], milliseconds: expect.any(Number) });
    expect(line.statements[0]).toContain('WHERE p.name IS NULL OR p.name <>');
    expect(line.plans?.[0]).toMatch(/Scan .*on projects/);
    expect(line.plans?.[0]).toMatch(/org_id = .*InitPlan/); // the policy's own condition
    expect(JSON.stringify(line)).not.toMatch(/Jane|constant/);
  });

  it('of which no plan is had, or which holds values in its text, is told without', () => {
    expect(withoutValues("SELECT 'Jane''s', 1")).toBe("SELECT '…', 1");
    for (const text of ["SELECT 'a'; SELECT 'Jane' FROM b.c", 'SELECT $$Jane$$', "SELECT E'\\' Jane '"])
      expect(withoutValues(text)).not.toContain('Jane');
  });
});
