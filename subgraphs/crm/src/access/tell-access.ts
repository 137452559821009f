import type { EntityManager } from 'typeorm';
import { mailLanguage } from '../../../../service-kit/mail/languages';
import type { ConnectionRef, CrmRuntime } from '../runtime';
import { ACCESS_MAIL } from './access-mail';
import { CAPABILITIES, type AccessState, type Capability } from './capabilities';

/** What comes and goes is not written of more often. */
const QUIET = '6 hours';

interface Row {
  capability: Capability;
  state: AccessState;
  told_state: AccessState | null;
  is_sure: boolean;
  is_quiet: boolean;
}

/**
 * Writes to those who may connect accounts what Kommo has begun or ceased to allow since they were told; in the transaction that notes it
 * as told. One stray refusal is no loss: it is told of once Kommo has said so twice in a row.
 */
export async function tellChangedAccess(
  runtime: CrmRuntime,
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
): Promise<void> {
  const key = [orgId, connectionId];
  const rows = (await db.query(
    `SELECT capability, state, told_state, checked_at > since AS is_sure,
            coalesce(max(told_at) OVER () > now() - interval '${QUIET}', false) AS is_quiet
       FROM crm.connection_access WHERE org_id = $1 AND connection_id = $2`,
    key,
  )) as Row[];
  if (rows.some((row) => row.is_quiet)) return;
  const isAllowed = (state: AccessState | null) => state === 'ALLOWED';
  const changed = rows.filter(
    (row) =>
      row.told_state !== null &&
      isAllowed(row.told_state) !== isAllowed(row.state) &&
      (isAllowed(row.state) || row.is_sure),
  );
  if (changed.length === 0) return;
  const named = (isWon: boolean) =>
    CAPABILITIES.filter((one) =>
      changed.some((row) => row.capability === one && isAllowed(row.state) === isWon),
    );
  const [account] = (await db.query(
    'SELECT account_name AS account, subdomain FROM crm.connections WHERE org_id = $1 AND id = $2',
    key,
  )) as { account: string; subdomain: string }[];
  if (!account) return;
  const data = { ...account, lost: named(false), won: named(true) };
  const people = (await db.query(`SELECT * FROM identity.people_allowed('crm:connect')`)) as {
    email: string;
    locale: string | null;
  }[];
  for (const { email, locale } of people) {
    const language = mailLanguage(locale, null);
    await runtime.mailer.request(db, orgId, ACCESS_MAIL, { to: email, language, data });
  }
  await db.query(
    `UPDATE crm.connection_access SET told_state = state, told_at = now()
      WHERE org_id = $1 AND connection_id = $2 AND capability = ANY ($3::text[])`,
    [...key, changed.map((row) => row.capability)],
  );
  runtime.log.warn({ connectionId, lost: data.lost, won: data.won }, 'what kommo allows has changed');
}
