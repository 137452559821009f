import { useIdentity } from '../../../../testkit/identity';
import { logIn, type Ask } from '../../../../testkit/session-kit/client';
import { runSessionKit } from '../../../../testkit/session-kit/run';

/* A shorter run of `npm run session-kit`; a whole server, and the row that takes half a minute, are for the kit itself. */

const graph = useIdentity();

it('loses no legitimate client in random schedules, and catches each thief', async () => {
  const { owner } = await graph.seed();
  const ask: Ask = async (query, variables, token) =>
    (await graph.executeWithToken(token, query, variables)) as Awaited<ReturnType<Ask>>;
  const played = { ask, logIn: () => logIn(ask, owner), seesRevocations: false };
  const report = await runSessionKit(played, { schedules: 12, seed: 7, withSlow: false, concurrency: 4 });
  expect(report.failures).toEqual([]);
  for (const { row, expected, got } of report.rows) expect([row, got]).toEqual([row, expected]);
  expect(report).toMatchObject({ clients: 12, thieves: 3 });
});

it('tells what it found: a server that ends a session at a retry fails it', async () => {
  const { owner } = await graph.seed();
  const spent = new Set<string>();
  const strict: Ask = async (query, variables, token) => {
    const { refreshToken } = (variables['input'] ?? {}) as { refreshToken?: string };
    const isRetry = refreshToken !== undefined && spent.has(refreshToken);
    if (refreshToken !== undefined) spent.add(refreshToken);
    if (isRetry)
      return { data: null, errors: [{ message: 'no', extensions: { reason: 'REFRESH_TOKEN_REUSED' } }] };
    return (await graph.executeWithToken(token, query, variables)) as Awaited<ReturnType<Ask>>;
  };
  const played = { ask: strict, logIn: () => logIn(strict, owner), seesRevocations: false };
  const report = await runSessionKit(played, { schedules: 6, seed: 7, withSlow: false, concurrency: 4 });
  expect(report.failures.join('\n')).toMatch(/A legitimate client got REFRESH_TOKEN_REUSED after: /);
  expect(report.rows.filter(({ expected, got }) => expected !== got).map(({ row }) => row[0])).toEqual(
    expect.arrayContaining(['2', '3']),
  );
});
