import { Entity, Column, PrimaryColumn, type DataSource } from 'typeorm';
import type { Pool } from 'pg';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { useDatabase } from '../../testkit/database';
import { factsFor } from '../../testkit/subgraph';
import { viewerWith } from '../../testkit/tokens';
import { buildContext, withTransaction, type BaseContext } from '../subgraph/context';
import { connectDatabase } from '../postgres/database';
import { isUnreachable } from '../errors/errors';
import { newId } from './ids';
import { silentLogger } from '../process/logger';
import type { Viewer } from '../auth/viewer';
import { defineRead, defineValues } from './read';

@Entity('projects')
class Project {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') name!: string;
  @Column('text', { nullable: true }) description!: string | null;
  @Column('integer') version!: number;
  @Column({ type: 'timestamptz', precision: 3 }) createdAt!: Date;
}

type Context = BaseContext<null>;
type Row = string | null;

const database = useDatabase();
const statements: string[] = [];
/** One without names, one with; four connections each. */
const sources: DataSource[] = [];

beforeAll(async () => {
  for (const namedReads of [false, true]) {
    sources.push(
      await connectDatabase({
        url: await database.urlFor('estimates'),
        schema: 'estimates',
        entities: [Project],
        applicationName: `test-reader-${namedReads}`,
        poolSize: 4,
        namedReads,
        onStatement: (sql) => void statements.push(sql),
      }),
    );
  }
});
afterAll(() => Promise.all(sources.map((source) => source.destroy())));
beforeEach(() => void (statements.length = 0));

const contextOn = (source: DataSource, viewer: Viewer | null, facts: object = {}): Context =>
  buildContext<null, Context>(
    {
      facts: { ...factsFor(null), ...facts },
      log: silentLogger(),
      source,
      viewer,
      makeLoaders: () => null,
    },
    {},
  );

const poolOf = (source: DataSource) => (source.driver as PostgresDriver).master as Pool;
const first = ([value]: readonly Row[]) => value ?? null;
const byName = defineRead<Project>({
  entity: Project,
  alias: 'project',
  keys: ['id'],
  build: (query) => query.where('project.orgId = :orgId AND project.name = ANY(:names)'),
});
const everybody = defineValues<Row>('SELECT name FROM estimates.projects ORDER BY name', first);
const count = defineValues<Row>('SELECT count(*) FROM estimates.projects WHERE org_id = :orgId', first);
const backend = defineValues<Row>('SELECT pg_backend_pid()', first);
const setting = defineValues<Row>('SELECT current_setting(:name, true)', first);
const division = defineValues<Row>('SELECT 1 / :divisor::integer', first);
const sleep = defineValues<Row>('SELECT pg_sleep(60)', first);
const dropped = defineValues<Row>('SELECT pg_terminate_backend(pg_backend_pid())', first);
const write = defineValues<Row>(
  'UPDATE estimates.projects SET name = name WHERE org_id = :orgId RETURNING 1',
  first,
);

const INSERT =
  'INSERT INTO estimates.projects (org_id, id, name, author_id, version, created_at, updated_at) VALUES ($1, $2, $3, $4, 1, now(), now())';
const insert = (ctx: Context, name: string) =>
  withTransaction(ctx, (inner) =>
    inner.transaction.query(INSERT, [inner.viewer.orgId, newId(), name, inner.viewer.userId]),
  );

