import { newId } from '../../../../service-kit/data/ids';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { useIdentity } from '../../../../testkit/identity';
import type { SeededOrganization } from '../../../../testkit/seed';
import { codes, dataOf } from '../../../../testkit/subgraph';

const graph = useIdentity();

let org: SeededOrganization;
beforeEach(async () => {
  org = await graph.seed();
});

const asOwner = async (query: string, input: object) =>
  dataOf(await graph.execute(org.owner.viewer, query, { input }));
const assign = (input: object) =>
  asOwner('mutation ($input: AssignRoleInput!) { assignRole(input: $input) { userErrors { code } } }', input);
const invite = (input: object) =>
  asOwner('mutation ($input: InviteUserInput!) { inviteUser(input: $input) { userErrors { code } } }', input);
const made = async (permissions: string[] = ['costs:read']): Promise<{ id: string }> =>
  (
    await asOwner('mutation ($input: CreateRoleInput!) { createRole(input: $input) { role { id } } }', {
      name: `Role ${newId()}`,
      permissions,
    })
  ).createRole.role;
const systemRole = async (key: string): Promise<{ id: string }> =>
  dataOf(await graph.execute(org.owner.viewer, '{ roles { id key } }')).roles.find(
    (role: { key: string }) => role.key === key,
  );

describe('explainAccess', () => {
  const EXPLAIN = `query ($userId: ID!, $permission: String!) {
    explainAccess(userId: $userId, permission: $permission) {
      user { displayName } permission isAllowed steps { kind holds } missing { kind message } rolesThatWould { key }
    }
  }`;
  const explain = (userId: string, permission: string, viewer: Viewer = org.viewer.viewer) =>
    graph.execute(viewer, EXPLAIN, { userId, permission });

  it('shows the way to a permission', async () => {
    const { explainAccess } = dataOf(await explain(org.manager.userId, 'estimates:send'));
    expect(explainAccess).toMatchObject({ isAllowed: true, missing: [], rolesThatWould: [] });
    expect(explainAccess.steps).toEqual(
      ['ORGANIZATION', 'ACCOUNT', 'MEMBERSHIP', 'ROLE'].map((kind) => ({ kind, holds: true })),
    );
  });

  it('shows exactly what is missing, and which roles would help', async () => {
    await graph.sql(`UPDATE identity.memberships SET status = 'DISABLED' WHERE user_id = $1`, [
      org.estimator.userId,
    ]);
    const { explainAccess } = dataOf(await explain(org.estimator.userId, 'estimates:send'));
    expect(explainAccess).toMatchObject({
      isAllowed: false,
      missing: [
        { kind: 'MEMBERSHIP', message: expect.stringContaining('reactivateUser') },
        { kind: 'ROLE', message: 'Their role "Estimator" lacks the permission "estimates:send".' },
      ],
      rolesThatWould: [{ key: 'manager' }, { key: 'admin' }, { key: 'owner' }],
    });
  });

  it('finds nobody of another organisation, and no invented permission', async () => {
    const other = await graph.seed();
    expect(codes(await explain(other.viewer.userId, 'crm:read'))).toEqual(['NOT_FOUND']);
    expect(codes(await explain('garbage', 'crm:read'))).toEqual(['NOT_FOUND']);
    for (const permission of ['crm:fly', 'constructor', '']) {
      expect(codes(await explain(org.viewer.userId, permission))).toEqual(['BAD_USER_INPUT']);
    }
  });
});

describe('previewRoleChange', () => {
  const PREVIEW = `query ($input: PreviewRoleChangeInput!) {
    previewRoleChange(input: $input) {
      gains loses invitationCount userErrors { code path }
      users(first: 10) { totalCount edges { node { id } } }
    }
  }`;
  const preview = (input: object, viewer: Viewer = org.owner.viewer) =>
    graph.execute(viewer, PREVIEW, { input });
  const previewed = async (input: object, viewer?: Viewer) =>
    dataOf(await preview(input, viewer)).previewRoleChange;

  it('lists who gains and loses what, and changes nothing', async () => {
    const { id } = await made(['crm:read', 'costs:read']);
    for (const { userId } of [org.viewer, org.estimator]) await assign({ userId, roleId: id });
    await invite({ email: 'next@example.com', roleId: id });
    const seen = await previewed({ roleId: id, permissions: ['crm:read', 'crm:write'] });
    expect(seen).toMatchObject({
      gains: ['crm:write'],
      loses: ['costs:read'],
      invitationCount: 1,
      userErrors: [],
    });
    expect(seen.users.totalCount).toBe(2);
    expect(seen.users.edges.map(({ node }: { node: { id: string } }) => node.id).sort()).toEqual(
      [org.viewer.userId, org.estimator.userId].sort(),
    );
    const { user } = dataOf(
      await graph.execute(org.owner.viewer, `{ user(id: "${org.viewer.userId}") { permissions } }`),
    );
    expect(user.permissions).toEqual(['crm:read', 'costs:read']);
    const nothing = await previewed({ roleId: id, permissions: ['costs:read', 'crm:read'] });
    expect(nothing).toMatchObject({ gains: [], loses: [], users: { totalCount: 0 } });
    const viewer = await systemRole('viewer');
    expect(await previewed({ roleId: id, replacementId: viewer.id })).toMatchObject({
      loses: ['costs:read'],
      users: { totalCount: 2 },
      userErrors: [],
    });
    expect(await previewed({ userId: org.manager.userId, roleId: id })).toMatchObject({
      gains: [],
      users: { totalCount: 1, edges: [{ node: { id: org.manager.userId } }] },
    });
  });

  it('says what would refuse the change', async () => {
    const { id } = await made();
    await assign({ userId: org.viewer.userId, roleId: id });
    expect((await previewed({ roleId: id })).userErrors).toEqual([
      { code: 'ROLE_IN_USE', path: ['replacementId'] },
    ]);
    expect((await previewed({ userId: org.owner.userId, roleId: id })).userErrors).toEqual([
      { code: 'LAST_OWNER', path: ['userId'] },
    ]);
    expect((await previewed({ roleId: id, permissions: ['x'] })).userErrors).toEqual([
      { code: 'UNKNOWN_PERMISSION', path: ['permissions', '0'] },
    ]);
    const update = { roleId: id, permissions: ['organization:write'] };
    expect((await previewed(update, org.admin.viewer)).userErrors).toEqual([
      { code: 'PERMISSION_EXCEEDS_YOURS', path: ['permissions', '0'] },
    ]);
    expect(codes(await preview({ roleId: id, permissions: [], replacementId: id }))).toEqual([
      'BAD_USER_INPUT',
    ]);
  });
});
