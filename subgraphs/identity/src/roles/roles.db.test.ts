import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kind, parse, type ObjectTypeDefinitionNode } from 'graphql';
import { DataSource } from 'typeorm';
import { ROLE_PRESETS, SYSTEM_ROLES, type SystemRole } from '../../../../schema/permissions';
import { newId } from '../../../../service-kit/data/ids';
import { projectRoot } from '../../../../service-kit/process/paths';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { useIdentity } from '../../../../testkit/identity';
import type { SeededOrganization } from '../../../../testkit/seed';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { addMember } from '../organizations/organizations.service';
import { redefineSystemRoles } from './system-roles';

const graph = useIdentity();

const ASSIGN = `mutation Assign($input: AssignRoleInput!) {
  assignRole(input: $input) { user { id role { key } permissions } userErrors { code path message } }
}`;
const assign = (viewer: Viewer, input: object) => graph.execute(viewer, ASSIGN, { input });
const userErrorsOf = async (viewer: Viewer, input: object): Promise<string[]> =>
  dataOf(await assign(viewer, input)).assignRole.userErrors.map(({ code }: { code: string }) => code);

let org: SeededOrganization;
beforeEach(async () => {
  org = await graph.seed();
});

/** Makes the sessions that the seeded people's tokens name. */
const openSessions = () =>
  Promise.all(
    SYSTEM_ROLES.map((role) => {
      const { orgId, sessionId, userId } = org[role].viewer;
      return graph.sql(
        `INSERT INTO identity.sessions (org_id, id, user_id, idle_expires_at, expires_at)
         VALUES ($1, $2, $3, now() + interval '1 hour', now() + interval '1 hour')`,
        [orgId, sessionId, userId],
      );
    }),
  );

const roleOf = async (userId: string): Promise<string> => {
  const [row] = await graph.sql<{ key: string }>(
    `SELECT r.key FROM identity.memberships m JOIN identity.roles r ON r.org_id = m.org_id AND r.id = m.role_id
      WHERE m.user_id = $1`,
    [userId],
  );
  return row?.key ?? 'none';
};

describe('roles', () => {
  it('are the system roles, from the most powerful down, as the presets say', async () => {
    const answer = await graph.execute(org.viewer.viewer, '{ roles { key name isSystem permissions } }');
    expect(dataOf(answer).roles).toEqual(
      SYSTEM_ROLES.map((key) => ({ key, isSystem: true, ...ROLE_PRESETS[key] })),
    );
    expect(answer.statements).toHaveLength(1);
  });

  it('follow a migration that redefines them, in every organisation, with a new version', async () => {
    const owner = await new DataSource({
      type: 'postgres',
      url: graph.parts.database.url,
      installExtensions: false,
    }).initialize();
    const migration = owner.createQueryRunner();
    const viewer = { name: 'Onlooker', permissions: ['organization:read', 'crm:read'] };
    await migration.startTransaction();
    const changed = await redefineSystemRoles(migration, { viewer });
    const again = await redefineSystemRoles(migration, { viewer });
    const rows = (await migration.query(
      `SELECT DISTINCT name, permissions, version FROM identity.roles WHERE key = 'viewer'`,
    )) as unknown[];
    const [{ forced }] = (await migration.query(
      `SELECT relforcerowsecurity AS forced FROM pg_class WHERE oid = 'identity.roles'::regclass`,
    )) as [{ forced: boolean }];
    await migration.rollbackTransaction();
    await migration.release();
    await owner.destroy();
    expect(changed).toBeGreaterThan(0);
    expect(again).toBe(0);
    expect(rows).toEqual([{ ...viewer, version: 2 }]);
    expect(forced).toBe(true);
  });
});

/** For everybody who is logged in, whatever their permissions. */
const OPEN = [
  'me',
  'sessions',
  'logOut',
  'memberships',
  'updateUser',
  'switchOrganization',
  'leaveOrganization',
  'changePassword',
  'requestEmailVerification',
  'secondFactor',
  'stepUp',
  'startPasskeyStepUp',
  'startTotpEnrollment',
  'confirmTotpEnrollment',
  'renewRecoveryCodes',
  'startPasskeyRegistration',
  'finishPasskeyRegistration',
  'removePasskey',
  'disableSecondFactor',
  'forgetDevices',
  'notices',
  'updateNotices',
  'pendingEmailChange',
  'requestEmailChange',
  'cancelEmailChange',
  'eraseAccount',
  'exportMyData',
  'dataExport',
];

