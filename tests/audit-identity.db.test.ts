import { useMiddleOfPeriod } from '../testkit/middle-of-period';
import { Secret, TOTP } from 'otpauth';
import { newId } from '../service-kit/data/ids';
import type { Viewer } from '../service-kit/auth/viewer';
import { entriesOf, walk, type Call, type Cases } from '../testkit/audit-walk';
import { oidcCases } from '../testkit/audit-oidc';
import { useOidcWorld } from '../testkit/oidc-world';
import { useMailbox } from '../testkit/mailbox';
import { createSoftwareAuthenticator } from '../testkit/software-authenticator';
import { dataOf } from '../testkit/subgraph';

const oidc = useOidcWorld();
const { graph } = oidc;
const mailbox = useMailbox(graph);
const PASSWORD = 'eleven lamps on the harbour';
const address = () => `guest.${newId()}@example.com`;
const ask = async (by: Viewer | null, name: string, input: object, fields = 'userErrors { code }') =>
  dataOf(
    await graph.execute(
      by,
      `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ${fields} } }`,
      { input },
    ),
  )[name];
const invitation = async (by: Viewer) => {
  const email = address();
  const { invitation } = await ask(by, 'inviteUser', { email, roleKey: 'viewer' }, 'invitation { id }');
  return { id: invitation.id as string, email };
};
const role = async (by: Viewer): Promise<string> => {
  const input = { name: `R ${newId()}`, permissions: ['users:read'] };
  return (await ask(by, 'createRole', input, 'role { id }')).role.id;
};
const registered = async () => {
  const email = address();
  await ask(null, 'register', { email, password: PASSWORD, firstName: 'Ann', lastName: 'Lee' });
  const [row] = await graph.sql<{ userId: string; orgId: string }>(
    `SELECT m.user_id AS "userId", m.org_id AS "orgId" FROM identity.users u
       JOIN identity.memberships m ON m.user_id = u.id WHERE u.email = $1`,
    [email],
  );
  if (!row) throw new Error('not registered');
  return { email, ...row, token: () => mailbox.token(row.orgId, email) };
};
/** By the owner of a fresh organisation, or whom the case names. */
const inOrg =
  (
    type: string,
    input: (org: Awaited<ReturnType<typeof graph.seed>>) => object | Promise<object>,
    who: 'owner' | 'manager' = 'owner',
  ) =>
  async (): Promise<Call> => {
    const org = await graph.seed();
    return { by: org[who].viewer, orgId: org.org.id, type, input: await input(org) };
  };
const people = ({ manager }: { manager: { userId: string } }) => ({ userId: manager.userId });

useMiddleOfPeriod();

/** Somebody who is logged in, with what turns a second factor on. */
const withApp = async () => {
  const { org, owner, admin } = await graph.seed();
  const { accessToken } = await graph.logIn(owner);
  const say = async (name: string, input: object, fields: string) => {
    const document = `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ${fields} } }`;
    return dataOf(await graph.executeWithToken(accessToken, document, { input }))[name];
  };
  const { secret } = (await say('startTotpEnrollment', {}, 'enrollment { secret }')).enrollment;
  const codeOf = (periods: number) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + periods * 30_000 });
  const call = (input: object): Call => ({ by: accessToken, orgId: org.id, actorId: owner.userId, input });
  const enroll = () => say('confirmTotpEnrollment', { code: codeOf(-1) }, 'recoveryCodes');
  const passkey = async () => {
    const { options } = await say('startPasskeyRegistration', {}, 'options');
    return { response: createSoftwareAuthenticator('http://localhost:4000').create(options) };
  };
  return { org, owner, people: { userId: admin.userId }, say, codeOf, call, enroll, passkey };
};
type App = Awaited<ReturnType<typeof withApp>>;
const withFactor =
  (input: (app: App) => object | Promise<object>, isOn = true) =>
  async (): Promise<Call> => {
    const app = await withApp();
    if (isOn) await app.enroll();
    return app.call(await input(app));
  };

