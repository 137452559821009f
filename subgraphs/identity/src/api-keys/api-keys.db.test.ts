import { MACHINE_PERMISSIONS, PERSONAL_PERMISSIONS, ROLE_PRESETS } from '../../../../schema/permissions';
import { formatApiKey, newKeySecret, parseApiKey } from '../../../../service-kit/auth/api-key';
import { SESSION_REVOKED } from '../../../../service-kit/auth/revocations';
import { openSessionRegistry } from '../../../../service-kit/auth/revoked-sessions';
import { hashToken } from '../../../../service-kit/auth/secrets';
import { createTokenVerifier, type Viewer } from '../../../../service-kit/auth/viewer';
import { useIdentity } from '../../../../testkit/identity';
import type { SeededOrganization, SeededUser } from '../../../../testkit/seed';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { exchangeApiKey } from './exchange';
import { MAX_KEYS } from './api-keys.service';

const graph = useIdentity();

let org: SeededOrganization;
beforeEach(async () => {
  org = await graph.seed();
});

const KEY =
  'id name prefix status scopes scopesBeyondCreator allowedAddresses createdBy { id } expiresAt formerSecretWorksUntil version';
const MUTATIONS = {
  create: `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey { ${KEY} } secret userErrors { code path } } }`,
  update: `mutation ($input: UpdateApiKeyInput!) { updateApiKey(input: $input) { apiKey { ${KEY} } userErrors { code path } } }`,
  rotate: `mutation ($input: RotateApiKeyInput!) { rotateApiKey(input: $input) { apiKey { ${KEY} } secret userErrors { code path } } }`,
  revoke: `mutation ($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { apiKey { ${KEY} } userErrors { code path } } }`,
};
type Name = keyof typeof MUTATIONS;
const send = (name: Name, viewer: Viewer, input: object) => graph.execute(viewer, MUTATIONS[name], { input });
async function payload(name: Name, input: object, who: SeededUser = org.owner) {
  const [answer] = Object.values<any>(dataOf(await send(name, who.viewer, input))); // eslint-disable-line @typescript-eslint/no-explicit-any -- answers of every shape
  return answer;
}
const mistakes = async (name: Name, input: object, who?: SeededUser): Promise<string[]> =>
  (await payload(name, input, who)).userErrors.map(({ code, path }: { code: string; path: string[] }) =>
    `${code} ${path.join('.')}`.trim(),
  );
const made = (input: object = {}, who?: SeededUser) =>
  payload('create', { name: 'Bridge', scopes: ['estimates:read', 'crm:read'], ...input }, who);

const exchange = (text: string, scopes?: string[]) =>
  exchangeApiKey({ source: graph.parts.source, keys: graph.keys }, text, {
    ip: '203.0.113.9',
    ...(scopes ? { scopes } : {}),
  });
const refusal = async (text: string): Promise<string> =>
  exchange(text).then(
    () => 'none',
    (error: Error) => error.message,
  );
/** As a process of its own sees tokens: by the database. */
const verify = async (token: string) => {
  const registry = openSessionRegistry(graph.parts.source);
  return createTokenVerifier({ keys: graph.keys, isRevoked: () => false, findSession: registry.find }).verify(
    token,
  );
};
const endedSessions = () =>
  graph.announced
    .filter(({ channel }) => channel === SESSION_REVOKED)
    .flatMap(({ message }) => (message as { sessionIds: string[] }).sessionIds);