describe.each([
  ['unnamed', 0],
  ['named', 1],
])('reads with %s statements', (_kind, index) => {
  const contextFor = (viewer: Viewer | null, facts?: object) =>
    contextOn(sources[index] as DataSource, viewer, facts);

  it('are of the caller’s organisation, by PostgreSQL’s own rule', async () => {
    const [mine, theirs] = [contextFor(viewerWith('owner')), contextFor(viewerWith('owner'))];
    await insert(mine, 'mine');
    await insert(theirs, 'theirs');
    expect(await everybody(mine)).toEqual(['mine']);
    expect(await everybody(theirs)).toEqual(['theirs']);
  });

  it('leave nothing on their connections', async () => {
    const source = sources[index] as DataSource;
    const ctx = contextFor(viewerWith('owner'), { deadlineAt: Date.now() + 1_234_000 });
    await Promise.all(
      Array.from({ length: 8 }, () =>
        everybody(contextFor(ctx.viewer, { deadlineAt: ctx.facts.deadlineAt })),
      ),
    );
    const left = await Promise.all(
      Array.from({ length: 4 }, () =>
        source.query(
          `SELECT current_setting('app.org_id', true) AS org, current_setting('statement_timeout') AS ms,
                  current_setting('transaction_read_only') AS ro, pg_sleep(0.05)`,
        ),
      ),
    );
    for (const [row] of left as { org: string | null; ms: string; ro: string }[][]) {
      expect([row?.org ?? '', row?.ms, row?.ro]).toEqual(['', '30s', 'off']);
    }
  });

  it('can’t write, whatever they try, and their connection goes on', async () => {
    const ctx = contextFor(viewerWith('owner'));
    await insert(ctx, 'kept');
    for (let time = 0; time < 6; time += 1) {
      await expect(write(ctx)).rejects.toMatchObject({ code: '25006' });
      expect(await everybody(ctx)).toEqual(['kept']);
    }
  });

  it('end at the deadline in PostgreSQL too, and their connection goes on', async () => {
    const { viewer } = contextFor(viewerWith('owner'));
    for (let time = 0; time < 5; time += 1) {
      const ctx = contextFor(viewer, { deadlineAt: Date.now() + 200 });
      await expect(sleep(ctx)).rejects.toMatchObject({ extensions: { code: 'REQUEST_TIMEOUT' } });
      expect(await setting(contextFor(viewer), { name: 'statement_timeout' })).toEqual(['30s']);
    }
    // None goes on; that it has ended is shown a moment after it was told.
    const goOn = async () =>
      (await (sources[index] as DataSource).query(
        `SELECT FROM pg_stat_activity
          WHERE state = 'active' AND query LIKE 'SELECT pg_sleep(60)%' AND application_name LIKE 'test-reader%'`,
      )) as unknown[];
    for (const before = performance.now(); (await goOn()).length > 0;)
      expect(performance.now() - before).toBeLessThan(30_000);
  });

  it('may take longer than usual when the deadline allows it', async () => {
    const ctx = contextFor(viewerWith('owner'), { deadlineAt: Date.now() + 300_000 });
    expect((await setting(ctx, { name: 'statement_timeout' }))[0]).toMatch(/^(5min|29\d{4}ms|29\ds)$/);
  });

  it('don’t begin after the deadline, nor for a client that is gone, nor for nobody', async () => {
    for (const facts of [{ deadlineAt: Date.now() - 1 }, { isAbandoned: () => true }]) {
      const refused = { extensions: { code: 'REQUEST_TIMEOUT' } };
      await expect(everybody(contextFor(viewerWith('owner'), facts))).rejects.toMatchObject(refused);
    }
    await expect(everybody(contextFor(null))).rejects.toThrow('Log in first');
    expect(statements).toEqual([]);
  });

  it('of one tick share a connection and one write; each has its own answer or error', async () => {
    const ctx = contextFor(viewerWith('owner'));
    await insert(ctx, 'one');
    statements.length = 0;
    const reads = [
      backend(ctx),
      division(ctx, { divisor: 0 }),
      count(ctx),
      division(ctx, { divisor: 0 }),
      backend(ctx),
    ];
    const answers = await Promise.allSettled(reads);
    expect(answers.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(answers[1]).toMatchObject({ reason: { code: '22012' } });
    expect(answers[2]).toEqual({ status: 'fulfilled', value: ['1'] });
    // What PostgreSQL left out after an error was sent again.
    expect(statements).toHaveLength(5 + 3 + 1);
  });

  it('of one tick are one round trip', async () => {
    const ctx = contextFor(viewerWith('owner'));
    const pool = poolOf(sources[index] as DataSource);
    const lent = jest.fn();
    const ready = jest.fn();
    pool.on('acquire', lent);
    pool.on('acquire', (client) => {
      const { connection } = client as unknown as { connection: NodeJS.EventEmitter };
      connection.on('readyForQuery', ready);
      pool.once('release', () => connection.off('readyForQuery', ready));
    });
    const pids = (await Promise.all([backend(ctx), backend(ctx), backend(ctx)])).flat();
    pool.removeAllListeners('acquire');
    expect(new Set(pids).size).toBe(1);
    expect(lent).toHaveBeenCalledTimes(1);
    expect(ready).toHaveBeenCalledTimes(1);
  });

  it('go on after a statement that was never right', async () => {
    const ctx = contextFor(viewerWith('owner'));
    await insert(ctx, 'still');
    const wrong = defineValues<Row>('SELECT nothing FROM estimates.projects WHERE org_id = :orgId', first);
    for (let time = 0; time < 8; time += 1) {
      await expect(wrong(ctx)).rejects.toMatchObject({ code: '42703' });
      await expect(division(ctx, { divisor: 0 })).rejects.toMatchObject({ code: '22012' });
      expect(await everybody(ctx)).toEqual(['still']);
      expect(await division(ctx, { divisor: 1 })).toEqual(['1']);
    }
    const lost = poolOf(sources[index] as DataSource);
    expect(lost.totalCount - lost.idleCount).toBe(0);
  });

  it('fail as unreachable when their connection breaks, and the pool goes on', async () => {
    const ctx = contextFor(viewerWith('owner'));
    for (let time = 0; time < 6; time += 1) {
      const failure: unknown = await dropped(ctx).catch((error: unknown) => error);
      expect(isUnreachable(failure)).toBe(true);
    }
    expect(await count(ctx)).toEqual(['0']);
  });

  it('fail alone when a row can’t be made of its values', async () => {
    const ctx = contextFor(viewerWith('owner'));
    const broken = defineValues<Row>('SELECT 1', () => {
      throw new Error('no row');
    });
    const [one, other] = await Promise.allSettled([broken(ctx), count(ctx)]);
    expect(one).toMatchObject({ status: 'rejected', reason: { message: 'no row' } });
    expect(other).toEqual({ status: 'fulfilled', value: ['0'] });
  });

  it('in a transaction see what it wrote, in its own connection', async () => {
    const ctx = contextFor(viewerWith('owner'));
    await withTransaction(ctx, async (inner) => {
      await insert(inner, 'within');
      expect(await byName(inner, { names: ['within'] })).toMatchObject([{ name: 'within', version: 1 }]);
      expect(await everybody(ctx)).toEqual([]);
      const [row] = (await inner.transaction.query('SELECT pg_backend_pid() AS pid')) as [{ pid: number }];
      expect(await backend(inner)).toEqual([String(row.pid)]);
    });
  });

  it('take back a transaction by their errors, like any statement', async () => {
    const ctx = contextFor(viewerWith('owner'));
    const failing = withTransaction(ctx, async (inner) => {
      await insert(inner, 'never');
      await Promise.all([division(inner, { divisor: 0 }), count(inner)]);
    });
    await expect(failing).rejects.toMatchObject({ code: '22012' });
    expect(await everybody(ctx)).toEqual([]);
  });

  it('leave no more than so many of them prepared, and prepare those anew that made room', async () => {
    await withTransaction(contextFor(viewerWith('owner')), async (inner) => {
      for (const number of [...Array(520).keys(), 0]) {
        expect(await defineValues<Row>(`SELECT ${number}`, first)(inner)).toEqual([String(number)]);
      }
      const kept = 'SELECT count(*)::integer AS number FROM pg_prepared_statements';
      const [row] = (await inner.transaction.query(kept)) as [{ number: number }];
      expect(row.number).toBe(index === 0 ? 0 : 500);
    });
  });

  it('carry values of every kind', async () => {
    const echo = defineValues<Row>('SELECT :texts::text[]', first);
    const ctx = contextFor(viewerWith('owner'));
    const nasty = ['plain', '', 'null', 'a "b" \\ {c},d', 'ünï✓', '  '];
    const count = defineValues<Row>(
      'SELECT count(*) FROM unnest(:texts::text[]) WITH ORDINALITY AS t (v, i) WHERE v = (:json::jsonb ->> (i::int - 1))',
      first,
    );
    expect(await count(ctx, { texts: nasty, json: JSON.stringify(nasty) })).toEqual([String(nasty.length)]);
    expect(await echo(ctx, { texts: [null, 'x'] })).toEqual(['{NULL,x}']);
    expect(await echo(ctx, { texts: null })).toEqual([null]);
  });
});

describe('a row', () => {
  const viewer = viewerWith('owner');

  it('is an entity with all columns, read as TypeORM reads them', async () => {
    const ctx = contextOn(sources[0] as DataSource, viewer);
    await insert(ctx, 'whole');
    const [row] = await byName(ctx, { names: ['whole', 'other'] });
    const same = await withTransaction(ctx, ({ transaction }) =>
      transaction.findOneByOrFail(Project, { orgId: viewer.orgId, name: 'whole' }),
    );
    expect({ ...row }).toEqual({ ...same });
    expect(row).toBeInstanceOf(Project);
    expect(row?.createdAt).toBeInstanceOf(Date);
  });
});
