import { withTransaction } from '../../../../service-kit/subgraph/context';
import { newId } from '../../../../service-kit/data/ids';
import { defineRead } from '../../../../service-kit/data/read';
import { reject } from '../../../../service-kit/errors/user-errors';
import type { Context } from '../context';
import type { DeleteKommoCredentialsInput, SaveKommoCredentialsInput } from '../generated/types';
import { secretPurpose } from './integration-secrets';
import { KommoCredentials } from './kommo-credentials.entity';

const CLIENT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const MAX_LENGTH = 1_000;
const LEAST_SECRET = 16;

const readCredentials = defineRead<KommoCredentials>({
  entity: KommoCredentials,
  alias: 'credentials',
  keys: [],
  build: (query) => query.where('credentials.orgId = :orgId'),
});

/** The organisation's integration, or null; its secret stays sealed. */
export async function getKommoCredentials(ctx: Context): Promise<KommoCredentials | null> {
  return (await readCredentials(ctx))[0] ?? null;
}

/** Kommo compares it byte by byte, so it is kept as given, but it has to be an address a browser can go to. */
function checkRedirectUri(uri: string): string {
  const wrong = () =>
    reject(
      'REDIRECT_URI_INVALID',
      'redirectUri',
      'Give the whole address from the integration’s settings, beginning with https:// (or http:// for tests).',
    );
  if (uri.length > MAX_LENGTH || !/^[\x21-\x7e]+$/.test(uri) || !URL.canParse(uri)) throw wrong();
  const { protocol, hash } = new URL(uri);
  if (!['https:', 'http:'].includes(protocol) || hash !== '') throw wrong();
  return uri;
}

function checkInput(input: SaveKommoCredentialsInput): SaveKommoCredentialsInput {
  const clientId = input.clientId.trim();
  const clientSecret = input.clientSecret.trim();
  if (!CLIENT_ID.test(clientId)) {
    throw reject('CLIENT_ID_INVALID', 'clientId', 'The integration id is a UUID: copy it from Kommo.');
  }
  if (clientSecret.length < LEAST_SECRET || clientSecret.length > MAX_LENGTH) {
    throw reject('CLIENT_SECRET_INVALID', 'clientSecret', 'Copy the whole secret key from Kommo.');
  }
  return { clientId, clientSecret, redirectUri: checkRedirectUri(input.redirectUri.trim()) };
}

/** Saves the organisation's integration, in place of the one before. @throws InputRejected */
export async function saveKommoCredentials(ctx: Context, given: SaveKommoCredentialsInput) {
  const { clientId, clientSecret, redirectUri } = checkInput(given);
  const { orgId, userId } = ctx.viewer;
  const credentials = await withTransaction(ctx, async ({ transaction: db, crm }) => {
    // Before there is a row there is nothing to lock, and two people may save at once.
    await db.query(`SELECT pg_advisory_xact_lock(hashtextextended('crm.kommo_credentials ' || $1, 0))`, [
      orgId,
    ]);
    const known = await db.findOneBy(KommoCredentials, { orgId });
    const id = known?.id ?? newId();
    const row = {
      orgId,
      id,
      clientId,
      redirectUri,
      clientSecretSealed: crm.keyRing.seal(clientSecret, secretPurpose({ orgId, id })),
      secretHint: clientSecret.slice(-4),
      savedAt: new Date(),
      savedBy: userId,
    };
    await db.upsert(KommoCredentials, row, ['orgId', 'id']);
    return Object.assign(new KommoCredentials(), row);
  });
  ctx.log.info({}, 'kommo credentials saved');
  return { credentials };
}

/** Forgets the organisation's integration. @throws InputRejected when another one than the named is saved */
export async function deleteKommoCredentials(ctx: Context, { clientId }: DeleteKommoCredentialsInput) {
  const { orgId } = ctx.viewer;
  const deleted = await withTransaction(ctx, async ({ transaction: db }) => {
    const known = await db.findOne(KommoCredentials, {
      where: { orgId },
      lock: { mode: 'pessimistic_write' },
    });
    if (!known) return false;
    if (clientId != null && clientId !== known.clientId) {
      throw reject(
        'CLIENT_ID_OTHER',
        'clientId',
        'A different integration is saved. Check the integration id.',
      );
    }
    await db.delete(KommoCredentials, { orgId, id: known.id });
    return true;
  });
  return { deleted };
}
