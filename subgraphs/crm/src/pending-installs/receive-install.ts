import type { EntityManager } from 'typeorm';
import { hashToken, randomToken } from '../../../../service-kit/auth/secrets';
import { newId } from '../../../../service-kit/data/ids';
import { InputRejected } from '../../../../service-kit/errors/user-errors';
import { parseEmail } from '../../../../service-kit/mail/email-address';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { accountOf } from '../connections/connect-account';
import { secretPurpose } from '../credentials/integration-secrets';
import { KommoError } from '../kommo/kommo-error';
import { exchangeCode, type TokenPair } from '../kommo/oauth-api';
import { parseUser, type AccountRow } from '../kommo/rows';
import { accountAddress, isSubdomain, subdomainOfHost } from '../kommo/settings';
import type { CrmRuntime } from '../runtime';
import { installPurpose } from './pending-install';

/*
 * An install that was begun inside Kommo (kommo-api.md 1.3; docs/decisions/0027): Kommo's server, or the browser, brings a code without a
 * state. It tells of which account it is, not who may have it here. So the code is exchanged at once, for it lives twenty minutes and is
 * never sent again, and the pair waits, sealed, in each organisation that holds the integration with the very secret that Kommo took.
 * Nothing is copied before a person proves that they installed it.
 */

/** A day, and never beyond the access token: nobody renews it while it waits. */
const LONGEST_WAIT_MS = 24 * 3_600_000;
/** Unclaimed installs that an organisation keeps. None that waits is pushed out: a further one is told that there is no room. */
const MOST_WAITING = 50;
/** Secrets that are tried: an organisation that saves a foreign integration's id does not know its secret. */
const MOST_SECRETS = 5;
/** Organisations that share an integration. */
const MOST_HOLDERS = 50;

/** Thrown where as many installs wait already as may, in each organisation that could have this one. */
export class InstallsFull extends Error {
  override readonly name = 'InstallsFull';
}

/** What Kommo's call brought. */
export interface InstallCall {
  code: string;
  referer: string;
  clientId: string;
}

/** What the page may tell of an install that waits now. */
export interface ReceivedInstall {
  accountName: string;
  subdomain: string;
  claimCode: string;
}

interface Holder {
  orgId: string;
  clientSecret: string;
  redirectUri: string;
}

type Installed = TokenPair & { account: AccountRow; email: string | null; holders: readonly Holder[] };

const CLIENT_ID = /^[0-9a-f-]{36}$/i;
const LONGEST_CODE = 5_000;

/**
 * Takes an install in.
 *
 * @returns null where there is nothing to keep: nobody here holds the integration, or Kommo does not take the code
 * @throws InstallsFull
 */
export async function receiveInstall(
  runtime: CrmRuntime,
  call: InstallCall,
): Promise<ReceivedInstall | null> {
  const code = call.code.trim();
  if (code === '' || code.length > LONGEST_CODE || !CLIENT_ID.test(call.clientId)) return null;
  const subdomain = subdomainOfHost(runtime.settings, call.referer.trim().toLowerCase());
  if (subdomain === null) return null;
  const holders = await holdersOf(runtime, call.clientId);
  const installed = await redeemCode(runtime, { code, clientId: call.clientId, subdomain }, holders);
  if (!installed) return null;
  const { account } = installed;
  const place = isSubdomain(account.subdomain) ? account.subdomain : subdomain;
  const claimCode = randomToken();
  const wait = {
    clientId: call.clientId,
    subdomain: place,
    codeHash: hashToken(claimCode),
    installId: newId(),
  };
  let kept = 0;
  for (const { orgId } of installed.holders.slice(0, MOST_HOLDERS)) {
    const isKept = await inOrganization(runtime.source, orgId, (db) =>
      keep(runtime, db, orgId, { ...installed, ...wait }),
    );
    if (isKept) kept += 1;
    else runtime.log.warn({ orgId }, 'no further install can wait to be claimed');
  }
  if (kept === 0) throw new InstallsFull();
  runtime.log.info({ organizations: kept }, 'an install waits to be claimed');
  return { accountName: account.name, subdomain: place, claimCode };
}

