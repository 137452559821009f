import { PERMISSIONS_CHANGED } from '../../../../service-kit/auth/permission-changes';
import { PERMISSION_NAMES, ROLE_PRESETS } from '../../../../schema/permissions';
import { newId } from '../../../../service-kit/data/ids';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { useIdentity } from '../../../../testkit/identity';
import type { SeededOrganization, SeededUser } from '../../../../testkit/seed';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { MAX_CUSTOM_ROLES } from './role-input';

const graph = useIdentity();

let org: SeededOrganization;
beforeEach(async () => {
  org = await graph.seed();
});

const ROLE = 'id key name description isSystem permissions version memberCount';
const MUTATIONS = {
  create: `mutation ($input: CreateRoleInput!) { createRole(input: $input) { role { ${ROLE} } userErrors { code path } } }`,
  update: `mutation ($input: UpdateRoleInput!) { updateRole(input: $input) { role { ${ROLE} } userErrors { code path } } }`,
  duplicate: `mutation ($input: DuplicateRoleInput!) { duplicateRole(input: $input) { role { ${ROLE} } userErrors { code path } } }`,
  delete:
    'mutation ($input: DeleteRoleInput!) { deleteRole(input: $input) { deletedRoleId userErrors { code path } } }',
  assign:
    'mutation ($input: AssignRoleInput!) { assignRole(input: $input) { user { id } userErrors { code path } } }',
  invite:
    'mutation ($input: InviteUserInput!) { inviteUser(input: $input) { invitation { id } userErrors { code path } } }',
};
type Name = keyof typeof MUTATIONS;

const send = (name: Name, viewer: Viewer, input: object) => graph.execute(viewer, MUTATIONS[name], { input });
/** The payload; fails for errors that are no user errors. */
async function payload(name: Name, input: object, who: SeededUser = org.owner) {
  const [answer] = Object.values<any>(dataOf(await send(name, who.viewer, input))); // eslint-disable-line @typescript-eslint/no-explicit-any -- answers of every shape
  return answer;
}
const mistakes = async (name: Name, input: object, who?: SeededUser): Promise<string[]> =>
  (await payload(name, input, who)).userErrors.map(({ code, path }: { code: string; path: string[] }) =>
    `${code} ${path.join('.')}`.trim(),
  );
const made = async (input: object = {}) =>
  (
    await payload('create', {
      name: `Role ${newId()}`,
      permissions: ['estimates:read', 'costs:read'],
      ...input,
    })
  ).role;
const systemRole = async (key: string) =>
  dataOf(await graph.execute(org.owner.viewer, '{ roles { id key } }')).roles.find(
    (role: { key: string }) => role.key === key,
  );
/** What somebody may do, as their next token will say. */
const permissionsOf = async (userId: string): Promise<string[]> => {
  const answer = await graph.execute(org.owner.viewer, `{ user(id: "${userId}") { permissions } }`);
  return dataOf(answer).user.permissions;
};