/** A member with a passkey that is lost. */
const memberWithKey = async () => {
  const org = await graph.seed();
  await graph.sql(
    `INSERT INTO identity.passkeys (id, user_id, credential_id, public_key, counter, name) VALUES ($1::uuid, $2, $1::uuid::text, '\\x00', 0, 'K')`,
    [newId(), org.manager.userId],
  );
  return { org, people: people(org) };
};
/** Somebody who asked for another address, with the token of the link that went there. */
const moved = (input: (asked: App & { token: string }) => object | Promise<object>): Promise<Call> =>
  withFactor(async (app) => {
    const email = address();
    await app.say('requestEmailChange', { email }, 'email');
    return input({ ...app, token: await mailbox.token(app.org.id, email) });
  }, false)();

/** Makes something by a mutation, and answers its id. */
const madeBy = async ({ say }: App, name: string, input: object, field: string): Promise<{ id: string }> => ({
  id: (await say(name, input, `${field} { id }`))[field].id,
});
const API_KEY = { name: 'Bridge', scopes: ['estimates:read'] };
const apiKey = (app: App) => madeBy(app, 'createApiKey', API_KEY, 'apiKey');
const SUPPORT = { reason: 'Look at it' };

const machineCases: Cases = {
  createApiKey: withFactor(() => API_KEY, false),
  updateApiKey: withFactor(async (app) => ({ ...(await apiKey(app)), name: 'Other' }), false),
  rotateApiKey: withFactor(apiKey, false),
  revokeApiKey: withFactor(apiKey, false),
  grantSupportAccess: withFactor(() => SUPPORT, false),
  revokeSupportAccess: withFactor((app) => madeBy(app, 'grantSupportAccess', SUPPORT, 'supportGrant'), false),
};

const secondFactorCases: Cases = {
  startTotpEnrollment: withFactor(() => ({}), false),
  confirmTotpEnrollment: withFactor(({ codeOf }) => ({ code: codeOf(0) }), false),
  renewRecoveryCodes: withFactor(() => ({})),
  disableSecondFactor: withFactor(() => ({})),
  stepUp: withFactor(({ codeOf }) => ({ code: codeOf(0) })),
  startPasskeyRegistration: withFactor(() => ({})),
  finishPasskeyRegistration: withFactor(({ passkey }) => passkey()),
  startPasskeyStepUp: withFactor(async ({ say, passkey }) => {
    await say('finishPasskeyRegistration', await passkey(), 'userErrors { code }');
    return {};
  }),
  removePasskey: withFactor(async ({ say, passkey, owner }) => {
    await say('finishPasskeyRegistration', await passkey(), 'userErrors { code }');
    const [row] = await graph.sql<{ id: string }>('SELECT id FROM identity.passkeys WHERE user_id = $1', [
      owner.userId,
    ]);
    return { id: row?.id };
  }),
  completeLogIn: async () => {
    const { org, owner, codeOf, enroll } = await withApp();
    await enroll();
    const credentials = { email: owner.email, password: owner.password };
    const { challenge } = await ask(null, 'logIn', credentials, 'challenge { token }');
    const input = { challenge: challenge.token, code: codeOf(0), rememberDevice: true };
    return { by: null, orgId: org.id, type: 'Session', actorId: owner.userId, input };
  },
  forgetDevices: withFactor(async ({ owner, codeOf }) => {
    const { challenge } = await ask(
      null,
      'logIn',
      { email: owner.email, password: owner.password },
      'challenge { token }',
    );
    await ask(null, 'completeLogIn', { challenge: challenge.token, code: codeOf(0), rememberDevice: true });
    return {};
  }),
};