/** Organisations that hold an integration, with its secret as each has it; the oldest first. */
async function holdersOf(runtime: CrmRuntime, clientId: string): Promise<Holder[]> {
  const rows = (await runtime.source.query('SELECT * FROM crm.integrations_by_age($1)', [clientId])) as {
    org_id: string;
    id: string;
    client_secret_sealed: string;
    redirect_uri: string;
  }[];
  return rows.flatMap(({ org_id: orgId, id, client_secret_sealed: sealed, redirect_uri: redirectUri }) => {
    try {
      const clientSecret = runtime.keyRing.open(sealed, secretPurpose({ orgId, id }));
      return [{ orgId, clientSecret, redirectUri }];
    } catch (error) {
      runtime.log.error({ err: error, orgId }, 'a secret key could not be opened');
      return [];
    }
  });
}

/** @returns what Kommo gave for the code, with the organisations whose secret it took */
async function redeemCode(
  runtime: CrmRuntime,
  grant: { code: string; clientId: string; subdomain: string },
  holders: readonly Holder[],
): Promise<Installed | null> {
  const { code, clientId, subdomain } = grant;
  const tried = [...new Map(holders.map((holder) => [holder.clientSecret, holder])).values()];
  for (const { clientSecret, redirectUri } of tried.slice(0, MOST_SECRETS)) {
    try {
      const pair = await exchangeCode(runtime, subdomain, { clientId, clientSecret, redirectUri }, code);
      const account = await accountOf(runtime, { subdomain, accessToken: pair.accessToken });
      const email = await emailOf(runtime, subdomain, pair.accessToken, account.current_user_id);
      const sharing = holders.filter((holder) => holder.clientSecret === clientSecret);
      return { ...pair, account, email, holders: sharing };
    } catch (error) {
      if (!(error instanceof KommoError || error instanceof InputRejected)) throw error;
      runtime.log.info({ err: error }, 'kommo does not take the code of an install');
    }
  }
  return null;
}

/** The address of whoever gave consent: the token acts with their rights. */
async function emailOf(
  runtime: CrmRuntime,
  subdomain: string,
  accessToken: string,
  userId: string | null,
): Promise<string | null> {
  if (userId === null) return null;
  try {
    const { body } = await runtime.http.send({
      method: 'GET',
      url: `${accountAddress(runtime.settings, subdomain)}/api/v4/users/${userId}`,
      headers: { authorization: `Bearer ${accessToken}` },
    });
    const user = parseUser(body);
    return user.id === userId ? (parseEmail(user.email ?? '')?.emailKey ?? null) : null;
  } catch (error) {
    if (!(error instanceof KommoError)) throw error;
    return null; // the claim code is left
  }
}

type Waiting = Installed & { clientId: string; subdomain: string; codeHash: Buffer; installId: string };

/** Puts it in place of an earlier install of the same account. @returns false when as many wait as may */
async function keep(
  runtime: CrmRuntime,
  db: EntityManager,
  orgId: string,
  install: Waiting,
): Promise<boolean> {
  const ref = { orgId, id: newId() };
  const { account, accessToken, refreshToken, expiresIn } = install;
  const issuedAt = new Date();
  const waitMs = Math.min(LONGEST_WAIT_MS, expiresIn * 900);
  const [waiting] = (await db.query(
    `SELECT count(*)::int AS count FROM crm.pending_installs WHERE org_id = $1 AND account_id <> $2 AND expires_at > now()`,
    [orgId, account.id],
  )) as [{ count: number }];
  if (waiting.count >= MOST_WAITING) return false;
  await db.query(
    'DELETE FROM crm.pending_installs WHERE org_id = $1 AND (account_id = $2 OR expires_at <= now())',
    [orgId, account.id],
  );
  await db.query(
    `INSERT INTO crm.pending_installs (org_id, id, install_id, client_id, account_id, subdomain, account_name, installer_email,
       code_hash, access_token_sealed, refresh_token_sealed, issued_at, token_expires_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      orgId,
      ref.id,
      install.installId,
      install.clientId,
      account.id,
      install.subdomain,
      account.name,
      install.email,
      install.codeHash,
      runtime.keyRing.seal(accessToken, installPurpose(ref, 'access_token')),
      runtime.keyRing.seal(refreshToken, installPurpose(ref, 'refresh_token')),
      issuedAt,
      new Date(issuedAt.getTime() + expiresIn * 1_000),
      new Date(issuedAt.getTime() + waitMs),
    ],
  );
  return true;
}
