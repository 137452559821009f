import type { EntityManager } from 'typeorm';
import { reject } from '../../../../service-kit/errors/user-errors';
import { read, withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import type { SaveOidcProviderInput } from '../generated/types';
import {
  checkRoleChoice,
  findRole,
  lockRoles,
  ownRoleWith,
  refuseBelowAnyRole,
  refuseMoreThanOwn,
} from '../roles/role-rules';
import { Mistakes } from '../users/mistakes';
import { secretPurpose, type OidcDomainRow, type OidcProviderRow } from './oidc';
import { discover } from './provider-client';
import { tellOfProvider } from './provider-mail';

const MAX_LENGTH = 500;
const MAX_SECRET_LENGTH = 1_000;

/** The organisation's provider; null when it has none. @param db a transaction inside the organisation */
export async function readProvider(db: EntityManager, orgId: string): Promise<OidcProviderRow | null> {
  const [row] = (await db.query(
    `SELECT org_id AS "orgId", issuer, client_id AS "clientId", client_secret_sealed AS "clientSecretSealed",
            role_id AS "roleId", is_enabled AS "isEnabled", saved_at AS "savedAt"
       FROM identity.oidc_providers WHERE org_id = $1`,
    [orgId],
  )) as OidcProviderRow[];
  return row ?? null;
}

/** The caller's organisation's. */
export const getProvider = (ctx: Context): Promise<OidcProviderRow | null> =>
  read(ctx, (db) => readProvider(db, ctx.viewer.orgId));

/** Its domains, by name. */
export const listDomains = (ctx: Context): Promise<OidcDomainRow[]> =>
  read(
    ctx,
    (db) =>
      db.query(
        `SELECT domain, challenge, verified_at AS "verifiedAt" FROM identity.oidc_domains
          WHERE org_id = $1 ORDER BY domain`,
        [ctx.viewer.orgId],
      ) as Promise<OidcDomainRow[]>,
  );

/**
 * Saves the organisation's provider, in place of the one before, after asking it who it is. Another issuer or client, and turning it on
 * or off, take every permission that somebody here has: the provider says who is an owner.
 *
 * @throws GraphQLError NOT_FOUND for a role that is not of this organisation; FORBIDDEN when the caller lost `organization:write`
 * @throws InputRejected with every mistake; ROLE_EXCEEDS_YOURS, PROVIDER_UNREACHABLE, PROVIDER_INVALID
 */
export async function saveProvider(ctx: Context, input: SaveOidcProviderInput): Promise<void> {
  checkRoleChoice(input);
  const { orgId, userId } = ctx.viewer;
  await read(ctx, (db) => findRole(db, orgId, input)); // before anything else is said of it, or anybody is called
  const { issuer, clientId } = checkInput(ctx, input);
  const known = await getProvider(ctx);
  const isSame = known?.issuer === issuer && known.clientId === clientId;
  if (input.clientSecret == null && !isSame)
    throw reject(
      'SECRET_REQUIRED',
      'clientSecret',
      'Give the secret: another issuer or client has another one.',
    );
  const clientSecret =
    input.clientSecret ?? ctx.secrets.open(known?.clientSecretSealed ?? '', secretPurpose(orgId));
  await discover(ctx, { issuer, clientId, clientSecret }, 'issuer');
  await withTransaction(ctx, async (ctx) => {
    const { transaction: db, viewer } = ctx;
    await lockRoles(db, orgId);
    const own = await ownRoleWith(db, viewer, 'organization:write');
    const role = await findRole(db, orgId, input);
    refuseMoreThanOwn(own, [role], input.roleId == null ? 'roleKey' : 'roleId');
    const before = await readProvider(db, orgId);
    const isAnother =
      before?.issuer !== issuer || before.clientId !== clientId || before.isEnabled !== input.isEnabled;
    if (isAnother) await refuseBelowAnyRole(db, viewer, 'organization:write', 'issuer');
    await db.query(
      `INSERT INTO identity.oidc_providers (org_id, issuer, client_id, client_secret_sealed, role_id, is_enabled, saved_by_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (org_id) DO UPDATE SET issuer = excluded.issuer, client_id = excluded.client_id,
         client_secret_sealed = excluded.client_secret_sealed, role_id = excluded.role_id,
         is_enabled = excluded.is_enabled, saved_by_id = excluded.saved_by_id, saved_at = clock_timestamp()`,
      [
        orgId,
        issuer,
        clientId,
        ctx.secrets.seal(clientSecret, secretPurpose(orgId)),
        role.id,
        input.isEnabled,
        userId,
      ],
    );
    if (isAnother) await tellOfProvider(ctx, db, { issuer, isEnabled: input.isEnabled });
    void ctx.afterCommit(() => ctx.bell?.ring(orgId));
    ctx.log.info({ issuer }, 'OpenID Connect provider saved');
  });
}

function checkInput(ctx: Context, input: SaveOidcProviderInput): { issuer: string; clientId: string } {
  const mistakes = new Mistakes();
  const issuer = mistakes.try(() => checkIssuer(ctx, input.issuer.trim())) ?? '';
  const clientId = input.clientId.trim();
  mistakes.try(() => {
    if (clientId === '' || clientId.length > MAX_LENGTH || !/^[\x20-\x7e]+$/.test(clientId))
      throw reject('INVALID_CLIENT_ID', 'clientId', 'Copy the client id from the provider.');
  });
  mistakes.try(() => {
    const { clientSecret } = input;
    if (clientSecret != null && (clientSecret === '' || clientSecret.length > MAX_SECRET_LENGTH))
      throw reject(
        'INVALID_CLIENT_SECRET',
        'clientSecret',
        'Copy the whole client secret from the provider.',
      );
  });
  mistakes.throwIfAny();
  return { issuer, clientId };
}

/** It is compared byte by byte (OpenID Connect Core 1.0, 3.1.3.7), so it is kept as given. */
function checkIssuer(ctx: Context, issuer: string): string {
  const wrong = () =>
    reject('INVALID_ISSUER', 'issuer', 'Copy the issuer from the provider: https://…, without ? and #.');
  if (issuer.length > MAX_LENGTH || !/^[\x21-\x7e]+$/.test(issuer) || !URL.canParse(issuer)) throw wrong();
  const { protocol, search, hash, username, password } = new URL(issuer);
  if (search !== '' || hash !== '' || username !== '' || password !== '') throw wrong();
  if (protocol !== 'https:' && !ctx.oidc.isTrusted(issuer)) throw wrong();
  return issuer;
}

/** Forgets the provider, and who is who there; its domains stay. Nobody is logged out. @throws InputRejected NO_PROVIDER */
export async function deleteProvider(
  ctx: Context,
  { issuer }: { issuer?: string | null },
): Promise<{ issuer: string }> {
  return withTransaction(ctx, async ({ transaction: db, viewer: { orgId } }) => {
    const [[gone]] = (await db.query(
      'DELETE FROM identity.oidc_providers WHERE org_id = $1 AND ($2::text IS NULL OR issuer = $2) RETURNING issuer',
      [orgId, issuer ?? null],
    )) as [{ issuer: string }[], number];
    if (!gone) throw reject('NO_PROVIDER', issuer == null ? '' : 'issuer', 'There is no such provider.');
    await db.query('DELETE FROM identity.oidc_identities WHERE org_id = $1', [orgId]);
    return gone;
  });
}
