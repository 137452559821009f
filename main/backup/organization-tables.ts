import type { Client } from 'pg';
import { tablesOf, type Table } from './tables';

/*
 * What of the database is one organisation's: its rows in every table with an `org_id`, and the people who are its members. A table that is
 * neither, and is not named here with a reason, stops a backup: it is to be thought about.
 */

/** Tables that stay behind, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'identity.sessions': 'people log in again: what ended meanwhile would go on',
  'identity.refresh_tokens': 'of sessions',
  'identity.log_in_challenges': 'of a log-in under way',
  'identity.passkey_challenges': 'of a log-in under way',
  'identity.oidc_log_ins': 'of a log-in under way',
  'identity.remembered_devices': 'of sessions: such a device asks for the second factor once more',
  'identity.known_devices': 'of accounts, by a hash',
  'identity.log_in_attempts': 'of accounts, by a hash',
  'identity.account_tokens':
    'links that live for hours; they name the organisation from which they were asked for',
  'identity.email_changes': 'links that live for hours',
  'identity.searchable_users': 'always empty',
  'gateway.idempotency_keys': 'live for a day',
  'changes.versions': 'noted anew',
  'crm.account_pace': 'of Kommo’s accounts, whoever uses them',
};

/** A queue holds only word of jobs: workers find those by themselves. */
const LEFT_OUT_SCHEMA = /^bullmq\./;

/** Rows of people, by the column that names whose they are. */
const OF_PEOPLE: Readonly<Record<string, string>> = {
  'identity.users': 'id',
  'identity.muted_notices': 'user_id',
  'identity.passkeys': 'user_id',
  'identity.recovery_codes': 'user_id',
  'identity.totp_factors': 'user_id',
};

/** The audit, which outlives its organisation. */
export const isAudit = (table: string): boolean => table.startsWith('audit.');

/** Tables of people, the people first. */
export interface PeopleTable extends Table {
  /** The column that names whose a row is. */
  readonly person: string;
}

/** @returns what an organisation's backup holds. @throws Error for a table that nobody has thought about */
export async function organizationTables(client: Client): Promise<{ own: Table[]; people: PeopleTable[] }> {
  const tables = (await tablesOf(client)).filter(
    ({ name }) => !(name in LEFT_OUT) && !LEFT_OUT_SCHEMA.test(name),
  );
  const own = tables.filter(({ columns }) => columns.includes('org_id'));
  const others = tables.filter(({ columns }) => !columns.includes('org_id'));
  const people = others.map((table) => {
    const person = OF_PEOPLE[table.name];
    if (person === undefined)
      throw new Error(`${table.name} has no org_id: name it in main/backup/organization-tables.ts.`);
    return { ...table, person };
  });
  const isFirst = ({ name }: Table) => (name === 'identity.users' ? 0 : 1);
  return { own, people: people.toSorted((one, other) => isFirst(one) - isFirst(other)) };
}

/** The members of `$1`, active or not. */
export const MEMBERS = 'SELECT user_id FROM identity.memberships WHERE org_id = $1';
