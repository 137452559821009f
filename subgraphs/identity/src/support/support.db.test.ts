import { newId } from '../../../../service-kit/data/ids';
import { SESSION_REVOKED } from '../../../../service-kit/auth/revocations';
import { openSessionRegistry } from '../../../../service-kit/auth/revoked-sessions';
import { createTokenVerifier } from '../../../../service-kit/auth/viewer';
import { useIdentity } from '../../../../testkit/identity';
import type { SeededOrganization } from '../../../../testkit/seed';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { enterAsSupport } from './support.service';

const graph = useIdentity();
let org: SeededOrganization;
beforeEach(async () => {
  org = await graph.seed();
});

const GRANT = `mutation ($input: GrantSupportAccessInput!) {
  grantSupportAccess(input: $input) { supportGrant { id reason scopes isActive grantedBy { id } } userErrors { code path } }
}`;
const grant = async (input: object = {}, viewer = org.owner.viewer) =>
  dataOf(await graph.execute(viewer, GRANT, { input: { reason: 'Totals differ', ...input } }))
    .grantSupportAccess;
const revoke = async (id: string) =>
  dataOf(
    await graph.execute(
      org.owner.viewer,
      `mutation { revokeSupportAccess(input: { id: "${id}" }) { supportGrant { isActive } userErrors { code } } }`,
    ),
  ).revokeSupportAccess;
const enter = (operator = 'Ada of support', orgId = org.org.id) =>
  enterAsSupport({ source: graph.parts.source, keys: graph.keys }, { orgId, operator });
const verify = (token: string) =>
  createTokenVerifier({
    keys: graph.keys,
    isRevoked: () => false,
    findSession: openSessionRegistry(graph.parts.source).find,
  }).verify(token);

describe('support', () => {
  it('comes in where it was let in, with what it was given, and is seen', async () => {
    await expect(enter()).rejects.toThrow('has not let support in');
    const { supportGrant } = await grant();
    expect(supportGrant).toMatchObject({ isActive: true, grantedBy: { id: org.owner.userId } });
    expect(supportGrant.scopes).toContain('estimates:read');
    expect(
      supportGrant.scopes.filter(
        (scope: string) => !scope.endsWith(':read') || ['costs:read', 'audit:read'].includes(scope),
      ),
    ).toEqual([]);
    const { accessToken } = await enter();
    expect(await verify(accessToken)).toMatchObject({
      machine: 'SUPPORT',
      orgId: org.org.id,
      userId: supportGrant.id,
    });
    const seen = await graph.executeWithToken(accessToken, '{ organization { id } users { totalCount } }');
    expect(dataOf(seen)).toMatchObject({ organization: { id: org.org.id } });
    for (const query of [
      '{ me { id } }',
      'mutation { updateOrganization(input: { name: "x" }) { userErrors { code } } }',
    ]) {
      expect(codes(await graph.executeWithToken(accessToken, query))).toEqual(['FORBIDDEN']);
    }
    const { supportGrants } = dataOf(
      await graph.execute(org.viewer.viewer, '{ supportGrants { id reason uses { operator } } }'),
    );
    expect(supportGrants).toEqual([
      { id: supportGrant.id, reason: 'Totals differ', uses: [{ operator: 'Ada of support' }] },
    ]);
    const entries = await graph.sql<{ kind: string; id: string }>(
      `SELECT actor_kind AS kind, actor_id AS id FROM audit.entries WHERE org_id = $1 AND action = 'enterAsSupport'`,
      [org.org.id],
    );
    expect(entries).toEqual([{ kind: 'SUPPORT', id: supportGrant.id }]);
    const { user } = dataOf(
      await graph.execute(org.owner.viewer, `{ user(id: "${supportGrant.id}") { kind displayName } }`),
    );
    expect(user).toEqual({ kind: 'SUPPORT', displayName: 'Support' });
  });

  it('is out at once when its access is ended, and after its time', async () => {
    const { supportGrant } = await grant({ hours: 1 });
    const { accessToken } = await enter();
    const { sessionId } = await verify(accessToken);
    expect(await revoke(supportGrant.id)).toEqual({ supportGrant: { isActive: false }, userErrors: [] });
    expect(
      graph.announced.filter(({ channel }) => channel === SESSION_REVOKED).at(-1)?.message,
    ).toMatchObject({
      sessionIds: [sessionId],
    });
    await expect(verify(accessToken)).rejects.toThrow('This session was ended');
    await expect(enter()).rejects.toThrow('has not let support in');
    await grant();
    await expect(enter('Eve\nAda of support')).rejects.toThrow('in one line');
    await graph.sql(
      `UPDATE identity.support_grants SET expires_at = now() - interval '1 s' WHERE org_id = $1`,
      [org.org.id],
    );
    await expect(enter()).rejects.toThrow('has not let support in');
  });

  it('is let in by who may, with what they may, by words that can be read', async () => {
    expect(codes(await graph.execute(org.admin.viewer, GRANT, { input: { reason: 'x' } }))).toEqual([
      'FORBIDDEN',
    ]);
    const cases: [object, string[]][] = [
      [{ reason: ' ' }, ['REQUIRED']],
      [{ hours: 0 }, ['OUT_OF_RANGE']],
      [{ hours: 169 }, ['OUT_OF_RANGE']],
      [{ scopes: ['roles:write'] }, ['SCOPE_NEEDS_PERSON']],
      [{ scopes: [] }, ['REQUIRED']],
    ];
    for (const [input, expected] of cases) {
      expect((await grant(input)).userErrors.map(({ code }: { code: string }) => code)).toEqual(expected);
    }
  });

  it('meets no other organisation by it', async () => {
    const other = await graph.seed();
    const { supportGrant } = await grant();
    await expect(enter('Ada', other.org.id)).rejects.toThrow('has not let support in');
    await expect(enter('Ada', newId())).rejects.toThrow('has not let support in');
    await expect(enter('Ada', 'garbage')).rejects.toThrow('by its id');
    await expect(enter('  ')).rejects.toThrow('who you are');
    const answer = await graph.execute(
      other.owner.viewer,
      `mutation { revokeSupportAccess(input: { id: "${supportGrant.id}" }) { userErrors { code } } }`,
    );
    expect(codes(answer)).toEqual(['NOT_FOUND']);
    expect(dataOf(await graph.execute(other.owner.viewer, '{ supportGrants { id } }')).supportGrants).toEqual(
      [],
    );
  });
});
