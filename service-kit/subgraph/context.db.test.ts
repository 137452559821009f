import type { DataSource } from 'typeorm';
import { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner.js';
import { useDatabase } from '../../testkit/database';
import { factsFor } from '../../testkit/subgraph';
import { viewerWith } from '../../testkit/tokens';
import { connectEstimates } from '../../subgraphs/estimates/src/data-source';
import { buildContext, enterAs, read, withTransaction, type BaseContext } from './context';
import { newId } from '../data/ids';
import { silentLogger } from '../process/logger';
import type { Viewer } from '../auth/viewer';

interface Loaders {
  madeFor: BaseContext<Loaders>;
}
type Context = BaseContext<Loaders>;

const database = useDatabase();
let source: DataSource;
beforeAll(async () => {
  source = await connectEstimates(await database.urlFor('estimates'));
});
afterAll(() => source.destroy());

const contextOf = (viewer: Viewer | null): Context =>
  buildContext<Loaders, Context>(
    { facts: factsFor(null), log: silentLogger(), source, viewer, makeLoaders: (ctx) => ({ madeFor: ctx }) },
    {},
  );

const INSERT =
  'INSERT INTO estimates.projects (org_id, id, name, author_id, version, created_at, updated_at) VALUES ($1, $2, $3, $4, 1, now(), now())';
const insert = (ctx: Context, name: string) =>
  withTransaction(ctx, (inner) =>
    inner.transaction.query(INSERT, [inner.viewer.orgId, newId(), name, inner.viewer.userId]),
  );
const names = (ctx: Context): Promise<string[]> =>
  read(ctx, async (db) =>
    ((await db.query('SELECT name FROM estimates.projects ORDER BY name')) as { name: string }[]).map(
      ({ name }) => name,
    ),
  );

describe('a transaction', () => {
  it('commits what its work did, and shows it to the caller’s organisation only', async () => {
    const ctx = contextOf(viewerWith('owner'));
    await insert(ctx, 'mine');
    expect(await names(ctx)).toEqual(['mine']);
    expect(await names(contextOf(viewerWith('owner')))).toEqual([]);
  });

  it('takes everything back when its work throws, and runs nothing of what was to follow', async () => {
    const ctx = contextOf(viewerWith('owner'));
    const followed = jest.fn();
    const failing = withTransaction(ctx, async (inner) => {
      await insert(inner, 'never');
      await inner.afterCommit(followed);
      throw new Error('in the middle');
    });
    await expect(failing).rejects.toThrow('in the middle');
    expect(await names(ctx)).toEqual([]);
    expect(followed).not.toHaveBeenCalled();
  });

  it('runs what is to follow after the commit, once, in order; at once when there is no transaction', async () => {
    const ctx = contextOf(viewerWith('owner'));
    const order: string[] = [];
    await withTransaction(ctx, async (inner) => {
      await inner.afterCommit(async () => void order.push(`first, ${(await names(ctx)).length} row`));
      await inner.afterCommit(() => void order.push('second'));
      await insert(inner, 'row');
      order.push('work');
    });
    await ctx.afterCommit(() => void order.push('at once'));
    expect(order).toEqual(['work', 'first, 1 row', 'second', 'at once']);
  });

  it('is joined by a nested one', async () => {
    const ctx = contextOf(viewerWith('owner'));
    await withTransaction(ctx, async (outer) => {
      await withTransaction(outer, async (inner) => expect(inner.transaction).toBe(outer.transaction));
      await insert(outer, 'seen inside');
      expect(await names(outer)).toEqual(['seen inside']);
    });
  });

  it('lets the caller forget what was read before, once it is committed', async () => {
    const ctx = contextOf(viewerWith('manager'));
    const before = ctx.loaders;
    const failing = withTransaction(ctx, async () => Promise.reject(new Error('taken back')));
    await expect(failing).rejects.toThrow('taken back');
    expect(ctx.loaders).toBe(before);
    await withTransaction(ctx, async () => expect(ctx.loaders).toBe(before));
    expect(ctx.loaders).not.toBe(before);
  });

  it('has loaders of its own, so that nothing read before is trusted inside', async () => {
    const ctx = contextOf(viewerWith('owner'));
    expect(ctx.loaders).toBe(ctx.loaders);
    await withTransaction(ctx, async (inner) => {
      expect(inner.loaders).not.toBe(ctx.loaders);
      expect(inner.loaders.madeFor).toBe(inner);
    });
  });
});

describe('a read', () => {
  it('can’t write, whatever it tries', async () => {
    const ctx = contextOf(viewerWith('owner'));
    const { orgId, userId } = ctx.viewer;
    const writing = read(ctx, (db) => db.query(INSERT, [orgId, newId(), 'x', userId]));
    await expect(writing).rejects.toMatchObject({ code: '25006' });
  });

  it('leaves nothing of the organisation on the connection it used', async () => {
    await Promise.all(Array.from({ length: 20 }, () => names(contextOf(viewerWith('owner')))));
    const left = (await source.query(`SELECT current_setting('app.org_id', true) AS org`)) as {
      org: string | null;
    }[];
    expect(left[0]?.org ?? '').toBe('');
  });

  it('gives its connection back when it fails', async () => {
    const ctx = contextOf(viewerWith('owner'));
    for (let time = 0; time < 30; time += 1) {
      await expect(read(ctx, (db) => db.query('SELECT 1/0'))).rejects.toMatchObject({ code: '22012' });
    }
    expect(await names(ctx)).toEqual([]);
  });
});

describe('a context', () => {
  it('of an anonymous caller refuses to name one', async () => {
    const ctx = contextOf(null);
    expect(ctx.viewerOrNull).toBeNull();
    expect(() => ctx.viewer).toThrow('Log in first');
    await expect(names(ctx)).rejects.toThrow('Log in first');
  });

  it('reads as somebody who has just proved who they are, and trusts nothing that was read before', () => {
    const ctx = contextOf(null);
    const before = ctx.loaders;
    const viewer = viewerWith('manager');
    enterAs(ctx, viewer);
    expect(ctx.viewer).toBe(viewer);
    expect(ctx.loaders).not.toBe(before);
  });

  it('survives the shallow copy that Apollo Server hands to resolvers', () => {
    const copyOf = (ctx: Context): Context =>
      Object.assign(Object.create(Object.getPrototypeOf(ctx) as object) as Context, ctx);
    const anonymous = copyOf(contextOf(null));
    expect(() => anonymous.viewer).toThrow('Log in first');
    const viewer = viewerWith('viewer');
    const copy = copyOf(contextOf(viewer));
    expect(copy.viewer).toBe(viewer);
    expect(copy.loaders.madeFor).toBe(copy);
  });
});

describe('a request’s deadline', () => {
  const withFacts = (facts: object): Context => {
    const ctx = contextOf(viewerWith('owner'));
    return Object.assign(ctx, { facts: { ...ctx.facts, ...facts } });
  };
  const running = async (): Promise<number> => {
    const [row] = (await source.query(
      `SELECT count(*)::int AS count FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT pg_sleep(60%'`,
    )) as { count: number }[];
    return row?.count ?? -1;
  };

  it('ends a statement that runs then, in a read and in a transaction, and leaves the connection as it was', async () => {
    for (const run of [read, withTransaction] as const) {
      const ctx = withFacts({ deadlineAt: Date.now() + 500 });
      const slow =
        run === read
          ? read(ctx, (db) => db.query('SELECT pg_sleep(60)'))
          : withTransaction(ctx, (inner) => inner.transaction.query('SELECT pg_sleep(60)'));
      await expect(slow).rejects.toMatchObject({ extensions: { code: 'REQUEST_TIMEOUT' } });
      // That it has ended is shown a moment after it was told.
      for (const before = performance.now(); (await running()) > 0;)
        expect(performance.now() - before).toBeLessThan(30_000);
    }
    const [left] = (await read(contextOf(viewerWith('owner')), (db) =>
      db.query('SHOW statement_timeout'),
    )) as {
      statement_timeout: string;
    }[];
    expect(left?.statement_timeout).toBe('30s');
  });

  it('may be later than the usual time-out', async () => {
    const ctx = withFacts({ deadlineAt: Date.now() + 300_000 });
    const [row] = (await read(ctx, (db) => db.query('SHOW statement_timeout'))) as {
      statement_timeout: string;
    }[];
    expect(row?.statement_timeout).toMatch(/^(5min|29\d{4}ms|29\ds)$/);
  });

  it('lets nothing begin after it, nor for a client that is gone', async () => {
    const work = jest.fn();
    for (const facts of [{ deadlineAt: Date.now() - 1 }, { isAbandoned: () => true }]) {
      const refused = { extensions: { code: 'REQUEST_TIMEOUT' } };
      await expect(read(withFacts(facts), work)).rejects.toMatchObject(refused);
    }
    await expect(withTransaction(withFacts({ deadlineAt: Date.now() - 1 }), work)).rejects.toMatchObject({
      extensions: { code: 'REQUEST_TIMEOUT' },
    });
    expect(work).not.toHaveBeenCalled();
  });

  it('costs no round trip of its own', async () => {
    const query = jest.spyOn(PostgresQueryRunner.prototype, 'query');
    const ran = async (ctx: Context) => {
      query.mockClear();
      await read(ctx, (db) => db.query('SELECT 1'));
      return query.mock.calls.length;
    };
    expect(await ran(withFacts({ deadlineAt: Date.now() + 10_000 }))).toBe(
      await ran(contextOf(viewerWith('owner'))),
    );
    query.mockRestore();
  });
});