walk('identity', graph, () => ({
  register: async () => {
    const input = { email: address(), password: PASSWORD, firstName: 'Ann', lastName: 'Lee' };
    return { by: null, orgId: null, type: 'Organization', actorId: expect.any(String) as string, input };
  },
  logIn: async () => {
    const { org, owner } = await graph.seed();
    const { email, password, userId } = owner;
    return { by: null, orgId: org.id, type: 'Session', actorId: userId, input: { email, password } };
  },
  refreshTokens: async () => {
    const { org, owner } = await graph.seed();
    const { refreshToken } = await graph.logIn(owner);
    return { by: null, orgId: org.id, type: 'Session', actorId: owner.userId, input: { refreshToken } };
  },
  logOut: async () => {
    const { org, owner } = await graph.seed();
    const { accessToken } = await graph.logIn(owner);
    return { by: accessToken, orgId: org.id, type: 'Session', actorId: owner.userId, input: {} };
  },
  assignRole: inOrg('Membership', (org) => ({ ...people(org), roleKey: 'viewer' })),
  createRole: inOrg('Role', () => ({ name: 'R', permissions: ['users:read'] })),
  updateRole: inOrg('Role', async ({ owner }) => ({ id: await role(owner.viewer), name: 'S' })),
  duplicateRole: inOrg('Role', async ({ owner }) => ({ id: await role(owner.viewer), name: 'T' })),
  deleteRole: inOrg('Role', async ({ owner }) => ({ id: await role(owner.viewer) })),
  inviteUser: inOrg('Invitation', () => ({ email: address(), roleKey: 'viewer' })),
  resendInvitation: inOrg('Invitation', async ({ owner }) => {
    const { id } = await invitation(owner.viewer);
    await graph.sql(`UPDATE identity.invitations SET sent_at = sent_at - interval '1 hour'`);
    return { id };
  }),
  revokeInvitation: inOrg('Invitation', async ({ owner }) => ({ id: (await invitation(owner.viewer)).id })),
  acceptInvitation: async () => {
    const { org, owner } = await graph.seed();
    const { email } = await invitation(owner.viewer);
    const token = await mailbox.token(org.id, email);
    const input = { token, firstName: 'Ann', lastName: 'Lee', password: PASSWORD };
    return { by: null, orgId: org.id, type: 'Membership', actorId: expect.any(String) as string, input };
  },
  switchOrganization: async () => {
    const [one, two] = [await graph.seed(), await graph.seed()];
    await graph.sql(
      `INSERT INTO identity.memberships (org_id, user_id, role_id)
       SELECT $1, $2, id FROM identity.roles WHERE org_id = $1 AND key = 'viewer'`,
      [two.org.id, one.owner.userId],
    );
    await graph.sql(
      `INSERT INTO identity.sessions (org_id, id, user_id, idle_expires_at, expires_at)
       VALUES ($1, $2, $3, now() + interval '1 hour', now() + interval '1 hour')`,
      [one.org.id, one.owner.viewer.sessionId, one.owner.userId],
    );
    return {
      by: one.owner.viewer,
      orgId: two.org.id,
      type: 'Session',
      input: { organizationId: two.org.id },
    };
  },
  transferOwnership: withFactor(async ({ people }) => people, false),
  leaveOrganization: inOrg('Membership', () => ({}), 'manager'),
  exportMyData: inOrg('Job', () => ({}), 'manager'),
  exportOrganizationData: inOrg('Job', () => ({})),
  eraseAccount: inOrg('Account', ({ manager }) => ({ email: manager.email }), 'manager'),
  deleteOrganization: inOrg('OrganizationDeletion', ({ org }) => ({ name: org.name }), 'owner'),
  restoreOrganization: async () => {
    const { org, owner } = await graph.seed();
    await ask(owner.viewer, 'deleteOrganization', { name: org.name });
    const token = await mailbox.token(org.id, owner.email);
    return { by: null, orgId: org.id, type: 'OrganizationDeletion', input: { token } };
  },
  deactivateUser: inOrg('Membership', people),
  reactivateUser: inOrg('Membership', async (org) => {
    await ask(org.owner.viewer, 'deactivateUser', people(org));
    return people(org);
  }),
  deleteUser: inOrg('Membership', people),
  requestPasswordReset: async () => {
    const { org, owner } = await graph.seed();
    return { by: null, orgId: org.id, type: 'AccountToken', input: { email: owner.email } };
  },
  resetPassword: async () => {
    const { org, owner } = await graph.seed();
    await ask(null, 'requestPasswordReset', { email: owner.email });
    const token = await mailbox.token(org.id, owner.email);
    const input = { token, password: PASSWORD };
    return { by: null, orgId: org.id, type: 'User', actorId: owner.userId, input };
  },
  changePassword: async () => {
    const { org, owner } = await graph.seed();
    const { accessToken } = await graph.logIn(owner);
    const input = { currentPassword: owner.password, newPassword: PASSWORD };
    return { by: accessToken, orgId: org.id, type: 'User', actorId: owner.userId, input };
  },
  requestEmailVerification: async () => {
    const { email, userId, orgId } = await registered();
    await graph.sql(`UPDATE identity.account_tokens SET created_at = created_at - interval '61 seconds'`);
    const { accessToken } = await graph.logIn({ email, password: PASSWORD });
    return { by: accessToken, orgId, type: 'AccountToken', actorId: userId, input: {} };
  },
  verifyEmail: async () => {
    const { userId, orgId, token } = await registered();
    const input = { token: await token(), password: PASSWORD };
    return { by: null, orgId, type: 'User', actorId: userId, input };
  },
  updateNotices: inOrg('MutedNotice', () => ({ turnOff: ['API_KEY_ENDING'] })),
  resetSecondFactor: async () => {
    const { org, people } = await memberWithKey();
    return { by: org.owner.viewer, orgId: org.org.id, type: 'AccountToken', input: people };
  },
  completeSecondFactorReset: async () => {
    const { org, people } = await memberWithKey();
    await ask(org.owner.viewer, 'resetSecondFactor', people);
    const { email, password, userId } = org.manager;
    const token = await mailbox.token(org.org.id, email);
    return { by: null, orgId: org.org.id, type: 'Passkey', actorId: userId, input: { token, password } };
  },
  requestEmailChange: withFactor(() => ({ email: address() }), false),
  cancelEmailChange: withFactor(async ({ say }) => {
    await say('requestEmailChange', { email: address() }, 'email');
    return {};
  }, false),
  confirmEmailChange: () => moved(({ token }) => ({ token })),
  undoEmailChange: () =>
    moved(async ({ token, say, owner, org }) => {
      await say('confirmEmailChange', { token }, 'email');
      return { token: await mailbox.token(org.id, owner.email), password: PASSWORD };
    }),
  updateUser: inOrg('User', () => ({ firstName: 'Ann', lastName: 'Lee' })),
  updateOrganization: inOrg('Organization', () => ({ name: 'New' })),
  updateSecurityPolicy: inOrg('Organization', () => ({ sessionIdleMinutes: 60 })),
  ...secondFactorCases,
  ...machineCases,
  ...oidcCases(oidc),
}));

