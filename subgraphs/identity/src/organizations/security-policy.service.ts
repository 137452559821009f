import { addressAllowed, isNetwork } from '../../../../service-kit/auth/allowed-addresses';
import { isIP } from 'node:net';
import type { EntityManager } from 'typeorm';
import { read, withTransaction } from '../../../../service-kit/subgraph/context';
import { reject } from '../../../../service-kit/errors/user-errors';
import type { Context } from '../context';
import type { MinimumAppVersionInput, UpdateSecurityPolicyInput } from '../generated/types';
import { APP_TYPE, APP_VERSION, OWN_PAGES_APP } from '../../../../service-kit/http/device-headers';
import { readWebAddress } from '../../../../service-kit/http/web-address';
import type { MinimumAppVersion } from '../sessions/device-rules';
import { proofOfSession } from '../sessions/enter';
import { deviceRefusal } from '../sessions/entry-rules';
import { lifetimeOf } from '../sessions/sessions.service';
import { Mistakes } from '../users/mistakes';
import { refuseUnverified } from '../users/verified';
import { Organization } from './organization.entity';

/*
 * What an organisation demands of its people's sessions. It holds at the start of a session and at each refresh
 * (`sessions/entry-rules.ts`). Who changes it can't lock themselves out.
 */

const MIN_MINUTES = 5;
const MAX_IDLE_MINUTES = 14 * 24 * 60;
const MAX_MINUTES = 60 * 24 * 60;
const MAX_NETWORKS = 100;
const MAX_APPS = 20;

type Policy = Pick<
  Organization,
  | 'secondFactorRequired'
  | 'sessionIdleMinutes'
  | 'sessionMaxMinutes'
  | 'allowedNetworks'
  | 'unverifiedLogIn'
  | 'endSessionsOnRoleLoss'
  | 'deviceHeadersRequired'
  | 'minimumAppVersions'
>;

/** The policy of the caller's organisation. */
export const readSecurityPolicy = (ctx: Context): Promise<Organization> =>
  read(ctx, (db) => db.getRepository(Organization).findOneByOrFail({ id: ctx.viewer.orgId }));

/**
 * Changes the policy; sessions that are there are shortened at once.
 *
 * @throws InputRejected with every mistake; EMAIL_NOT_VERIFIED for a caller whose own address is not confirmed; SECOND_FACTOR_FIRST,
 *   OWN_ADDRESS_LEFT_OUT, OWN_DEVICE_LEFT_OUT for what would lock the caller out
 */
export async function updateSecurityPolicy(
  ctx: Context,
  input: UpdateSecurityPolicyInput,
): Promise<Organization> {
  const changes = readChanges(input);
  return withTransaction(ctx, async (ctx) => {
    const { transaction: db, viewer } = ctx;
    const { orgId } = viewer;
    // Whoever registered an address that is not theirs would keep its owner out by it, for whom no other account can be made.
    if (Object.keys(changes).length > 0) await refuseUnverified(db, viewer.userId);
    await refuseOwnLockOut(ctx, db, changes);
    if (Object.keys(changes).length > 0) {
      await db.getRepository(Organization).update({ id: orgId }, changes);
      ctx.log.info({ userId: viewer.userId, changes }, 'security policy changed');
    }
    const policy = await db.getRepository(Organization).findOneByOrFail({ id: orgId });
    if ('sessionIdleMinutes' in changes || 'sessionMaxMinutes' in changes) await shortenSessions(db, policy);
    return policy;
  });
}

function readChanges(input: UpdateSecurityPolicyInput): Partial<Policy> {
  const mistakes = new Mistakes();
  const changes: Partial<Policy> = {};
  const switches = [
    'secondFactorRequired',
    'unverifiedLogIn',
    'endSessionsOnRoleLoss',
    'deviceHeadersRequired',
  ] as const;
  for (const name of switches) {
    const value = input[name];
    if (value == null) continue; // null is no choice: it stays
    changes[name] = value;
  }
  const limits = { sessionIdleMinutes: MAX_IDLE_MINUTES, sessionMaxMinutes: MAX_MINUTES } as const;
  for (const name of ['sessionIdleMinutes', 'sessionMaxMinutes'] as const) {
    const value = input[name];
    if (value === undefined) continue;
    changes[name] = mistakes.try(() => minutes(value, name, limits[name])) ?? null;
  }
  if (input.allowedNetworks !== undefined) {
    changes.allowedNetworks = mistakes.try(() => networks(input.allowedNetworks ?? [])) ?? [];
  }
  if (input.minimumAppVersions !== undefined) {
    changes.minimumAppVersions = mistakes.try(() => minimumVersions(input.minimumAppVersions ?? [])) ?? [];
  }
  mistakes.throwIfAny();
  return changes;
}

