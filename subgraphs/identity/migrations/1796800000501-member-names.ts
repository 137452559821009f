import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  grantTo,
  makeSearchable,
  protectByOrganization,
  stopSearching,
} from '../../../service-kit/postgres/migration-sql';

/**
 * Languages whose order differs from that of CLDR's root, which serves all others: Swedish has its Ö after Z, Russian its
 * letters before Latin ones. Those that this PostgreSQL's ICU doesn't know are left out.
 */
const TAILORED = (
  'ar az be bg bs cs cy da el es et fa fi fil fo he hi hr hu hy is ja ka kk ko ky lt lv mk mn mt nb nn pl ro ru sk sl sq sr sv ' +
  'th tk tr uk ur uz vi zh'
).split(' ');
const ROOT = 'und';
const ROLE = 'cashcraft_identity';
const SAFE_PATH = 'SET search_path = pg_catalog, pg_temp';

/**
 * What members are sorted and searched by, in a table of its own: a person's name as each of their organisations sorts it. There
 * is an index for each order, and a row is in that of its organisation's language only.
 */
export class MemberNames1796800000501 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const languages = await tailoredHere(runner);
    await runner.query(FOLD);
    await runner.query(SEARCH_PATTERN);
    await runner.query(collationOf(languages));
    await runner.query(`ALTER TABLE identity.organizations
      ADD COLUMN sorting text NOT NULL GENERATED ALWAYS AS (identity.sorting_of(locale)) STORED`);
    await runner.query(`
      CREATE TABLE identity.member_names (
        org_id uuid NOT NULL,
        user_id uuid NOT NULL,
        name text NOT NULL,
        search_text text NOT NULL,
        sorting text NOT NULL,
        PRIMARY KEY (org_id, user_id),
        FOREIGN KEY (org_id, user_id) REFERENCES identity.memberships ON DELETE CASCADE
      )`);
    for (const language of [ROOT, ...languages]) {
      await runner.query(`CREATE INDEX member_names_${language} ON identity.member_names
        (org_id, name COLLATE pg_catalog."${language}-x-icu", user_id) WHERE sorting = '${language}'`);
    }
    await fill(runner);
    await protectByOrganization(runner, 'identity.member_names');
    await grantTo(runner, ROLE, 'SELECT ON identity.member_names');
    for (const sql of TRIGGERS) await runner.query(sql);
    // `users.name_key` and the search of `users` stay for the version before this one, which reads them. A later release drops them.
    await makeSearchable(runner, {
      table: 'identity.member_names',
      columns: ['org_id uuid NOT NULL', 'user_id uuid NOT NULL', 'search_text text NOT NULL'],
      key: 'org_id, user_id',
      id: 'user_id',
      visible: `org_id = (SELECT nullif(current_setting('app.org_id', true), '')::uuid)`,
      text: 'search_text',
      prefix: 'org_id',
      role: ROLE,
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await stopSearching(runner, 'identity.member_names');
    await runner.query(`
      DROP TRIGGER name_member ON identity.memberships;
      DROP TRIGGER rename_member ON identity.users;
      DROP TRIGGER sort_members ON identity.organizations;
      DROP FUNCTION identity.name_member(), identity.rename_member(), identity.sort_members()`);
    await runner.query('DROP TABLE identity.member_names');
    await runner.query('ALTER TABLE identity.organizations DROP COLUMN sorting');
    await runner.query(
      'DROP FUNCTION identity.sorting_of(text), identity.search_pattern(text), identity.fold(text)',
    );
  }
}

async function tailoredHere(runner: QueryRunner): Promise<string[]> {
  const rows = (await runner.query(
    `SELECT left(collname, -6) AS language FROM pg_collation
      WHERE collnamespace = 'pg_catalog'::regnamespace AND collprovider = 'i' AND left(collname, -6) = ANY ($1)`,
    [[ROOT, ...TAILORED]],
  )) as { language: string }[];
  const here = rows.map(({ language }) => language);
  if (!here.includes(ROOT)) {
    throw new Error(
      'This PostgreSQL was built without ICU, which sorts names. Use one that has it, as the packages of all distributions do.',
    );
  }
  return here.filter((language) => language !== ROOT);
}

/**
 * Case folded in all scripts, accents and compositions left out: İlker, ilker and İLKER are one, as are straße and STRASSE,
 * Παπαδόπουλος and ΠΑΠΑΔΟΠΟΥΛΟΣ, Ёлкин and елкин. Of ICU, so it is the same under any locale of the database.
 */
const FOLD = `
  CREATE FUNCTION identity.fold(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT replace(lower(upper(lower(
      regexp_replace(normalize(value, NFKD), '[\\u0300-\\u036f]', '', 'g')
      COLLATE pg_catalog."und-x-icu") COLLATE pg_catalog."und-x-icu") COLLATE pg_catalog."und-x-icu"), 'ς', 'σ')
  $$`;