describe('an API key', () => {
  it('is shown once, kept as a hash, and exchanged for a token that names it in a person’s place', async () => {
    const { apiKey, secret } = await made({ allowedAddresses: ['203.0.113.0/24', '2001:db8::1'] });
    expect(parseApiKey(secret)).toMatchObject({ mode: 'live', publicId: apiKey.prefix.slice(8) });
    expect(apiKey).toMatchObject({
      status: 'ACTIVE',
      scopes: ['crm:read', 'estimates:read'],
      scopesBeyondCreator: [],
      createdBy: { id: org.owner.userId },
      version: 1,
    });
    const rows = await graph.sql<{ row: string }>(
      `SELECT to_jsonb(s)::text || to_jsonb(k)::text AS row FROM identity.api_key_secrets s JOIN identity.api_keys k ON k.id = s.key_id WHERE k.id = $1`,
      [apiKey.id],
    );
    expect(rows[0]?.row).toContain(hashToken(secret).toString('hex'));
    expect(rows[0]?.row).not.toContain(parseApiKey(secret)?.secret);
    const { accessToken, expiresAt } = await exchange(secret);
    expect(expiresAt.getTime()).toBeLessThanOrEqual(Date.now() + 600_000);
    expect(await verify(accessToken)).toMatchObject({
      userId: apiKey.id,
      orgId: org.org.id,
      machine: 'KEY',
      permissions: new Set(['crm:read', 'estimates:read']),
      allowedAddresses: ['203.0.113.0/24', '2001:db8::1'],
    });
    const used = await graph.execute(
      org.owner.viewer,
      `{ apiKey(id: "${apiKey.id}") { lastUsedAt lastUsedIp } }`,
    );
    expect(dataOf(used).apiKey).toEqual({ lastUsedAt: expect.any(String), lastUsedIp: '203.0.113.9' });
  });

  it('answers the same once under an idempotency key, and no secret lies about', async () => {
    const input = { name: 'Once', scopes: ['crm:read'] };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        graph.executeUnderKey('one-key', org.owner.viewer, MUTATIONS.create, { input }),
      ),
    );
    const secrets = new Set(answers.map((answer) => dataOf(answer).createApiKey.secret));
    expect(secrets.size).toBe(1);
    const [secret = ''] = secrets as Set<string>;
    const kept = await graph.sql<{ result: Buffer }>(
      'SELECT result FROM identity.idempotent_effects WHERE org_id = $1',
      [org.org.id],
    );
    expect(kept).toHaveLength(1);
    expect(kept[0]?.result.includes(secret.slice(-49))).toBe(false);
    expect(await refusal(secret)).toBe('none');
  });

  it.each<[string, () => object, string[]]>([
    ['no scope', () => ({ scopes: [] }), ['REQUIRED scopes']],
    ['an unknown scope', () => ({ scopes: ['crm:read', '*'] }), ['UNKNOWN_PERMISSION scopes.1']],
    [
      'scopes that take a person',
      () => ({ scopes: PERSONAL_PERMISSIONS }),
      PERSONAL_PERMISSIONS.map((_one, index) => `SCOPE_NEEDS_PERSON scopes.${index}`),
    ],
    ['no name', () => ({ name: '\u200b' }), ['REQUIRED name']],
    [
      'addresses that are none',
      () => ({
        allowedAddresses: [
          '203.0.113.7',
          '10.0.0.0/33',
          'example.com',
          '::1/129',
          '1.2.3',
          'fe80::1%eth0',
          '0.0.0.0/00',
        ],
      }),
      [1, 2, 3, 4, 5, 6].map((index) => `INVALID_ADDRESS allowedAddresses.${index}`),
    ],
    [
      'too many addresses',
      () => ({ allowedAddresses: Array.from({ length: 51 }, () => '10.0.0.1') }),
      ['TOO_MANY_ADDRESSES allowedAddresses'],
    ],
    [
      'an end in the past',
      () => ({ expiresAt: new Date(Date.now() - 1000).toISOString() }),
      ['IN_THE_PAST expiresAt'],
    ],
    ['an end too far away', () => ({ expiresAt: '2099-01-01T00:00:00Z' }), ['TOO_FAR expiresAt']],
    ['a test key outside a sandbox', () => ({ mode: 'TEST' }), ['SANDBOX_ONLY mode']],
  ])('is refused with %s', async (_what, input, expected) => {
    expect(await mistakes('create', { name: 'Bridge', scopes: ['crm:read'], ...input() })).toEqual(expected);
  });

  it('is not made by who never confirmed their address', async () => {
    await graph.sql('UPDATE identity.users SET email_verified_at = NULL WHERE id = $1', [org.owner.userId]);
    expect(await mistakes('create', { name: 'Bridge', scopes: ['crm:read'] })).toEqual([
      'EMAIL_NOT_VERIFIED',
    ]);
  });

  it('can’t be made beyond a number, whoever tries at once', async () => {
    await graph.sql(
      `INSERT INTO identity.api_keys (org_id, id, public_id, name, scopes, created_by_id, expires_at)
       SELECT $1, gen_random_uuid(), lpad(n::text, 4, '0') || substr(md5(random()::text), 1, 12), 'n', '{}', $2, now() + interval '1 day'
         FROM generate_series(1, $3) n`,
      [org.org.id, org.owner.userId, MAX_KEYS - 2],
    );
    const tries = await Promise.all(
      Array.from({ length: 10 }, () => mistakes('create', { name: 'x', scopes: ['crm:read'] })),
    );
    expect(tries.filter((errors) => errors.length === 0)).toHaveLength(2);
  });
});

