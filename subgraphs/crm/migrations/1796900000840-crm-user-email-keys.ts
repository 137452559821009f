import type { MigrationInterface, QueryRunner } from 'typeorm';
import { parseEmail } from '../../../service-kit/mail/email-address';
import { createIndexBeside } from '../../../service-kit/postgres/migration-sql';
import { FIND_MEMBER, KEY, TRIGGERS } from './1796800000503-tell-leads';

const PER_COMMIT = 1_000;
const FIRST = '00000000-0000-0000-0000-000000000000';
const INDEX = 'crm.crm_users_by_email_key';

/**
 * What a person of Kommo is found by: the key that was stored for the address they have now, as `parseEmail` makes it. The version before stores
 * addresses without one; then it is what SQL can make of the address, which is the same but for domains in letters.
 */
const keyOf = (alias = ''): string =>
  `CASE WHEN ${alias}keyed_email = ${alias}email THEN ${alias}email_key ELSE ${KEY.replace('email', `${alias}email`)} END`;

const inPlace = (sql: string): string => sql.replace('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION');

/** A function in place of the one that is there, with another expression in it. */
function altered(sql: string, from: string, to: string): string {
  if (!sql.includes(from)) throw new Error(`There is no ${from} to replace.`);
  return inPlace(sql).replaceAll(from, to);
}

const triggerFunction = (name: string): string =>
  TRIGGERS.find((sql) => sql.includes(`CREATE FUNCTION crm.${name}()`)) ?? '';

const MEMBERS = triggerFunction('tell_changed_members');
const USERS = triggerFunction('tell_changed_users');

/**
 * People of Kommo and members are compared by keys of one kind: `ivan@bücher.example` of Kommo is the member who has confirmed
 * `ivan@xn--bcher-kva.example`. Keys of a thousand people are written in a transaction; it may run again. The column `keyed_email` and
 * the former index go a release later, when whatever stores an address stores its key.
 */
export class CrmUserEmailKeys1796900000840 implements MigrationInterface {
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE crm.crm_users ADD COLUMN IF NOT EXISTS email_key text, ADD COLUMN IF NOT EXISTS keyed_email text',
    );
    await createIndexBeside(runner, INDEX, `ON crm.crm_users (org_id, (${keyOf()}))`);
    await runner.query(altered(FIND_MEMBER, KEY, keyOf()));
    await runner.query(altered(MEMBERS, KEY, keyOf()));
    await runner.query(
      altered(
        USERS,
        '(f.name, f.email) IS DISTINCT FROM (c.name, c.email)',
        `(f.name, ${keyOf('f.')}) IS DISTINCT FROM (c.name, ${keyOf('c.')})`,
      ),
    );
    const orgs = (await runner.query('SELECT org_id AS id FROM crm.connected_organizations()')) as {
      id: string;
    }[];
    for (const { id } of orgs) {
      for (let after: string | null = FIRST; after !== null;) after = await storeKeys(runner, id, after);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const sql of [FIND_MEMBER, MEMBERS, USERS]) await runner.query(inPlace(sql));
    await runner.query(`DROP INDEX IF EXISTS ${INDEX}`);
    await runner.query(
      'ALTER TABLE crm.crm_users DROP COLUMN IF EXISTS email_key, DROP COLUMN IF EXISTS keyed_email',
    );
  }
}

/** Stores the keys that SQL does not come to. @returns the last person that was looked at; null when there are no more */
async function storeKeys(runner: QueryRunner, orgId: string, after: string): Promise<string | null> {
  await runner.startTransaction();
  try {
    await runner.query(`SELECT set_config('app.org_id', $1, true)`, [orgId]);
    const people = (await runner.query(
      `SELECT id, email, ${KEY} AS former FROM crm.crm_users
        WHERE org_id = $1 AND id > $2 AND email IS NOT NULL ORDER BY id LIMIT ${PER_COMMIT} FOR NO KEY UPDATE`,
      [orgId, after],
    )) as { id: string; email: string; former: string }[];
    const keys = people.flatMap(({ id, email, former }) => {
      const emailKey = parseEmail(email)?.emailKey;
      return emailKey === undefined || emailKey === former ? [] : [{ id, email, emailKey }];
    });
    if (keys.length > 0) {
      await runner.query(
        `UPDATE crm.crm_users person SET email_key = given.email_key, keyed_email = given.email
           FROM unnest($2::uuid[], $3::text[], $4::text[]) AS given (id, email, email_key)
          WHERE person.org_id = $1 AND person.id = given.id`,
        [
          orgId,
          keys.map(({ id }) => id),
          keys.map(({ email }) => email),
          keys.map(({ emailKey }) => emailKey),
        ],
      );
    }
    await runner.commitTransaction();
    return people.length < PER_COMMIT ? null : (people.at(-1)?.id ?? null);
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  }
}