/** Root fields by role: what a role may not do is FORBIDDEN; a stranger is UNAUTHENTICATED. */
const ROOT_FIELDS: [field: string, operation: string, allowed: readonly SystemRole[]][] = [
  ['me', '{ me { id } }', SYSTEM_ROLES],
  ['organization', '{ organization { id } }', SYSTEM_ROLES],
  ['users', '{ users { totalCount } }', SYSTEM_ROLES],
  ['user', '{ user(id: "$USER") { id } }', SYSTEM_ROLES],
  ['roles', '{ roles { key } }', SYSTEM_ROLES],
  ['sessions', '{ sessions { totalCount } }', SYSTEM_ROLES],
  ['auditLog', '{ auditLog { totalCount } }', ['owner', 'admin']],
  ['verifyAudit', '{ verifyAudit { isIntact } }', ['owner', 'admin']],
  ['auditExport', '{ auditExport { last } }', ['owner', 'admin']],
  ['logOut', 'mutation { logOut { endedSessions } }', SYSTEM_ROLES],
  [
    'assignRole',
    'mutation { assignRole(input: { userId: "$USER", roleKey: "viewer" }) { userErrors { code } } }',
    ['owner', 'admin'],
  ],
  ['apiKeys', '{ apiKeys { totalCount } }', ['owner', 'admin']],
  ['apiKey', '{ apiKey(id: "$USER") { id } }', ['owner', 'admin']],
  [
    'createApiKey',
    'mutation { createApiKey(input: { name: "", scopes: [] }) { userErrors { code } } }',
    ['owner', 'admin'],
  ],
  ...['updateApiKey', 'rotateApiKey', 'revokeApiKey'].map(
    (field): [string, string, readonly SystemRole[]] => [
      field,
      `mutation { ${field}(input: { id: "$USER" }) { userErrors { code } } }`,
      ['owner', 'admin'],
    ],
  ),
  ['supportGrants', '{ supportGrants { id } }', SYSTEM_ROLES],
  [
    'grantSupportAccess',
    'mutation { grantSupportAccess(input: { reason: "" }) { userErrors { code } } }',
    ['owner'],
  ],
  [
    'revokeSupportAccess',
    'mutation { revokeSupportAccess(input: { id: "$USER" }) { userErrors { code } } }',
    ['owner'],
  ],
  ['permissions', '{ permissions { name } }', SYSTEM_ROLES],
  [
    'explainAccess',
    '{ explainAccess(userId: "$USER", permission: "costs:read") { isAllowed } }',
    SYSTEM_ROLES,
  ],
  ['previewRoleChange', '{ previewRoleChange(input: { roleId: "$USER" }) { gains } }', ['owner', 'admin']],
  [
    'createRole',
    'mutation { createRole(input: { name: "", permissions: [] }) { userErrors { code } } }',
    ['owner', 'admin'],
  ],
  ...['updateRole', 'duplicateRole', 'deleteRole'].map((field): [string, string, readonly SystemRole[]] => [
    field,
    `mutation { ${field}(input: { id: "$USER" }) { userErrors { code } } }`,
    ['owner', 'admin'],
  ]),
  ['memberships', '{ memberships { organizationId } }', SYSTEM_ROLES],
  ['invitations', '{ invitations { totalCount } }', ['owner', 'admin']],
  [
    'inviteUser',
    'mutation { inviteUser(input: { email: "guest@example.com", roleKey: "viewer" }) { userErrors { code } } }',
    ['owner', 'admin'],
  ],
  ...['resendInvitation', 'revokeInvitation'].map((field): [string, string, readonly SystemRole[]] => [
    field,
    `mutation { ${field}(input: { id: "$USER" }) { userErrors { code } } }`,
    ['owner', 'admin'],
  ]),
  ...['deactivateUser', 'reactivateUser', 'deleteUser'].map(
    (field): [string, string, readonly SystemRole[]] => [
      field,
      `mutation { ${field}(input: { userId: "$USER" }) { userErrors { code } } }`,
      ['owner', 'admin'],
    ],
  ),
  ['updateUser', 'mutation { updateUser(input: {}) { userErrors { code } } }', SYSTEM_ROLES],
  ['updateOrganization', 'mutation { updateOrganization(input: {}) { userErrors { code } } }', ['owner']],
  [
    'switchOrganization',
    'mutation { switchOrganization(input: { organizationId: "$ORG" }) { userErrors { code } } }',
    SYSTEM_ROLES,
  ],
  [
    'changePassword',
    'mutation { changePassword(input: { currentPassword: "x", newPassword: "y" }) { userErrors { code } } }',
    SYSTEM_ROLES,
  ],
  ['requestEmailVerification', 'mutation { requestEmailVerification { userErrors { code } } }', SYSTEM_ROLES],
  [
    'transferOwnership',
    'mutation { transferOwnership(input: { userId: "$USER" }) { userErrors { code } } }',
    ['owner'],
  ],
  ['securityPolicy', '{ securityPolicy { unverifiedLogIn } }', ['owner']],
  ['updateSecurityPolicy', 'mutation { updateSecurityPolicy(input: {}) { userErrors { code } } }', ['owner']],
  ['secondFactor', '{ secondFactor { isEnabled } }', SYSTEM_ROLES],
  ...[
    'stepUp(input: { code: "1" })',
    'startPasskeyStepUp',
    'startTotpEnrollment',
    'confirmTotpEnrollment(input: { code: "1" })',
    'renewRecoveryCodes',
    'startPasskeyRegistration',
    'finishPasskeyRegistration(input: { response: "{}" })',
    'removePasskey(input: { id: "$USER" })',
    'disableSecondFactor',
    'forgetDevices',
  ].map((call): [string, string, readonly SystemRole[]] => [
    call.replace(/\(.*/, ''),
    `mutation { ${call} { userErrors { code } } }`,
    SYSTEM_ROLES,
  ]),
  ['notices', '{ notices { kind } }', SYSTEM_ROLES],
  ['pendingEmailChange', '{ pendingEmailChange { email } }', SYSTEM_ROLES],
  ...[
    'updateNotices(input: {})',
    'requestEmailChange(input: { email: "" })',
    'cancelEmailChange',
    'eraseAccount(input: { email: "" })',
    'exportMyData',
  ].map((call): [string, string, readonly SystemRole[]] => [
    call.replace(/\(.*/, ''),
    `mutation { ${call} { userErrors { code } } }`,
    SYSTEM_ROLES,
  ]),
  [
    'resetSecondFactor',
    'mutation { resetSecondFactor(input: { userId: "$USER" }) { userErrors { code } } }',
    ['owner', 'admin'],
  ],
  ['dataExport', '{ dataExport(jobId: "$ORG") { expiresAt } }', SYSTEM_ROLES],
  ['oidcProvider', '{ oidcProvider { issuer } }', ['owner']],
  ['oidcDomains', '{ oidcDomains { domain } }', ['owner']],
  ...[
    'saveOidcProvider(input: { issuer: "", clientId: "" })',
    'deleteOidcProvider',
    'addOidcDomain(input: { domain: "" })',
    'verifyOidcDomain(input: { domain: "" })',
    'removeOidcDomain(input: { domain: "" })',
    'deleteOrganization(input: { name: "" })',
    'exportOrganizationData',
  ].map((call): [string, string, readonly SystemRole[]] => [
    call.replace(/\(.*/, ''),
    `mutation { ${call} { userErrors { code } } }`,
    ['owner'],
  ]),
  ['leaveOrganization', 'mutation { leaveOrganization { userErrors { code } } }', SYSTEM_ROLES],
];

describe('the permission matrix', () => {
  it('has a row for every root field that is not public', () => {
    const { definitions } = parse(readFileSync(join(projectRoot, 'schema/identity.graphql'), 'utf8'));
    const guarded = definitions
      .filter((type): type is ObjectTypeDefinitionNode => type.kind === Kind.OBJECT_TYPE_DEFINITION)
      .filter(({ name }) => ['Query', 'Mutation'].includes(name.value))
      .flatMap(({ fields }) => fields ?? [])
      .filter(({ directives }) => !directives?.some(({ name }) => name.value === 'public'))
      .map(({ name }) => name.value);
    expect(ROOT_FIELDS.map(([field]) => field).sort()).toEqual(guarded.sort());
  });

  it.each(ROOT_FIELDS)('%s', async (_field, operation, allowed) => {
    const query = operation.replace('$USER', org.viewer.userId).replace('$ORG', org.org.id);
    // Whoever comes second may find nothing left to do; what counts here is who is let through.
    const refusals = (answer: Parameters<typeof codes>[0]) =>
      codes(answer).filter((code) => code !== 'NOT_FOUND');
    if (_field === 'switchOrganization') await openSessions(); // it continues the caller's
    for (const role of SYSTEM_ROLES) {
      const expected = allowed.includes(role) ? [] : ['FORBIDDEN'];
      expect([role, refusals(await graph.execute(org[role].viewer, query))]).toEqual([role, expected]);
    }
    const powerless = { ...org.owner.viewer, permissions: new Set<string>() };
    // Who deletes an organisation, or takes all of it along, is asked for the role itself.
    const open = [...OPEN, 'deleteOrganization', 'exportOrganizationData'].includes(_field);
    expect(refusals(await graph.execute(powerless, query))).toEqual(open ? [] : ['FORBIDDEN']);
    const expired = graph.parts.tokens.sign(org.owner.viewer, -120);
    for (const token of [null, expired]) {
      expect(codes(await graph.executeWithToken(token, query))).toEqual(['UNAUTHENTICATED']);
    }
  });
});

describe('assignRole', () => {
  it('gives a role by key or by id', async () => {
    const { roles } = dataOf(await graph.execute(org.owner.viewer, '{ roles { id key } }'));
    const manager = roles.find(({ key }: { key: string }) => key === 'manager');
    const byKey = await assign(org.owner.viewer, { userId: org.viewer.userId, roleKey: 'estimator' });
    expect(dataOf(byKey).assignRole.user).toMatchObject({
      id: org.viewer.userId,
      role: { key: 'estimator' },
    });
    const byId = await assign(org.owner.viewer, {
      userId: org.viewer.userId,
      roleId: manager.id.toUpperCase(),
    });
    expect(dataOf(byId).assignRole.user.role.key).toBe('manager');
    expect(dataOf(byId).assignRole.user.permissions).toEqual(ROLE_PRESETS.manager.permissions);
  });

  it('wants one name of a role', async () => {
    const userId = org.viewer.userId;
    expect(await userErrorsOf(org.owner.viewer, { userId })).toEqual(['ROLE_REQUIRED']);
    expect(await userErrorsOf(org.owner.viewer, { userId, roleId: newId(), roleKey: 'viewer' })).toEqual([
      'ROLE_REQUIRED',
    ]);
  });

  it('finds nobody and no role of another organisation, and changes nothing there', async () => {
    const other = await graph.seed();
    const { roles } = dataOf(await graph.execute(other.owner.viewer, '{ roles { id } }'));
    const cases = [
      { userId: other.viewer.userId, roleKey: 'admin' },
      { userId: newId(), roleKey: 'admin' },
      { userId: 'garbage', roleKey: 'admin' },
      { userId: org.viewer.userId, roleId: roles[0].id },
      { userId: org.viewer.userId, roleId: 'garbage' },
      { userId: org.viewer.userId, roleKey: 'emperor' },
      { userId: org.viewer.userId, roleKey: '\0' },
    ];
    for (const input of cases) expect(codes(await assign(org.owner.viewer, input))).toEqual(['NOT_FOUND']);
    expect([await roleOf(other.viewer.userId), await roleOf(org.viewer.userId)]).toEqual([
      'viewer',
      'viewer',
    ]);
  });

  it('lets nobody give or take more than they have', async () => {
    const { admin, owner, viewer } = org;
    expect(await userErrorsOf(admin.viewer, { userId: viewer.userId, roleKey: 'owner' })).toEqual([
      'ROLE_EXCEEDS_YOURS',
    ]);
    expect(await userErrorsOf(admin.viewer, { userId: admin.userId, roleKey: 'owner' })).toEqual([
      'ROLE_EXCEEDS_YOURS',
    ]);
    expect(await userErrorsOf(admin.viewer, { userId: owner.userId, roleKey: 'viewer' })).toEqual([
      'ROLE_EXCEEDS_YOURS',
    ]);
    expect(await userErrorsOf(admin.viewer, { userId: viewer.userId, roleKey: 'admin' })).toEqual([]);
  });

  it('looks at what the caller may do now, not when their token was signed', async () => {
    await assign(org.owner.viewer, { userId: org.admin.userId, roleKey: 'viewer' });
    const answer = await assign(org.admin.viewer, { userId: org.admin.userId, roleKey: 'admin' });
    expect(codes(answer)).toEqual(['FORBIDDEN']);
    expect(await roleOf(org.admin.userId)).toBe('viewer');
  });

  it.each([
    ['admin', 'STEP_UP_REQUIRED'],
    ['owner', 'STEP_UP_REQUIRED'],
    ['manager', undefined],
  ])('of %s in a session that is not fresh: %s', async (roleKey, reason) => {
    const { accessToken } = await graph.logIn(org.owner);
    await graph.sql(`UPDATE identity.sessions SET authenticated_at = now() - interval '11 minutes'`);
    const input = { userId: org.viewer.userId, roleKey };
    const answer = await graph.executeWithToken(accessToken, ASSIGN, { input });
    expect(answer.errors[0]?.extensions?.['reason']).toBe(reason);
    expect(await roleOf(org.viewer.userId)).toBe(reason ? 'viewer' : roleKey);
  });

  it('keeps the last owner', async () => {
    const input = { userId: org.owner.userId, roleKey: 'viewer' };
    expect(await userErrorsOf(org.owner.viewer, input)).toEqual(['LAST_OWNER']);
    expect(await userErrorsOf(org.owner.viewer, { ...input, roleKey: 'owner' })).toEqual([]);
    await assign(org.owner.viewer, { userId: org.admin.userId, roleKey: 'owner' });
    await graph.sql(`UPDATE identity.memberships SET status = 'DISABLED' WHERE user_id = $1`, [
      org.admin.userId,
    ]);
    expect(await userErrorsOf(org.owner.viewer, input)).toEqual(['LAST_OWNER']);
    await graph.sql(`UPDATE identity.memberships SET status = 'ACTIVE' WHERE user_id = $1`, [
      org.admin.userId,
    ]);
    expect(await userErrorsOf(org.owner.viewer, input)).toEqual([]);
    expect(await roleOf(org.owner.userId)).toBe('viewer');
  });

  it('keeps the last owner when ten owners step back at once', async () => {
    const viewers: Viewer[] = [org.owner.viewer];
    for (let index = 0; index < 9; index += 1) {
      const email = `${newId()}@example.com`;
      const person = { email, emailKey: email, firstName: 'Co', lastName: 'Owner', passwordHash: 'none' };
      const userId = await addMember(graph.parts.source, org.org.id, { ...person, roleKey: 'owner' });
      viewers.push({ ...org.owner.viewer, userId });
    }
    const answers = await Promise.all(
      viewers.map((viewer) => userErrorsOf(viewer, { userId: viewer.userId, roleKey: 'viewer' })),
    );
    expect(answers.filter((errors) => errors.includes('LAST_OWNER'))).toHaveLength(1);
    const [owners] = await graph.sql<{ count: string }>(
      `SELECT count(*) FROM identity.memberships m JOIN identity.roles r ON r.org_id = m.org_id AND r.id = m.role_id
        WHERE m.org_id = $1 AND r.key = 'owner'`,
      [org.org.id],
    );
    expect(owners?.count).toBe('1');
  });
});