it('register leaves the first entry of an organisation, and none for an address that is known', async () => {
  const { email, userId, orgId } = await registered();
  expect(await entriesOf(graph, orgId)).toMatchObject([
    {
      action: 'register',
      actor_id: userId,
      object_types: expect.arrayContaining(['Organization', 'Membership', 'User']),
    },
  ]);
  const count = 'SELECT count(*)::int AS n FROM audit.entries';
  const [before] = await graph.sql<{ n: number }>(count);
  await ask(null, 'register', { email, password: PASSWORD, firstName: 'Ann', lastName: 'Lee' });
  expect(await graph.sql(count)).toEqual([before]);
});

it('a refused log-in leaves an entry for a known person, and none for an address that nobody has', async () => {
  const { org, owner } = await graph.seed();
  for (const email of [owner.email, address()]) {
    const answer = await ask(null, 'logIn', { email, password: 'a wrong password' });
    expect(answer.userErrors).toMatchObject([{ code: 'INVALID_CREDENTIALS' }]);
  }
  const refused = await graph.sql(
    `SELECT org_id AS org, action, actor_kind AS kind, object_ids AS ids FROM audit.entries WHERE outcome = 'REFUSED'`,
  );
  expect(refused).toEqual([{ org: org.id, action: 'logIn', kind: 'ANONYMOUS', ids: [owner.userId] }]);
});

