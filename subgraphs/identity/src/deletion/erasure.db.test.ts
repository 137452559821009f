import { connectClient } from '../../../../service-kit/postgres/database-roles';
import { useIdentity } from '../../../../testkit/identity';
import { untilSomebodyWaitsFor } from '../../../../testkit/lock-waits';
import { useMailbox } from '../../../../testkit/mailbox';
import type { SeededOrganization, SeededUser } from '../../../../testkit/seed';
import { dataOf } from '../../../../testkit/subgraph';

const graph = useIdentity();
const mailbox = useMailbox(graph);
let org: SeededOrganization;
let other: SeededOrganization;
const JOIN = `INSERT INTO identity.memberships (org_id, user_id, role_id)
  SELECT $1, $2, id FROM identity.roles WHERE org_id = $1 AND key = 'viewer'`;
beforeEach(async () => {
  org = await graph.seed();
  other = await graph.seed();
  await graph.sql(JOIN, [other.org.id, org.manager.userId]);
});

const erase = async (who: SeededUser, email = who.email) =>
  dataOf(
    await graph.execute(
      who.viewer,
      'mutation ($input: EraseAccountInput!) { eraseAccount(input: $input) { erased userErrors { code path message } } }',
      { input: { email } },
    ),
  ).eraseAccount;
const entersAs = async ({ email, password }: SeededUser): Promise<unknown[]> =>
  dataOf(
    await graph.execute(
      null,
      'mutation ($input: LogInInput!) { logIn(input: $input) { userErrors { code } } }',
      { input: { email, password } },
    ),
  ).logIn.userErrors.map(({ code }: { code: string }) => code);

it('is done though somebody has registered what the address becomes', async () => {
  await graph.sql('UPDATE identity.users SET email_key = $2 WHERE id = $1', [
    other.manager.userId,
    `erased-${org.manager.userId}@cashcraft.invalid`,
  ]);
  expect(await erase(org.manager)).toEqual({ erased: true, userErrors: [] });
});

it('leaves nothing that says who it was, in any organisation, and what they made to "Erased person"', async () => {
  await graph.logIn(org.manager);
  expect(await erase(org.manager)).toEqual({ erased: true, userErrors: [] });
  expect(await entersAs(org.manager)).toEqual(['INVALID_CREDENTIALS']);
  const entity = await graph.execute(
    org.owner.viewer,
    'query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { displayName email status } } }',
    { of: [{ __typename: 'User', id: org.manager.userId }] },
  );
  expect(dataOf(entity)._entities).toEqual([
    {
      displayName: 'Erased person',
      email: `left-${org.manager.userId}@cashcraft.invalid`,
      status: 'REMOVED',
    },
  ]);
  const [{ found } = { found: null }] = await graph.sql<{ found: string | null }>(
    `SELECT string_agg(row, '') AS found FROM (
       SELECT u::text AS row FROM identity.users u WHERE id = $1
       UNION ALL SELECT m::text FROM identity.memberships m WHERE user_id = $1
       UNION ALL SELECT n::text FROM identity.member_names n WHERE user_id = $1
       UNION ALL SELECT s::text FROM identity.sessions s WHERE user_id = $1) rows`,
    [org.manager.userId],
  );
  for (const trace of [
    org.manager.email.toLowerCase(),
    org.manager.lastName.toLowerCase(),
    '203.0.113.7',
    'argon2',
  ])
    expect(found?.toLowerCase()).not.toContain(trace);
  expect((await mailbox.deliver(org.org.id, org.manager.email)).at(-1)?.subject).toContain('erased');
});

it('ends their sessions everywhere, and tells each organisation’s audit of its own only', async () => {
  await graph.logIn(org.manager);
  await erase(org.manager);
  const live = await graph.sql('SELECT 1 FROM identity.sessions WHERE user_id = $1 AND revoked_at IS NULL', [
    org.manager.userId,
  ]);
  expect(live).toEqual([]);
  const entries = await graph.sql<{ org_id: string; text: string }>(
    `SELECT org_id, changes::text AS text FROM audit.entries WHERE action = 'eraseAccount' AND org_id = ANY ($1)`,
    [[org.org.id, other.org.id]],
  );
  expect(entries.map(({ org_id }) => org_id).sort()).toEqual([org.org.id, other.org.id].sort());
  for (const { text } of entries) {
    expect(text).toContain('REMOVED');
    expect(text).not.toContain(org.manager.email);
    expect(text).not.toContain(org.manager.lastName);
  }
  const members = await graph.sql<{ status: string }>(
    'SELECT status FROM identity.memberships WHERE user_id = $1',
    [org.manager.userId],
  );
  expect(members).toEqual([{ status: 'REMOVED' }, { status: 'REMOVED' }]);
});

it('is refused without one’s own address, and for the last owner of any organisation, who is told which', async () => {
  expect((await erase(org.manager, org.viewer.email)).userErrors).toMatchObject([
    { code: 'EMAIL_DIFFERS', path: ['email'] },
  ]);
  const { erased, userErrors } = await erase(org.owner);
  expect(erased).toBeNull();
  expect(userErrors).toMatchObject([{ code: 'LAST_OWNER' }]);
  expect(userErrors[0].message).toContain(org.org.name);
  expect(await entersAs(org.owner)).toEqual([]);
});

it('lets the address be used for a new account', async () => {
  await erase(org.manager);
  const [row] = await graph.sql<{ count: number }>(
    'SELECT count(*)::int AS count FROM identity.users WHERE email_key = $1',
    [org.manager.email.toLowerCase()],
  );
  expect(row?.count).toBe(0);
});

it('leaves an organisation, too, that is joined at the same moment', async () => {
  const third = await graph.seed();
  const joining = await connectClient(graph.parts.database.url);
  try {
    await joining.query('BEGIN');
    await joining.query(JOIN, [third.org.id, org.manager.userId]);
    const erased = erase(org.manager);
    await untilSomebodyWaitsFor(joining);
    await joining.query('COMMIT');
    expect(await erased).toEqual({ erased: true, userErrors: [] });
  } finally {
    await joining.end();
  }
  const left = await graph.sql(
    `SELECT status, count(*)::int AS count FROM identity.memberships WHERE user_id = $1 GROUP BY status`,
    [org.manager.userId],
  );
  expect(left).toEqual([{ status: 'REMOVED', count: 3 }]);
});