describe('nobody gets beyond themselves by a key', () => {
  /** An administrator lacks `organization:write`, which a key may have. */
  it('neither by making nor by changing, rotating or reviving one', async () => {
    const { apiKey } = await made({ scopes: ['organization:write'] });
    const mine = await made({ scopes: ['crm:read'] }, org.admin);
    const { id } = apiKey;
    const admin = org.admin;
    expect(await mistakes('create', { name: 'x', scopes: ['organization:write'] }, admin)).toEqual([
      'SCOPE_EXCEEDS_YOURS scopes.0',
    ]);
    expect(await mistakes('update', { id: mine.apiKey.id, scopes: ['organization:write'] }, admin)).toEqual([
      'SCOPE_EXCEEDS_YOURS scopes.0',
    ]);
    expect(await mistakes('update', { id, allowedAddresses: [] }, admin)).toEqual(['KEY_EXCEEDS_YOURS id']);
    expect(await mistakes('rotate', { id }, admin)).toEqual(['KEY_EXCEEDS_YOURS id']);
    expect(await mistakes('revoke', { id }, admin)).toEqual([]); // ending one takes nothing
  });

  it('nor with a token of a time when they might', async () => {
    await graph.execute(
      org.owner.viewer,
      `mutation { assignRole(input: { userId: "${org.admin.userId}", roleKey: "viewer" }) { userErrors { code } } }`,
    );
    const answer = await send('create', org.admin.viewer, { name: 'x', scopes: ['crm:read'] });
    expect(codes(answer)).toEqual(['FORBIDDEN']);
  });

  it('nor does a key do what takes a person', async () => {
    const { secret } = await made({ scopes: MACHINE_PERMISSIONS });
    const { accessToken } = await exchange(secret);
    const tries = [
      '{ me { id } }',
      '{ sessions { totalCount } }',
      'mutation { logOut { endedSessions } }',
      'mutation { changePassword(input: { currentPassword: "x", newPassword: "y" }) { userErrors { code } } }',
      'mutation { updateUser(input: {}) { userErrors { code } } }',
      'mutation { leaveOrganization { userErrors { code } } }',
      'mutation { createApiKey(input: { name: "x", scopes: [] }) { secret } }',
      'mutation { createRole(input: { name: "x", permissions: [] }) { userErrors { code } } }',
      'mutation { inviteUser(input: { email: "a@example.com", roleKey: "viewer" }) { userErrors { code } } }',
      'mutation { grantSupportAccess(input: { reason: "x" }) { userErrors { code } } }',
    ];
    for (const query of tries) {
      expect([query, codes(await graph.executeWithToken(accessToken, query))]).toEqual([
        query,
        ['FORBIDDEN'],
      ]);
    }
    const allowed = await graph.executeWithToken(accessToken, '{ organization { id } users { totalCount } }');
    expect(dataOf(allowed).organization.id).toBe(org.org.id);
  });
});

