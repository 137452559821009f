import { newId } from '../../../../service-kit/data/ids';
import { useIdentity } from '../../../../testkit/identity';
import type { SeededOrganization, SeededUser } from '../../../../testkit/seed';
import { codes, dataOf } from '../../../../testkit/subgraph';

const graph = useIdentity();
const TRANSFER = `mutation T($input: TransferOwnershipInput!) {
  transferOwnership(input: $input) { owner { id role { key } } userErrors { code path } }
}`;

let org: SeededOrganization;
beforeEach(async () => {
  org = await graph.seed();
  await graph.sql('UPDATE identity.users SET email_verified_at = now()');
});

const transfer = (from: SeededUser, userId: string) =>
  graph.execute(from.viewer, TRANSFER, { input: { userId } });
const errorsOf = async (userId: string): Promise<unknown> =>
  dataOf(await transfer(org.owner, userId)).transferOwnership.userErrors;
const owners = async (): Promise<string[]> =>
  (
    await graph.sql<{ id: string }>(
      `SELECT user_id AS id FROM identity.memberships m JOIN identity.roles r ON r.org_id = m.org_id AND r.id = m.role_id
        WHERE m.org_id = $1 AND r.key = 'owner'`,
      [org.org.id],
    )
  ).map(({ id }) => id);

it('makes the other one the owner and oneself an administrator, whose tokens are of before', async () => {
  const answer = dataOf(await transfer(org.owner, org.viewer.userId)).transferOwnership;
  expect(answer).toMatchObject({ owner: { id: org.viewer.userId }, userErrors: [] });
  expect(await owners()).toEqual([org.viewer.userId]);
  const versions = await graph.sql<{ version: number }>(
    'SELECT permissions_version AS version FROM identity.memberships WHERE user_id = ANY($1)',
    [[org.owner.userId, org.viewer.userId]],
  );
  expect(versions.map(({ version }) => version)).toEqual([2, 2]);
});

it('is for owners', async () => {
  expect(codes(await transfer(org.admin, org.viewer.userId))).toEqual(['FORBIDDEN']);
  await transfer(org.owner, org.admin.userId);
  expect(codes(await transfer(org.owner, org.viewer.userId))).toEqual(['FORBIDDEN']); // no more
});

it('wants a fresh session', async () => {
  const { accessToken } = await graph.logIn(org.owner);
  await graph.sql(`UPDATE identity.sessions SET authenticated_at = now() - interval '11 minutes'`);
  const answer = await graph.executeWithToken(accessToken, TRANSFER, { input: { userId: org.admin.userId } });
  expect(answer.errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', reason: 'STEP_UP_REQUIRED' });
});

it('refuses oneself, whoever can’t log in, and an address that nobody confirmed', async () => {
  const { userId } = org.viewer;
  expect(await errorsOf(org.owner.userId)).toEqual([{ code: 'OWN_ACCOUNT', path: ['userId'] }]);
  await graph.sql('UPDATE identity.users SET email_verified_at = NULL WHERE id = $1', [userId]);
  expect(await errorsOf(userId)).toEqual([{ code: 'EMAIL_NOT_VERIFIED', path: ['userId'] }]);
  await graph.sql(`UPDATE identity.memberships SET status = 'DISABLED' WHERE user_id = $1`, [userId]);
  expect(await errorsOf(userId)).toEqual([{ code: 'NOT_ACTIVE', path: ['userId'] }]);
  expect(await owners()).toEqual([org.owner.userId]);
});

it('finds nobody of another organisation', async () => {
  const other = await graph.seed();
  for (const id of [other.viewer.userId, newId(), 'garbage'])
    expect(codes(await transfer(org.owner, id))).toEqual(['NOT_FOUND']);
});

it('leaves one owner when it is given to four at once', async () => {
  const people = [org.admin, org.manager, org.estimator, org.viewer];
  await Promise.all(people.map(({ userId }) => transfer(org.owner, userId)));
  expect(await owners()).toHaveLength(1);
});
