import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'graphql';
import { connectClient } from '../service-kit/postgres/database-roles';
import { newId } from '../service-kit/data/ids';
import { projectRoot } from '../service-kit/process/paths';
import type { Viewer } from '../service-kit/auth/viewer';
import { consent, useCrm } from '../testkit/crm/crm-world';
import { estimateCases } from '../testkit/estimate-mutations';
import { useEstimates } from '../testkit/estimates';
import { useIdentity } from '../testkit/identity';
import { useMailbox } from '../testkit/mailbox';
import { dataOf, type TestSubgraph } from '../testkit/subgraph';
import { viewerWith } from '../testkit/tokens';

/*
 * Every mutation of every subgraph writes an audit entry: who, what, which objects, from where. The walk takes the mutations from
 * the SDL: one that has no case here fails, and one whose case leaves no entry, too.
 */

/** One successful call of a mutation. */
interface Call {
  /** Null for nobody; a text is a token as it is. */
  by: Viewer | string | null;
  input: object;
  /** Whose audit it belongs to; null where it makes the organisation. */
  orgId: string | null;
  /** Who the entry says it was; the caller unless told. */
  actorId?: string | null;
  /** What an entry names among its objects. */
  type: string;
}
type Cases = Record<string, () => Promise<Call>>;

const mutationsOf = (subgraph: string): string[] =>
  parse(readFileSync(join(projectRoot, 'schema', `${subgraph}.graphql`), 'utf8')).definitions.flatMap(
    (one) =>
      one.kind === 'ObjectTypeDefinition' && one.name.value === 'Mutation'
        ? (one.fields ?? []).map(({ name }) => name.value)
        : [],
  );
const WITHOUT_USER_ERRORS = ['refreshTokens'];

async function entriesOf(graph: TestSubgraph, orgId: string | null): Promise<Record<string, unknown>[]> {
  const client = await connectClient(graph.parts.database.url);
  const { rows } = await client.query<Record<string, unknown>>(
    'SELECT * FROM audit.entries WHERE org_id = $1::uuid OR $1::uuid IS NULL ORDER BY at, n',
    [orgId],
  );
  await client.end();
  return rows;
}

async function run(
  graph: TestSubgraph,
  name: string,
  { by, input, orgId, actorId, type }: Call,
): Promise<void> {
  const before = (await entriesOf(graph, orgId)).length;
  const errors = WITHOUT_USER_ERRORS.includes(name) ? '' : 'userErrors { code path message }';
  const document = `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) {
    ${name}(input: $input) { __typename ${errors} } }`;
  const execute =
    typeof by === 'string'
      ? graph.executeWithToken(by, document, { input })
      : graph.execute(by, document, { input });
  const answer = dataOf(await execute)[name];
  expect(answer.userErrors ?? []).toEqual([]);
  const entries = (await entriesOf(graph, orgId)).slice(before).filter(({ action }) => action === name);
  const expected =
    actorId === undefined && by !== null && typeof by !== 'string' ? by.userId : (actorId ?? null);
  expect(entries.at(-1)).toMatchObject({
    action: name,
    outcome: 'DONE',
    actor_kind: expected === null ? 'ANONYMOUS' : 'USER',
    actor_id: expected,
    ip: '203.0.113.7',
    request_id: expect.any(String),
    object_types: expect.arrayContaining([type]),
  });
  expect(JSON.stringify(entries)).not.toMatch(/argon2|"[^"]*(?:glass bridge|eleven lamps)/);
}

function walk(subgraph: 'identity' | 'crm' | 'estimates', graph: TestSubgraph, cases: () => Cases): void {
  const known = mutationsOf(subgraph);
  it('has a case for each mutation', () => {
    expect(Object.keys(cases()).sort()).toEqual([...known].sort());
  });
  it.each(known)('%s leaves an entry', async (name) => {
    const prepare = cases()[name];
    if (!prepare) throw new Error(`Say in tests/audit.db.test.ts how ${name} is called.`);
    await run(graph, name, await prepare());
  });
}