describe('a key in use', () => {
  it('outlives whoever made it, and the organisation sees what it may do beyond them', async () => {
    const { apiKey, secret } = await made({}, org.admin);
    await graph.execute(
      org.owner.viewer,
      `mutation { deleteUser(input: { userId: "${org.admin.userId}" }) { userErrors { code } } }`,
    );
    expect(await refusal(secret)).toBe('none');
    const { apiKeys } = dataOf(
      await graph.execute(org.owner.viewer, `{ apiKeys { totalCount edges { node { ${KEY} } } } }`),
    );
    expect(apiKeys.edges[0].node).toMatchObject({
      id: apiKey.id,
      scopesBeyondCreator: ['crm:read', 'estimates:read'],
      createdBy: { id: org.admin.userId },
    });
  });

  it('names itself as the author of what it made', async () => {
    const { apiKey, secret } = await made({ name: 'Мост' });
    const user = `user(id: "${apiKey.id}") { id kind displayName email status role { key } permissions }`;
    const seen = dataOf(await graph.execute(org.owner.viewer, `{ ${user} }`)).user;
    expect(seen).toEqual({
      id: apiKey.id,
      kind: 'API_KEY',
      displayName: 'Мост',
      email: `key-${apiKey.id}@cashcraft.invalid`,
      status: 'ACTIVE',
      role: null,
      permissions: ['crm:read', 'estimates:read'],
    });
    const other = await graph.seed();
    expect(codes(await graph.execute(other.owner.viewer, `{ ${user} }`))).toEqual(['NOT_FOUND']);
    await payload('revoke', { id: apiKey.id });
    expect(dataOf(await graph.execute(org.owner.viewer, `{ ${user} }`)).user.status).toBe('REMOVED');
    expect(await refusal(secret)).toBe('This API key was revoked.');
  });

  it('has two secrets while it is rotated, and ends the former at once when it leaked', async () => {
    const { apiKey, secret: first } = await made();
    const old = await exchange(first);
    const rotated = await payload('rotate', { id: apiKey.id, overlapHours: 48 });
    expect(rotated.apiKey.prefix).toBe(apiKey.prefix);
    expect(Date.parse(rotated.apiKey.formerSecretWorksUntil) / 3_600_000).toBeCloseTo(
      Date.now() / 3_600_000 + 48,
      0,
    );
    expect([await refusal(first), await refusal(rotated.secret)]).toEqual(['none', 'none']);
    await expect(verify(old.accessToken)).resolves.toMatchObject({ userId: apiKey.id });
    const { secret: third } = await payload('rotate', { id: apiKey.id, overlapHours: 0 });
    expect(await refusal(first)).toBe('This API key is not valid here.');
    expect(await refusal(rotated.secret)).toBe('This API key is not valid here.');
    expect(await refusal(third)).toBe('none');
    await expect(verify(old.accessToken)).rejects.toThrow('This session was ended');
    expect(await mistakes('rotate', { id: apiKey.id, overlapHours: 169 })).toEqual([
      'OUT_OF_RANGE overlapHours',
    ]);
  });

  it('is refused everywhere after it was revoked, by every process that knew its token', async () => {
    const { apiKey, secret } = await made();
    const { accessToken } = await exchange(secret);
    const { sessionId } = await verify(accessToken);
    const { apiKey: revoked } = await payload('revoke', { id: apiKey.id });
    expect(revoked.status).toBe('REVOKED');
    expect(endedSessions()).toContain(sessionId);
    const recent = await openSessionRegistry(graph.parts.source).loadRevoked(); // by whoever missed the word
    expect(recent.map((one) => one.sessionId)).toContain(sessionId);
    await expect(verify(accessToken)).rejects.toThrow('This session was ended');
    expect(await mistakes('update', { id: apiKey.id, name: 'x' })).toEqual(['KEY_REVOKED id']);
    expect(await mistakes('rotate', { id: apiKey.id })).toEqual(['KEY_REVOKED id']);
    expect(await mistakes('revoke', { id: apiKey.id })).toEqual([]);
  });

  it('loses the tokens that it had before it was narrowed', async () => {
    const { apiKey, secret } = await made();
    const before = await exchange(secret);
    const update = { id: apiKey.id, scopes: ['crm:read'], expectedVersion: 1 };
    await payload('update', update);
    await expect(verify(before.accessToken)).rejects.toThrow('This session was ended');
    expect((await exchange(secret)).scopes).toEqual(['crm:read']);
    expect(codes(await send('update', org.owner.viewer, update))).toEqual(['CONFLICT']);
  });

  it('ends in time, and its token with it; a rotation brings it back', async () => {
    const { apiKey, secret } = await made({ expiresAt: new Date(Date.now() + 90_000).toISOString() });
    const { expiresAt } = await exchange(secret);
    expect(expiresAt.getTime()).toBeLessThanOrEqual(Date.now() + 92_000);
    await graph.sql(`UPDATE identity.api_keys SET expires_at = now() - interval '1 s' WHERE id = $1`, [
      apiKey.id,
    ]);
    expect(await refusal(secret)).toContain('has expired');
    const { secret: fresh } = await payload('rotate', { id: apiKey.id, overlapHours: 48 });
    expect(await refusal(fresh)).toBe('none');
    expect(await refusal(secret)).toBe('This API key is not valid here.'); // what was over stays so
  });

  it('does more, from elsewhere or for longer by a fresh session only', async () => {
    const far = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    const { apiKey } = await made({ scopes: ['crm:read', 'costs:read'], expiresAt: far(30) });
    const { accessToken } = await graph.logIn(org.owner);
    await graph.sql(`UPDATE identity.sessions SET authenticated_at = now() - interval '11 minutes'`);
    const reasonOf = async (change: object) => {
      const input = { id: apiKey.id, ...change };
      const answer = await graph.executeWithToken(accessToken, MUTATIONS.update, { input });
      return answer.errors[0]?.extensions?.['reason'] ?? dataOf(answer).updateApiKey.userErrors;
    };
    for (const change of [
      { scopes: ['crm:read', 'estimates:read'] },
      { allowedAddresses: ['203.0.113.0/24'] },
      { expiresAt: far(31) },
      { expiresAt: null },
    ]) {
      expect([change, await reasonOf(change)]).toEqual([change, 'STEP_UP_REQUIRED']);
    }
    for (const change of [{ name: 'Other' }, { scopes: ['crm:read'] }, { expiresAt: far(29) }])
      expect([change, await reasonOf(change)]).toEqual([change, []]);
  });

  it('that has expired comes back only where there is room for one more', async () => {
    const { apiKey } = await made();
    await graph.sql(`UPDATE identity.api_keys SET expires_at = now() - interval '1 s' WHERE id = $1`, [
      apiKey.id,
    ]);
    await graph.sql(
      `INSERT INTO identity.api_keys (org_id, id, public_id, name, scopes, created_by_id, expires_at)
       SELECT $1, gen_random_uuid(), lpad(n::text, 4, '0') || substr(md5(random()::text), 1, 12), 'n', '{}', $2, now() + interval '1 day'
         FROM generate_series(1, $3) n`,
      [org.org.id, org.owner.userId, MAX_KEYS],
    );
    expect(await mistakes('update', { id: apiKey.id, expiresAt: null })).toEqual(['TOO_MANY_KEYS']);
    expect(await mistakes('update', { id: apiKey.id, name: 'Over' })).toEqual([]);
  });

  it('is refused with its organisation', async () => {
    const { secret } = await made();
    await graph.sql(`UPDATE identity.organizations SET status = 'SUSPENDED' WHERE org_id = $1`, [org.org.id]);
    expect(await refusal(secret)).toContain('suspended');
  });

  it('is told from texts that are none, without a reason', async () => {
    const { secret } = await made();
    const { publicId } = parseApiKey(secret) as { publicId: string };
    const forged = formatApiKey({ mode: 'live', publicId, secret: newKeySecret() });
    const unknown = formatApiKey({ mode: 'live', publicId: 'x'.repeat(16), secret: newKeySecret() });
    for (const text of [forged, unknown, `${secret.slice(0, -1)}-`, '', `ek_live_${'x'.repeat(100_000)}`]) {
      expect(await refusal(text)).toBe('This API key is not valid here.');
    }
    expect(await refusal(formatApiKey({ mode: 'test', publicId, secret: newKeySecret() }))).toContain(
      'sandbox',
    );
  });

  it('gives a token of some of its scopes when asked', async () => {
    const { secret } = await made();
    const { accessToken, scopes } = await exchange(secret, ['crm:read', 'costs:read']);
    expect(scopes).toEqual(['crm:read']);
    expect((await verify(accessToken)).permissions).toEqual(new Set(['crm:read']));
  });
});