describe('a role of an organisation’s own', () => {
  it('is made, changed, copied and deleted', async () => {
    const role = await made({
      name: '  Кладовщик ',
      description: 'Counts what is there',
      permissions: ['crm:read', 'organization:read', 'crm:read'],
    });
    expect(role).toMatchObject({
      name: 'Кладовщик',
      description: 'Counts what is there',
      isSystem: false,
      permissions: ['organization:read', 'crm:read'],
      version: 1,
      memberCount: 0,
    });
    await payload('assign', { userId: org.viewer.userId, roleId: role.id });
    const changed = await payload('update', {
      id: role.id,
      description: null,
      permissions: ['crm:read', 'crm:write'],
      expectedVersion: 1,
    });
    expect(changed.role).toMatchObject({ name: 'Кладовщик', description: null, version: 2, memberCount: 1 });
    expect(await permissionsOf(org.viewer.userId)).toEqual(['crm:read', 'crm:write']);
    expect(graph.announced.at(-1)?.channel).toBe(PERMISSIONS_CHANGED); // tokens from before are refused everywhere
    const copies = [await payload('duplicate', { id: role.id }), await payload('duplicate', { id: role.id })];
    expect(copies.map(({ role: copy }) => [copy.name, copy.permissions])).toEqual([
      ['Copy of Кладовщик', ['crm:read', 'crm:write']],
      ['Copy of Кладовщик 2', ['crm:read', 'crm:write']],
    ]);
    expect(await payload('delete', { id: copies[0].role.id })).toEqual({
      deletedRoleId: copies[0].role.id,
      userErrors: [],
    });
  });

  it.each<[string, Name, (own: string) => object, string[]]>([
    ['no name', 'create', () => ({ name: ' ㅤ', permissions: [] }), ['REQUIRED name']],
    ['a long name', 'create', () => ({ name: 'x'.repeat(101), permissions: [] }), ['TOO_LONG name']],
    ['a system role’s name', 'create', () => ({ name: 'OWNER', permissions: [] }), ['NAME_TAKEN name']],
    [
      'a long description',
      'create',
      () => ({ name: 'n', description: 'x'.repeat(501), permissions: [] }),
      ['TOO_LONG description'],
    ],
    [
      'an unknown permission',
      'create',
      () => ({ name: 'n', permissions: ['crm:read', 'crm:*'] }),
      ['UNKNOWN_PERMISSION permissions.1'],
    ],
    ['NUL in a name', 'create', () => ({ name: 'a\0b', permissions: [] }), ['INVALID_CHARACTERS name']],
    ['a name taken away', 'update', (id) => ({ id, name: null }), ['REQUIRED name']],
    ['itself as its replacement', 'delete', (id) => ({ id, replacementId: id }), ['SAME_ROLE replacementId']],
  ])('refuses %s', async (_what, name, input, expected) => {
    const { id } = await made();
    expect(await mistakes(name, input(id))).toEqual(expected);
  });

  it('is not changed or deleted where it came with the organisation', async () => {
    const { id } = await systemRole('viewer');
    expect(await mistakes('update', { id, name: 'Onlooker' })).toEqual(['ROLE_IS_SYSTEM id']);
    expect(await mistakes('delete', { id })).toEqual(['ROLE_IS_SYSTEM id']);
  });

  it('is changed only as it was seen', async () => {
    const { id } = await made();
    const changes = Array.from({ length: 10 }, (_one, index) =>
      send('update', org.owner.viewer, { id, description: `${index}`, expectedVersion: 1 }),
    );
    const outcomes = (await Promise.all(changes)).map((answer) => codes(answer).join());
    expect(outcomes.filter((code) => code === '')).toHaveLength(1);
    expect(outcomes.filter((code) => code === 'CONFLICT')).toHaveLength(9);
    expect(codes(await send('delete', org.owner.viewer, { id, expectedVersion: 1 }))).toEqual(['CONFLICT']);
  });

  it('gives way to a replacement with its people and invitations', async () => {
    const { id } = await made();
    await payload('assign', { userId: org.viewer.userId, roleId: id });
    await payload('invite', { email: 'storeman@example.com', roleId: id });
    expect(await mistakes('delete', { id })).toEqual(['ROLE_IN_USE replacementId']);
    const replacement = await systemRole('estimator');
    expect(await mistakes('delete', { id, replacementId: replacement.id })).toEqual([]);
    expect(await permissionsOf(org.viewer.userId)).toEqual(ROLE_PRESETS.estimator.permissions);
    const [member] = await graph.sql<{ version: number }>(
      'SELECT permissions_version AS version FROM identity.memberships WHERE user_id = $1',
      [org.viewer.userId],
    );
    expect(member?.version).toBe(3); // assigned, then replaced: older tokens are refused
    const { invitations } = dataOf(
      await graph.execute(org.owner.viewer, '{ invitations { edges { node { role { key } } } } }'),
    );
    expect(invitations.edges).toEqual([{ node: { role: { key: 'estimator' } } }]);
  });

  it('goes though somebody who has left had it', async () => {
    const { id } = await made();
    await payload('assign', { userId: org.viewer.userId, roleId: id });
    await graph.sql(`UPDATE identity.memberships SET status = 'REMOVED' WHERE user_id = $1`, [
      org.viewer.userId,
    ]);
    expect(await mistakes('delete', { id })).toEqual([]);
  });

  it('exists a bounded number of times, whoever makes them at once', async () => {
    await graph.sql(
      `INSERT INTO identity.roles (org_id, id, key, name, is_system, permissions)
       SELECT $1, gen_random_uuid(), 'role-' || n, 'Role ' || n, false, '{}' FROM generate_series(1, $2) n`,
      [org.org.id, MAX_CUSTOM_ROLES - 3],
    );
    const tries = await Promise.all(
      Array.from({ length: 10 }, () => mistakes('create', { name: newId(), permissions: [] })),
    );
    expect(tries.filter((errors) => errors.length === 0)).toHaveLength(3);
    expect(tries.filter((errors) => errors[0] === 'TOO_MANY_ROLES')).toHaveLength(7);
  });

  it('is made once under an idempotency key', async () => {
    const input = { name: 'Once', permissions: ['crm:read'] };
    const tries = await Promise.all(
      Array.from({ length: 10 }, () =>
        graph.executeUnderKey('one-role', org.owner.viewer, MUTATIONS.create, { input }),
      ),
    );
    const ids = new Set(tries.map((answer) => dataOf(answer).createRole.role.id));
    expect(ids.size).toBe(1);
  });

  it('is nobody’s of another organisation', async () => {
    const other = await graph.seed();
    const { id } = await made();
    const own = await payload('duplicate', { id });
    const inputs: [Name, object][] = [
      ['update', { id, name: 'x' }],
      ['duplicate', { id }],
      ['delete', { id }],
    ];
    for (const [name, input] of inputs) {
      expect(codes(await send(name, other.owner.viewer, input))).toEqual(['NOT_FOUND']);
    }
    const theirs = await graph.execute(other.owner.viewer, MUTATIONS.create, {
      input: { name: own.role.name, permissions: [] },
    });
    const { role } = dataOf(theirs).createRole;
    expect(codes(await send('delete', org.owner.viewer, { id, replacementId: role.id }))).toEqual([
      'NOT_FOUND',
    ]);
  });
});