/** The product's own limit is kept as null: should it change, it changes for whoever did not choose. */
function minutes(value: number | null, path: string, most: number): number | null {
  if (value === null || value === most) return null;
  if (value < MIN_MINUTES || value > most)
    throw reject('OUT_OF_RANGE', path, `${MIN_MINUTES} to ${most} minutes.`);
  return value;
}

function networks(given: readonly string[]): string[] {
  if (given.length > MAX_NETWORKS)
    throw reject('TOO_MANY', 'allowedNetworks', `At most ${MAX_NETWORKS} networks.`);
  return [...new Set(given.map((text, index) => network(text, `allowedNetworks.${index}`)))];
}

function network(text: string, path: string): string {
  if (!isNetwork(text.trim()))
    throw reject('INVALID_NETWORK', path, 'Write a network such as 192.0.2.0/24, or one address.');
  const [address = '', bits] = text.trim().toLowerCase().split('/');
  return `${address}/${bits ?? (isIP(address) === 6 ? 128 : 32)}`;
}

function minimumVersions(given: readonly MinimumAppVersionInput[]): MinimumAppVersion[] {
  if (given.length > MAX_APPS) throw reject('TOO_MANY', 'minimumAppVersions', `At most ${MAX_APPS} apps.`);
  const seen = new Set<string>();
  return given.map(({ appType, version, updateUrl }, index) => {
    const path = `minimumAppVersions.${index}`;
    if (!APP_TYPE.test(appType))
      throw reject(
        'INVALID_APP_TYPE',
        `${path}.appType`,
        'Letters, digits, ".", "_" and "-", 50 at most: "ios".',
      );
    if (appType.toLowerCase() === OWN_PAGES_APP)
      throw reject(
        'INVALID_APP_TYPE',
        `${path}.appType`,
        `"${OWN_PAGES_APP}" are the server's own pages, which have no version.`,
      );
    if (seen.has(appType.toLowerCase()))
      throw reject('DUPLICATE', `${path}.appType`, `"${appType}" stands in the list already.`);
    seen.add(appType.toLowerCase());
    if (!APP_VERSION.test(version))
      throw reject('INVALID_VERSION', `${path}.version`, 'Write a version such as 2.4.0.');
    const address = updateUrl == null ? null : readWebAddress(updateUrl);
    if (address === undefined)
      throw reject(
        'INVALID_URL',
        `${path}.updateUrl`,
        'Write an address that begins with https://, without a user name, 500 characters at most.',
      );
    return { appType, version, updateUrl: address };
  });
}

async function refuseOwnLockOut(ctx: Context, db: EntityManager, changes: Partial<Policy>): Promise<void> {
  const { viewer, facts } = ctx;
  await refuseOwnDevice(ctx, db, changes);
  if (changes.secondFactorRequired && (await proofOfSession(db, viewer)).secondFactorAt === null) {
    throw reject(
      'SECOND_FACTOR_FIRST',
      'secondFactorRequired',
      'Set up a second factor of your own first, and log in with it.',
    );
  }
  const { allowedNetworks } = changes;
  if (allowedNetworks && !addressAllowed(allowedNetworks, facts.ip)) {
    throw reject(
      'OWN_ADDRESS_LEFT_OUT',
      'allowedNetworks',
      `Your own address${facts.ip === null ? '' : `, ${facts.ip},`} is in none of these networks.`,
    );
  }
}

/** Whoever demands something of devices comes from one that fits. */
async function refuseOwnDevice(ctx: Context, db: EntityManager, changes: Partial<Policy>): Promise<void> {
  const { deviceHeadersRequired, minimumAppVersions } = changes;
  if (!deviceHeadersRequired && !minimumAppVersions?.length) return;
  const present = await db.getRepository(Organization).findOneByOrFail({ id: ctx.viewer.orgId });
  const refusal = deviceRefusal({ ...present, ...changes }, ctx.facts);
  if (!refusal) return;
  const path = refusal.code === 'DEVICE_HEADERS_REQUIRED' ? 'deviceHeadersRequired' : 'minimumAppVersions';
  throw reject('OWN_DEVICE_LEFT_OUT', path, `You would lock yourself out. ${refusal.message}`);
}

/** Sessions never get longer by it: who logged in under a shorter limit keeps that. */
async function shortenSessions(db: EntityManager, policy: Organization): Promise<void> {
  const { idle, max } = lifetimeOf(policy);
  await db.query(
    `UPDATE identity.sessions
        SET expires_at = least(expires_at, coalesce(began_at, created_at) + make_interval(mins => $3)),
            idle_expires_at = least(idle_expires_at, last_used_at + make_interval(mins => $2),
                                    expires_at, coalesce(began_at, created_at) + make_interval(mins => $3))
      WHERE org_id = $1 AND revoked_at IS NULL AND idle_expires_at > clock_timestamp()`,
    [policy.id, idle, max],
  );
}