describe('what a key is used for', () => {
  const note = (orgId: string, counted: object[]) =>
    graph.parts.source.query('SELECT identity.note_api_key_usage($1, $2)', [orgId, JSON.stringify(counted)]);
  const usage = async (id: string, days = 30) =>
    dataOf(
      await graph.execute(
        org.owner.viewer,
        `{ apiKey(id: "${id}") { usage(days: ${days}) { operation fields requests } } }`,
      ),
    ).apiKey.usage;

  it('is added up by operation and day, bounded, and forgotten after 90 days', async () => {
    const { id } = (await made()).apiKey;
    const use = (operation: string, requests: number, ...fields: string[]) => ({
      key: id,
      operation,
      fields,
      requests,
    });
    await Promise.all([
      note(org.org.id, [use('Nightly', 3, 'Query.leads'), use('(unnamed)', 1)]),
      note(org.org.id, [use('Nightly', 4, 'Query.contacts', 'Query.leads')]),
    ]);
    expect(await usage(id)).toEqual([
      { operation: 'Nightly', fields: ['Query.contacts', 'Query.leads'], requests: 7 },
      { operation: '(unnamed)', fields: [], requests: 1 },
    ]);
    await graph.sql(
      `UPDATE identity.api_key_usage SET day = day - 91 WHERE operation = 'Nightly' AND key_id = $1`,
      [id],
    );
    await note(
      org.org.id,
      Array.from({ length: 205 }, (_one, index) => use(`Op ${index}`, 1)),
    );
    const rows = await graph.sql<{ operation: string; requests: string }>(
      'SELECT operation, requests FROM identity.api_key_usage WHERE key_id = $1',
      [id],
    );
    expect(rows).toHaveLength(201);
    expect(rows.find(({ operation }) => operation === '(others)')?.requests).toBe('6');
    expect(rows.some(({ operation }) => operation === 'Nightly')).toBe(false);
  });

  it('is noted for keys of the organisation only', async () => {
    const { id } = (await made()).apiKey;
    const other = await graph.seed();
    await note(other.org.id, [{ key: id, operation: 'Stolen', fields: [], requests: 1 }]);
    expect(await usage(id)).toEqual([]);
    expect(
      codes(
        await graph.execute(org.owner.viewer, `{ apiKey(id: "${id}") { usage(days: 91) { requests } } }`),
      ),
    ).toEqual(['BAD_USER_INPUT']);
  });
});