describe('nobody gives what they lack', () => {
  /** An administrator: has roles:write, and not organization:write. */
  it.each<[string, Name, (roles: { strong: string; weak: string }) => object, string[]]>([
    [
      'by a new role',
      'create',
      () => ({ name: 'Coup', permissions: ['crm:read', 'organization:write'] }),
      ['PERMISSION_EXCEEDS_YOURS permissions.1'],
    ],
    [
      'by a role they have',
      'update',
      ({ weak }) => ({ id: weak, permissions: [...PERMISSION_NAMES] }),
      PERMISSION_NAMES.flatMap((name, index) =>
        ROLE_PRESETS.admin.permissions.includes(name)
          ? []
          : [`PERMISSION_EXCEEDS_YOURS permissions.${index}`],
      ),
    ],
    ['by a copy', 'duplicate', ({ strong }) => ({ id: strong }), ['ROLE_EXCEEDS_YOURS id']],
    [
      'by a replacement',
      'delete',
      ({ strong, weak }) => ({ id: weak, replacementId: strong }),
      ['ROLE_EXCEEDS_YOURS replacementId'],
    ],
    [
      'by an invitation',
      'invite',
      ({ strong }) => ({ email: 'friend@example.com', roleId: strong }),
      ['ROLE_EXCEEDS_YOURS roleId'],
    ],
    [
      'to themselves',
      'assign',
      ({ strong }) => ({ userId: org.admin.userId, roleId: strong }),
      ['ROLE_EXCEEDS_YOURS roleId'],
    ],
    [
      'nor takes it by changing a role',
      'update',
      ({ strong }) => ({ id: strong, permissions: [] }),
      ['ROLE_EXCEEDS_YOURS id'],
    ],
    [
      'nor takes it by deleting a role',
      'delete',
      ({ strong, weak }) => ({ id: strong, replacementId: weak }),
      ['ROLE_EXCEEDS_YOURS id'],
    ],
  ])('%s', async (_way, name, input, expected) => {
    const strong = (await made({ permissions: ['organization:write'] })).id;
    const weak = (await made({ permissions: ROLE_PRESETS.admin.permissions })).id;
    await payload('assign', { userId: org.admin.userId, roleId: weak });
    expect(await mistakes(name, input({ strong, weak }), org.admin)).toEqual(expected);
  });

  it('with a token of a time when they had it', async () => {
    await payload('assign', { userId: org.admin.userId, roleKey: 'viewer' });
    for (const [name, input] of [
      ['create', { name: 'x', permissions: [] }],
      ['duplicate', { id: (await systemRole('viewer')).id }],
    ] as const) {
      expect(codes(await send(name, org.admin.viewer, input))).toEqual(['FORBIDDEN']);
    }
  });

  it('nor with a session that is not fresh, where a role gets power over people, roles or keys', async () => {
    const { id } = await made();
    const { accessToken } = await graph.logIn(org.owner);
    await graph.sql(`UPDATE identity.sessions SET authenticated_at = now() - interval '11 minutes'`);
    const reasonOf = async (name: Name, input: object): Promise<unknown> =>
      (await graph.executeWithToken(accessToken, MUTATIONS[name], { input })).errors[0]?.extensions?.[
        'reason'
      ];
    const more = { id, permissions: ['users:read', 'roles:write'] };
    expect(await reasonOf('update', more)).toBe('STEP_UP_REQUIRED');
    expect(await reasonOf('delete', { id, replacementId: (await systemRole('admin')).id })).toBe(
      'STEP_UP_REQUIRED',
    );
    expect(await reasonOf('update', { id, permissions: ['users:read', 'crm:read'] })).toBeUndefined();
    expect(await reasonOf('delete', { id, replacementId: (await systemRole('viewer')).id })).toBeUndefined();
  });
});
