import type { EntityManager } from 'typeorm';
import { hashToken, MAX_TOKEN_LENGTH } from '../../../../service-kit/auth/secrets';
import { checkId } from '../../../../service-kit/data/ids';
import { notFound } from '../../../../service-kit/errors/errors';
import { reject, type InputRejected } from '../../../../service-kit/errors/user-errors';
import { auditScopes, read } from '../../../../service-kit/subgraph/context';
import { connectAccount } from '../connections/connect-account';
import type { Connection } from '../connections/connection.entity';
import type { Context } from '../context';
import { KommoCredentials } from '../credentials/kommo-credentials.entity';
import type { ClaimKommoInstallInput } from '../generated/types';
import { KommoError } from '../kommo/kommo-error';
import { kommoRejection } from '../oauth/kommo-rejection';
import { openInstall, type PendingInstall, type StoredInstall } from './pending-install';

/** Whoever has the installer's address, and has confirmed that it is theirs. */
const IS_YOURS = `EXISTS (SELECT FROM crm.members m WHERE m.org_id = p.org_id AND m.user_id = $2 AND m.is_active
                            AND m.verified_email = p.installer_email)`;

/** What was installed from inside Kommo and waits, the newest first. */
export async function listPendingInstalls(ctx: Context): Promise<PendingInstall[]> {
  const { orgId, userId } = ctx.viewer;
  const rows = await read(
    ctx,
    async (db) =>
      (await db.query(
        `SELECT p.id, p.account_id AS "kommoAccountId", p.subdomain, p.account_name AS "accountName",
                p.installer_email AS "installedBy", ${IS_YOURS} AS "isYours", p.created_at AS "installedAt",
                p.expires_at AS "expiresAt"
           FROM crm.pending_installs p WHERE p.org_id = $1 AND p.expires_at > now() ORDER BY p.id DESC`,
        [orgId, userId],
      )) as PendingInstall[],
  );
  return rows.map((row) => ({ ...row, installedBy: row.installedBy && partOf(row.installedBy) }));
}

/** `m…@acme.com`: to know a colleague by, and no more. */
const partOf = (email: string): string => email.replace(/^(.?)[^@]*/u, '$1…');

/** Connects an account for whoever proves that they installed the integration there. @throws InputRejected, NOT_FOUND */
export async function claimKommoInstall(
  ctx: Context,
  input: ClaimKommoInstallInput,
): Promise<{ connection: Connection }> {
  const { orgId, userId } = ctx.viewer;
  const id = checkId(input.installId, 'PendingKommoInstall');
  const { install, clientId } = await read(ctx, async (db) => ({
    install: await findInstall(db, orgId, userId, id),
    clientId: (await db.findOneBy(KommoCredentials, { orgId }))?.clientId ?? null,
  }));
  if (!install) throw notFound('PendingKommoInstall');
  checkProof(install, input.claimCode ?? null);
  if (clientId?.toLowerCase() !== install.clientId.toLowerCase()) throw otherIntegration();
  const access = {
    subdomain: install.subdomain,
    authKind: 'OAUTH' as const,
    tokens: openInstall(ctx.crm.keyRing, install),
  };
  try {
    return {
      connection: await connectAccount(ctx.crm, { orgId, userId, audit: auditScopes(ctx) }, access, (db) =>
        take(db, install),
      ),
    };
  } catch (error) {
    if (!(error instanceof KommoError)) throw error;
    throw error.kind === 'unauthorized' ? installGone() : kommoRejection(error);
  }
}

/** Takes it out of every organisation that could have claimed it, in the transaction that connects. */
async function take(db: EntityManager, { installId }: StoredInstall): Promise<void> {
  const [row] = (await db.query('SELECT crm.take_install($1) AS taken', [installId])) as { taken: number }[];
  if (!row || row.taken === 0) throw notFound('PendingKommoInstall'); // somebody else was quicker
}

async function findInstall(
  db: EntityManager,
  orgId: string,
  userId: string,
  id: string,
): Promise<StoredInstall | null> {
  const [row] = (await db.query(
    `SELECT p.org_id AS "orgId", p.id, p.install_id AS "installId", p.client_id AS "clientId", p.subdomain,
            p.code_hash AS "codeHash", ${IS_YOURS} AS "isYours", p.access_token_sealed AS "accessTokenSealed",
            p.refresh_token_sealed AS "refreshTokenSealed", p.issued_at AS "issuedAt", p.token_expires_at AS "tokenExpiresAt"
       FROM crm.pending_installs p WHERE p.org_id = $1 AND p.id = $3 AND p.expires_at > now()`,
    [orgId, userId, id],
  )) as StoredInstall[];
  return row ?? null;
}

function checkProof({ codeHash, isYours }: StoredInstall, given: string | null): void {
  const code = given?.trim() ?? '';
  if (code === '') {
    if (isYours) return;
    throw reject(
      'CLAIM_NOT_PROVEN',
      'claimCode',
      'Give the claim code that the page after the install showed, or claim it as the person who installed it, with a confirmed address. Otherwise connect from here: startKommoOAuth.',
    );
  }
  if (code.length > MAX_TOKEN_LENGTH || !hashToken(code).equals(codeHash)) {
    throw reject('CLAIM_CODE_INVALID', 'claimCode', 'This is not the claim code of this install.');
  }
}

const otherIntegration = (): InputRejected =>
  reject(
    'INTEGRATION_OTHER',
    'installId',
    'A different integration is saved by now than the one that was installed. Connect from here: startKommoOAuth.',
  );

const installGone = (): InputRejected =>
  reject(
    'INSTALL_GONE',
    'installId',
    'Kommo no longer accepts this install: it was taken out of the account, or its secret was changed. Install it again.',
  );