describe('keys of other organisations', () => {
  it('are not found, whatever is tried', async () => {
    const { apiKey, secret } = await made();
    const other = await graph.seed();
    const { id } = apiKey;
    const inputs: [Name, object][] = [
      ['update', { id, name: 'x' }],
      ['rotate', { id }],
      ['revoke', { id }],
    ];
    for (const [name, input] of inputs) {
      expect(codes(await send(name, other.owner.viewer, input))).toEqual(['NOT_FOUND']);
    }
    expect(codes(await graph.execute(other.owner.viewer, `{ apiKey(id: "${id}") { id } }`))).toEqual([
      'NOT_FOUND',
    ]);
    const found = await graph.execute(
      other.owner.viewer,
      `{ apiKeys(filter: { prefix: "${secret}" }) { totalCount } }`,
    );
    expect(dataOf(found).apiKeys.totalCount).toBe(0);
    expect(await refusal(secret)).toBe('none');
  });

  it('are found by what a leak shows of them, by those who may', async () => {
    const { apiKey, secret } = await made();
    await made();
    const find = (prefix: string) =>
      graph.execute(
        org.owner.viewer,
        `{ apiKeys(filter: { prefix: "${prefix}", status: ACTIVE }) { edges { node { id } } } }`,
      );
    for (const prefix of [apiKey.prefix, secret]) {
      expect(dataOf(await find(prefix)).apiKeys.edges).toEqual([{ node: { id: apiKey.id } }]);
    }
    expect(codes(await find('ek_live_'))).toEqual(['BAD_USER_INPUT']);
    expect(codes(await graph.execute(org.manager.viewer, '{ apiKeys { totalCount } }'))).toEqual([
      'FORBIDDEN',
    ]);
    expect(ROLE_PRESETS.manager.permissions).not.toContain('keys:read');
  });
});