describe('estimates', () => {
  const graph = useEstimates();
  const TYPES: Record<string, string> = {
    createProject: 'Project',
    updateProject: 'Project',
    deleteProject: 'Project',
  };
  walk('estimates', graph, () =>
    Object.fromEntries(
      Object.entries(estimateCases(graph)).map(([name, prepare]) => [
        name,
        async () => {
          const by = viewerWith('owner');
          return { by, orgId: by.orgId, type: TYPES[name] ?? 'Estimate', input: (await prepare(by)).input };
        },
      ]),
    ),
  );
});

describe('crm', () => {
  const world = useCrm({ contacts: 1, leads: 1, companies: 1 });
  const owned = (type: string, input: (by: Viewer) => Promise<object>) => async (): Promise<Call> => {
    const by = viewerWith('owner');
    return { by, orgId: by.orgId, type, input: await input(by) };
  };
  const syncJob = async (by: Viewer) => {
    const connectionId = await world.connect(by);
    const input = { kind: 'KOMMO_SYNC', input: { connectionId } };
    const document = 'mutation ($input: EnqueueJobInput!) { enqueueJob(input: $input) { job { id } } }';
    return dataOf(await world.graph.execute(by, document, { input })).enqueueJob.job.id as string;
  };
  const saved = async (by: Viewer) => {
    const document =
      'mutation ($input: SaveKommoCredentialsInput!) { saveKommoCredentials(input: $input) { userErrors { code } } }';
    const { clientId, clientSecret, redirectUri } = world.kommo.integration;
    const input = { clientId, clientSecret, redirectUri };
    dataOf(await world.graph.execute(by, document, { input }));
    return input;
  };
  walk('crm', world.graph, () => ({
    enqueueJob: owned('Job', async (by) => {
      const connectionId = await world.connect(by);
      await world.sync(by, connectionId); // the one that connecting has begun
      return { kind: 'KOMMO_SYNC', input: { connectionId } };
    }),
    cancelJob: owned('Job', async (by) => ({ id: await syncJob(by) })),
    retryJob: owned('Job', async (by) => {
      const id = await syncJob(by);
      const document =
        'mutation ($input: CancelJobInput!) { cancelJob(input: $input) { userErrors { code } } }';
      dataOf(await world.graph.execute(by, document, { input: { id } }));
      return { id };
    }),
    saveKommoCredentials: owned('KommoCredential', async () => {
      const { clientId, clientSecret, redirectUri } = world.kommo.integration;
      return { clientId, clientSecret, redirectUri };
    }),
    deleteKommoCredentials: owned('KommoCredential', async (by) => {
      await saved(by);
      return {};
    }),
    startKommoOAuth: owned('OauthState', async (by) => {
      await saved(by);
      return {};
    }),
    completeKommoOAuth: owned('SyncRun', async (by) => {
      await saved(by);
      const start = 'mutation { startKommoOAuth { authorizeUrl } }';
      const { authorizeUrl } = dataOf(await world.graph.execute(by, start)).startKommoOAuth;
      const { search: _search, ...grant } = await consent(authorizeUrl);
      return grant;
    }),
    connectKommoWithToken: owned('SyncRun', async () => ({
      subdomain: 'acme-demo',
      accessToken: world.kommo.issueLongLivedToken('acme-demo'),
    })),
    disconnectKommo: owned('Connection', async (by) => ({
      connectionId: await world.connect(by),
      data: 'KEEP',
    })),
    startSync: owned('SyncRun', async (by) => {
      const connectionId = await world.connect(by);
      await world.sync(by, connectionId);
      return { connectionId };
    }),
  }));
});

describe('identity', () => {
  const graph = useIdentity();
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
      return {
        by: one.owner.viewer,
        orgId: two.org.id,
        type: 'Session',
        input: { organizationId: two.org.id },
      };
    },
    leaveOrganization: inOrg('Membership', () => ({}), 'manager'),
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
    updateUser: inOrg('User', () => ({ firstName: 'Ann', lastName: 'Lee' })),
    updateOrganization: inOrg('Organization', () => ({ name: 'New' })),
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
      expect(dataOf(await graph.execute(owner.viewer, document, { filter: one })).auditLog.totalCount).toBe(
        0,
      );
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
});