/** The LIKE pattern of "contains this word": the word's own wildcards stand for themselves. */
const SEARCH_PATTERN = `
  CREATE FUNCTION identity.search_pattern(word text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT '%' || regexp_replace(identity.fold(word), '([\\\\%_])', '\\\\\\1', 'g') || '%'
  $$`;

const collationOf = (languages: readonly string[]): string => `
  CREATE FUNCTION identity.sorting_of(locale text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE
      WHEN lower(split_part(locale, '-', 1)) = 'no' THEN 'nb'
      WHEN lower(split_part(locale, '-', 1)) = ANY ('{${languages.join()}}') THEN lower(split_part(locale, '-', 1))
      ELSE '${ROOT}' END
  $$`;

const SORTED = (person: string): string => `${person}.last_name || ' ' || ${person}.first_name`;
const SEARCHED = (person: string): string =>
  `identity.fold(${SORTED(person)} || E'\\n' || ${person}.email || E'\\n' || ${person}.email_key)`;

/** The owner's rows, too, are behind row-level security; the tables are quiet while the migration runs. */
async function fill(runner: QueryRunner): Promise<void> {
  const tables = ['users', 'organizations', 'memberships'];
  for (const table of tables) await runner.query(`ALTER TABLE identity.${table} NO FORCE ROW LEVEL SECURITY`);
  await runner.query(`
    INSERT INTO identity.member_names (org_id, user_id, name, search_text, sorting)
    SELECT member.org_id, member.user_id, ${SORTED('person')}, ${SEARCHED('person')}, organization.sorting
      FROM identity.memberships member
      JOIN identity.users person ON person.id = member.user_id
      JOIN identity.organizations organization ON organization.org_id = member.org_id`);
  for (const table of tables) await runner.query(`ALTER TABLE identity.${table} FORCE ROW LEVEL SECURITY`);
}

/** As the owner, who is behind row-level security, too: inside the organisation at hand. */
const trigger = (name: string, work: string): string => `
  CREATE FUNCTION identity.${name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER ${SAFE_PATH} AS $$
  DECLARE
    kept_org text := coalesce(current_setting('app.org_id', true), '');
    kept_purpose text := coalesce(current_setting('app.purpose', true), '');
    org uuid;
  BEGIN
    ${work}
    PERFORM set_config('app.org_id', kept_org, true), set_config('app.purpose', kept_purpose, true);
    RETURN NULL;
  END $$`;

// FOR SHARE: a name or language that changes at once waits for the new member, or the member for it.
const TRIGGERS = [
  trigger(
    'name_member',
    `PERFORM set_config('app.org_id', NEW.org_id::text, true);
     INSERT INTO identity.member_names (org_id, user_id, name, search_text, sorting)
     SELECT NEW.org_id, NEW.user_id, ${SORTED('person')}, ${SEARCHED('person')}, organization.sorting
       FROM identity.users person, identity.organizations organization
      WHERE person.id = NEW.user_id AND organization.org_id = NEW.org_id FOR SHARE;`,
  ),
  trigger(
    'rename_member',
    `PERFORM set_config('app.purpose', 'log_in', true); -- which organisations the person is in
     FOR org IN SELECT member.org_id FROM identity.memberships member WHERE member.user_id = NEW.id LOOP
       PERFORM set_config('app.org_id', org::text, true);
       UPDATE identity.member_names SET name = ${SORTED('NEW')}, search_text = ${SEARCHED('NEW')}
        WHERE org_id = org AND user_id = NEW.id;
     END LOOP;`,
  ),
  trigger(
    'sort_members',
    `PERFORM set_config('app.org_id', NEW.org_id::text, true);
     UPDATE identity.member_names SET sorting = NEW.sorting WHERE org_id = NEW.org_id;`,
  ),
  `CREATE TRIGGER name_member AFTER INSERT ON identity.memberships FOR EACH ROW EXECUTE FUNCTION identity.name_member()`,
  `CREATE TRIGGER rename_member AFTER UPDATE OF first_name, last_name, email, email_key ON identity.users FOR EACH ROW
     WHEN ((OLD.first_name, OLD.last_name, OLD.email, OLD.email_key)
       IS DISTINCT FROM (NEW.first_name, NEW.last_name, NEW.email, NEW.email_key)) EXECUTE FUNCTION identity.rename_member()`,
  `CREATE TRIGGER sort_members AFTER UPDATE OF locale ON identity.organizations FOR EACH ROW
     WHEN (OLD.sorting IS DISTINCT FROM NEW.sorting) EXECUTE FUNCTION identity.sort_members()`,
];
