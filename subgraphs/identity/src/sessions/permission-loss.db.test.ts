import jwt from 'jsonwebtoken';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROLE_PRESETS } from '../../../../schema/permissions';
import {
  followPermissionChanges,
  PERMISSIONS_CHANGED,
  type PermissionChanges,
} from '../../../../service-kit/auth/permission-changes';
import { openSessionRegistry } from '../../../../service-kit/auth/revoked-sessions';
import { createTokenVerifier, isExpired, type AccessClaims } from '../../../../service-kit/auth/viewer';
import { createBroadcast, type Broadcast } from '../../../../service-kit/changes/broadcast';
import { silentLogger } from '../../../../service-kit/process/logger';
import { useIdentity, type TokensShown } from '../../../../testkit/identity';
import type { SeededOrganization } from '../../../../testkit/seed';
import { codes, dataOf } from '../../../../testkit/subgraph';

const graph = useIdentity();

const ASSIGN = `mutation Assign($input: AssignRoleInput!) { assignRole(input: $input) { userErrors { code } } }`;
const REFRESH = `mutation R($input: RefreshTokensInput!) { refreshTokens(input: $input) { tokens { accessToken refreshToken } } }`;

let org: SeededOrganization;
let tokens: TokensShown;
const closing: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  org = await graph.seed();
  tokens = await graph.logIn(org.manager);
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const assign = (roleKey: string, userId = org.manager.userId) =>
  graph.execute(org.owner.viewer, ASSIGN, { input: { userId, roleKey } });
const versionIn = (token: string): number => (jwt.decode(token) as AccessClaims).pv;
const refresh = async ({ refreshToken }: { refreshToken: string }): Promise<TokensShown> =>
  dataOf(await graph.execute(null, REFRESH, { input: { refreshToken } })).refreshTokens.tokens;

/** Another process's list: its own connection and role. */
async function follow(part: 'gateway' | 'crm' | 'estimates'): Promise<PermissionChanges> {
  const url = await graph.parts.database.urlFor(part);
  const broadcast = createBroadcast(url, silentLogger());
  const registry = openSessionRegistry(url);
  const changes = await followPermissionChanges(broadcast, () => registry.loadPermissionChanges());
  closing.push(async () => {
    changes.close();
    await Promise.all([broadcast.close(), registry.close()]);
  });
  return changes;
}

async function sender(): Promise<Broadcast> {
  const broadcast = createBroadcast(await graph.parts.database.urlFor('identity'), silentLogger());
  closing.push(() => broadcast.close());
  return broadcast;
}

const verifierWith = ({ isOutdated }: PermissionChanges) =>
  createTokenVerifier({ keys: graph.keys, isRevoked: () => false, isOutdated });

it('every process refuses a token from before a change as soon as it hears of it, and takes the refreshed one', async () => {
  const parts = await Promise.all([follow('gateway'), follow('crm'), follow('estimates')]);
  const verifiers = parts.map(verifierWith);
  await Promise.all(verifiers.map((verifier) => verifier.verify(tokens.accessToken)));
  const other = await graph.logIn(org.estimator);
  graph.announced.splice(0);
  await assign('viewer');
  const heard = graph.announced.filter(({ channel }) => channel === PERMISSIONS_CHANGED);
  expect(heard).toHaveLength(1);
  const broadcast = await sender();
  for (const { channel, message } of heard) await broadcast.publish(channel, message);
  const refusals = async () =>
    (await Promise.allSettled(verifiers.map((one) => one.verify(tokens.accessToken)))).flatMap((result) =>
      result.status === 'rejected' ? [result.reason as Error] : [],
    );
  while ((await refusals()).length < verifiers.length) await sleep(5);
  // To a client it is as an expired one: a new token of the same session will do.
  expect((await refusals()).every(isExpired)).toBe(true);
  const next = await refresh(tokens);
  for (const verifier of verifiers) {
    expect([...(await verifier.verify(next.accessToken)).permissions]).toEqual(
      ROLE_PRESETS.viewer.permissions,
    );
    await verifier.verify(other.accessToken);
  }
});

it('a process that starts later, or missed the message, reads the list', async () => {
  await assign('viewer');
  await expect(verifierWith(await follow('crm')).verify(tokens.accessToken)).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED' },
  });
});

it('a reading that fails is tried again', async () => {
  let failures = 2;
  const url = await graph.parts.database.urlFor('gateway');
  const registry = openSessionRegistry(url);
  const broadcast = createBroadcast(url, silentLogger());
  const load = () => {
    failures -= 1;
    return failures >= 0 && failures < 2
      ? Promise.reject(new Error('down'))
      : registry.loadPermissionChanges();
  };
  failures = 3; // the first reading, at the start, is well
  const changes = await followPermissionChanges(broadcast, load);
  closing.push(async () => {
    changes.close();
    await Promise.all([broadcast.close(), registry.close()]);
  });
  const verifier = verifierWith(changes);
  await verifier.verify(tokens.accessToken);
  await assign('viewer');
  await broadcast.publish(PERMISSIONS_CHANGED, {});
  const isRefused = () =>
    verifier.verify(tokens.accessToken).then(
      () => false,
      () => true,
    );
  while (!(await isRefused())) await sleep(5);
});

it.each<[string, () => Promise<unknown>]>([
  ['another role, with the same number of its own', () => assign('estimator')],
  ['there and back', () => assign('viewer').then(() => assign('manager'))],
  [
    "the role's permissions, by whoever changes them",
    () =>
      graph.sql(
        `UPDATE identity.roles SET permissions = '{crm:read}' WHERE org_id = $1 AND key = 'manager'`,
        [org.org.id],
      ),
  ],
])('the number in the tokens grows with %s', async (_what, change) => {
  const before = versionIn(tokens.accessToken);
  await change();
  expect(versionIn((await refresh(tokens)).accessToken)).toBeGreaterThan(before);
});

it('nothing else makes it grow', async () => {
  const before = versionIn(tokens.accessToken);
  await assign('manager');
  await assign('viewer', org.estimator.userId);
  await graph.sql(`UPDATE identity.roles SET name = 'Chief' WHERE org_id = $1`, [org.org.id]);
  expect(versionIn((await refresh(tokens)).accessToken)).toBe(before);
});

describe('where the organisation ends sessions at the loss of a permission', () => {
  beforeEach(() =>
    graph.sql('UPDATE identity.organizations SET end_sessions_on_role_loss = true WHERE org_id = $1', [
      org.org.id,
    ]),
  );
  const refreshed = () => graph.execute(null, REFRESH, { input: { refreshToken: tokens.refreshToken } });

  it('a lesser role ends them', async () => {
    await assign('viewer');
    const { errors } = await refreshed();
    expect(errors[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED', reason: 'SESSION_ENDED' });
  });

  it('a greater one does not', async () => {
    await assign('admin');
    expect(codes(await refreshed())).toEqual([]);
  });
});