it('shows what was changed in estimates to those only who may see costs', async () => {
  const { org, owner } = await graph.seed();
  const change = { type: 'Position', id: newId(), before: { unitCost: '70' }, after: { unitCost: '75' } };
  await graph.sql(
    `INSERT INTO audit.entries (org_id, id, slot, n, subgraph, actor_kind, action, outcome, object_types, object_ids, changes)
     VALUES ($1, $2, 0, 1, 'estimates', 'SYSTEM', 'updatePosition', 'DONE', '{Position}', ARRAY[$3::text], $4)`,
    [org.id, newId(), change.id, JSON.stringify([change])],
  );
  const document = '{ auditLog { edges { node { changes { type objectId before after } } } } }';
  const seen = async (viewer: Viewer) =>
    dataOf(await graph.execute(viewer, document)).auditLog.edges[0].node.changes;
  const { type, id: objectId, before, after } = change;
  expect(await seen(owner.viewer)).toEqual([{ type, objectId, before, after }]);
  const permissions = new Set([...owner.viewer.permissions].filter((name) => name !== 'costs:read'));
  const auditor = { ...owner.viewer, permissions };
  expect(await seen(auditor)).toEqual([{ type, objectId, before: null, after: null }]);
  const whole = await graph.execute(auditor, '{ auditExport { jsonl } }');
  expect(whole.errors[0]?.extensions?.['code']).toBe('FORBIDDEN');
});

it('tells of a change of role as it was and as it is, and is read by permission only', async () => {
  const org = await graph.seed();
  const { owner, manager } = org;
  await ask(owner.viewer, 'assignRole', { userId: manager.userId, roleKey: 'viewer' });
  const document = `query ($filter: AuditFilter) { auditLog(filter: $filter) { totalCount edges { node {
    action actorKind user { id } ip requestId outcome position hasMoreChanges changes { type objectId before after } } } } }`;
  const filter = {
    objectId: manager.userId,
    objectType: 'Membership',
    actions: ['assignRole'],
    actorId: owner.userId,
  };
  const log = dataOf(await graph.execute(owner.viewer, document, { filter })).auditLog;
  expect(log.edges[0].node).toMatchObject({
    actorKind: 'USER',
    user: { id: owner.userId },
    position: null,
    hasMoreChanges: false,
    changes: expect.arrayContaining([
      {
        type: 'Membership',
        objectId: manager.userId,
        before: expect.objectContaining({ roleId: expect.any(String) }),
        after: expect.objectContaining({ roleId: expect.any(String) }),
      },
    ]),
  });
  const nothing = [
    { actions: ['logIn'] },
    { outcome: 'REFUSED' },
    { objectId: newId() },
    { to: '2020-01-01T00:00:00Z' },
  ];
  for (const one of nothing)
    expect(dataOf(await graph.execute(owner.viewer, document, { filter: one })).auditLog.totalCount).toBe(0);
  const foreign = (await graph.seed()).owner.viewer;
  expect(
    dataOf(await graph.execute(foreign, document, { filter: { objectId: manager.userId } })).auditLog
      .totalCount,
  ).toBe(0);
  const refused = await graph.execute(manager.viewer, document);
  expect(refused.errors[0]?.extensions?.['code']).toBe('FORBIDDEN');
  const verdict = dataOf(
    await graph.execute(owner.viewer, '{ verifyAudit { isIntact entries unchained faults { message } } }'),
  ).verifyAudit;
  expect(verdict).toMatchObject({ isIntact: true, entries: 0, faults: [] });
  expect(verdict.unchained).toBeGreaterThan(0);
  expect(dataOf(await graph.execute(owner.viewer, '{ auditExport { jsonl last } }')).auditExport).toEqual({
    jsonl: `${JSON.stringify({ format: 'cashcraft audit v1', orgId: org.org.id })}\n`,
    last: null,
  });
});
