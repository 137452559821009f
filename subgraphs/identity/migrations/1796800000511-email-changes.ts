import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo } from '../../../service-kit/postgres/migration-sql';

const ROLE = 'cashcraft_identity';
const purpose = (name: string): string => `current_setting('app.purpose', true) = '${name}'`;
const FUNCTIONS = [
  'identity.put_email_change(uuid, uuid, uuid, text, text, bytea)',
  'identity.find_email_change(bytea)',
  'identity.pending_email_change(uuid)',
  'identity.cancel_email_change(uuid)',
  'identity.apply_email_change(bytea, bytea)',
  'identity.find_email_undo(bytea)',
  'identity.undo_email_change(bytea, text)',
  'identity.clean_links(integer)',
];

/** Changes of the address that a person logs in with. The version before this one still runs on the result. */
export class EmailChanges1796800000511 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // `old_*` and `undo_*` are filled in when it is done. The session that asked for it is the one that stays.
    await runner.query(`
      CREATE TABLE identity.email_changes (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        user_id uuid NOT NULL REFERENCES identity.users ON DELETE CASCADE,
        from_org_id uuid NOT NULL,
        session_id uuid NOT NULL,
        new_email text NOT NULL CHECK (char_length(new_email) BETWEEN 3 AND 254),
        new_email_key text NOT NULL,
        token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
        requested_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
        expires_at timestamptz(3) NOT NULL,
        state text NOT NULL DEFAULT 'WAITING' CHECK (state IN ('WAITING', 'REPLACED', 'CANCELLED', 'CHANGED', 'UNDONE')),
        changed_at timestamptz(3),
        old_email text,
        old_email_key text,
        old_verified_at timestamptz(3),
        undo_hash bytea CHECK (octet_length(undo_hash) = 32),
        undo_expires_at timestamptz(3)
      )`);
    await runner.query(
      `CREATE UNIQUE INDEX email_changes_one_waiting ON identity.email_changes (user_id) WHERE state = 'WAITING'`,
    );
    await runner.query(
      'CREATE INDEX email_changes_by_user ON identity.email_changes (user_id, requested_at)',
    );
    await runner.query('CREATE INDEX email_changes_by_token ON identity.email_changes (token_hash)');
    await runner.query(
      'CREATE INDEX email_changes_by_undo ON identity.email_changes (undo_hash) WHERE undo_hash IS NOT NULL',
    );
    await runner.query(
      'CREATE INDEX email_changes_held ON identity.email_changes (old_email_key) WHERE undo_hash IS NOT NULL',
    );
    await runner.query('CREATE INDEX email_changes_by_end ON identity.email_changes (expires_at)');
    await runner.query('CREATE INDEX account_tokens_by_end ON identity.account_tokens (expires_at)');
    await runner.query('ALTER TABLE identity.email_changes ENABLE ROW LEVEL SECURITY');
    await runner.query('ALTER TABLE identity.email_changes FORCE ROW LEVEL SECURITY');
    const own = purpose('email_change');
    await runner.query(
      `CREATE POLICY email_changes ON identity.email_changes USING (${own}) WITH CHECK (${own})`,
    );
    await runner.query(
      `CREATE POLICY registers ON identity.email_changes FOR SELECT USING (${purpose('register')})`,
    );
    await grantTo(runner, ROLE, 'SELECT, INSERT, UPDATE, DELETE ON identity.email_changes');
    for (const sql of [PUT, FIND, PENDING, CANCEL, APPLY, FIND_UNDO, UNDO, CLEAN]) await runner.query(sql);
    for (const signature of FUNCTIONS) {
      await runner.query(`REVOKE EXECUTE ON FUNCTION ${signature} FROM PUBLIC`);
      await grantTo(runner, ROLE, `EXECUTE ON FUNCTION ${signature}`);
    }
    await runner.query(addUser(HELD));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(addUser(''));
    for (const signature of FUNCTIONS) await runner.query(`DROP FUNCTION ${signature}`);
    await runner.query('DROP INDEX identity.account_tokens_by_end');
    await runner.query('DROP TABLE identity.email_changes');
  }
}

const fn = (signature: string, answers: string, declared: string, body: string, verb = 'CREATE') => `
  ${verb} FUNCTION identity.${signature} RETURNS ${answers}
  LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  #variable_conflict use_column
  ${declared}
  BEGIN
    PERFORM set_config('app.purpose', 'email_change', true);
    ${body}
  END $$`;
const DONE = `PERFORM set_config('app.purpose', '', true);`;

/** Whoever gives an address to an account, or takes one, waits here for others who do so with the same address. */
export const lock = (key: string) =>
  `PERFORM pg_advisory_xact_lock(hashtextextended('email ' || ${key}, 0));`;
/** While it may be taken back, an address is nobody else's. */
export const held = (key: string) => `held.old_email_key = ${key} AND held.undo_hash IS NOT NULL
         AND held.undo_expires_at > clock_timestamp()`;

/** One mail a minute, ten a day. The caller holds the person's row. */
const PUT = fn(
  'put_email_change(person uuid, organization uuid, asking uuid, address text, address_key text, hash bytea)',
  'text',
  'DECLARE latest timestamptz; today integer;',
  `SELECT max(requested_at), count(*) INTO latest, today FROM identity.email_changes
      WHERE user_id = person AND requested_at > clock_timestamp() - interval '1 day';
    IF latest > clock_timestamp() - interval '1 minute' OR today >= 10 THEN
      ${DONE}
      RETURN CASE WHEN today >= 10 THEN 'TOO_MANY' ELSE 'TOO_SOON' END;
    END IF;
    UPDATE identity.email_changes SET state = 'REPLACED' WHERE user_id = person AND state = 'WAITING';
    INSERT INTO identity.email_changes (user_id, from_org_id, session_id, new_email, new_email_key, token_hash, expires_at)
    VALUES (person, organization, asking, address, address_key, hash, clock_timestamp() + interval '1 day');
    ${DONE}
    RETURN 'WRITTEN';`,
);

const FIND = fn(
  'find_email_change(hash bytea)',
  'TABLE (user_id uuid, org_id uuid)',
  '',
  `RETURN QUERY SELECT change.user_id, change.from_org_id FROM identity.email_changes change
      WHERE change.token_hash = hash AND change.state = 'WAITING' AND change.expires_at > clock_timestamp();
    ${DONE}`,
);

const PENDING = fn(
  'pending_email_change(person uuid)',
  'TABLE (email text, expires_at timestamptz)',
  '',
  `RETURN QUERY SELECT change.new_email, change.expires_at::timestamptz FROM identity.email_changes change
      WHERE change.user_id = person AND change.state = 'WAITING' AND change.expires_at > clock_timestamp();
    ${DONE}`,
);

const CANCEL = fn(
  'cancel_email_change(person uuid)',
  'boolean',
  'DECLARE cancelled integer;',
  `UPDATE identity.email_changes SET state = 'CANCELLED'
      WHERE user_id = person AND state = 'WAITING' AND expires_at > clock_timestamp();
    GET DIAGNOSTICS cancelled = ROW_COUNT;
    ${DONE}
    RETURN cancelled > 0;`,
);

/**
 * Gives an account its new address: the person's row first, as everybody does who changes it, then the change, then both addresses.
 * An address that was proved can be taken back for 7 days; one that never was may be somebody else's, who gets nothing to take.
 */
const APPLY = fn(
  'apply_email_change(hash bytea, undo bytea)',
  'TABLE (outcome text, session_id uuid, old_email text, can_be_undone boolean)',
  'DECLARE change identity.email_changes; person identity.users; owner_id uuid; key text;',
  `SELECT asked.user_id INTO owner_id FROM identity.email_changes asked WHERE asked.token_hash = hash;
    SELECT * INTO person FROM identity.users WHERE id = owner_id FOR UPDATE;
    SELECT * INTO change FROM identity.email_changes asked
      WHERE asked.token_hash = hash AND asked.state = 'WAITING' AND asked.expires_at > clock_timestamp() FOR UPDATE;
    IF person.id IS NULL OR change.id IS NULL THEN
      ${DONE}
      RETURN QUERY SELECT 'GONE'::text, NULL::uuid, NULL::text, false;
      RETURN;
    END IF;
    FOR key IN SELECT k FROM unnest(ARRAY[person.email_key, change.new_email_key]) k ORDER BY k LOOP
      ${lock('key')}
    END LOOP;
    BEGIN
      IF EXISTS (SELECT 1 FROM identity.email_changes held
                  WHERE ${held('change.new_email_key')} AND held.user_id <> person.id) THEN
        RAISE unique_violation;
      END IF;
      UPDATE identity.users SET email = change.new_email, email_key = change.new_email_key,
             email_verified_at = clock_timestamp() WHERE id = person.id;
    EXCEPTION WHEN unique_violation THEN
      ${DONE}
      RETURN QUERY SELECT 'TAKEN'::text, NULL::uuid, NULL::text, false;
      RETURN;
    END;
    UPDATE identity.email_changes SET state = 'CHANGED', changed_at = clock_timestamp(), old_email = person.email,
           old_email_key = person.email_key, old_verified_at = person.email_verified_at,
           undo_hash = CASE WHEN person.email_verified_at IS NOT NULL THEN undo END,
           undo_expires_at = CASE WHEN person.email_verified_at IS NOT NULL THEN clock_timestamp() + interval '7 days' END
     WHERE id = change.id;
    ${DONE}
    RETURN QUERY SELECT 'CHANGED'::text, change.session_id, person.email, person.email_verified_at IS NOT NULL;`,
);

const FIND_UNDO = fn(
  'find_email_undo(hash bytea)',
  'TABLE (user_id uuid, org_id uuid, old_email text)',
  '',
  `RETURN QUERY SELECT change.user_id, change.from_org_id, change.old_email FROM identity.email_changes change
      WHERE change.undo_hash = hash AND change.state = 'CHANGED' AND change.undo_expires_at > clock_timestamp();
    ${DONE}`,
);

/**
 * Takes a change back, and all that followed it: the links of later ones may be in a stranger's mailbox. Answers the address that
 * the account has lost, and since when what was added to it is not to be trusted; null for both when the old address is taken.
 */
export const undoEmailChange = (verb: 'CREATE' | 'CREATE OR REPLACE', taken: 'TAKEN' | 'FAILS') =>
  fn(
    'undo_email_change(hash bytea, password text)',
    'TABLE (lost_email text, since timestamptz)',
    'DECLARE change identity.email_changes; person identity.users; owner_id uuid; key text;',
    `SELECT made.user_id INTO owner_id FROM identity.email_changes made WHERE made.undo_hash = hash;
    SELECT * INTO person FROM identity.users WHERE id = owner_id FOR UPDATE;
    SELECT * INTO change FROM identity.email_changes made
      WHERE made.undo_hash = hash AND made.state = 'CHANGED' AND made.undo_expires_at > clock_timestamp() FOR UPDATE;
    IF person.id IS NULL OR change.id IS NULL THEN
      ${DONE}
      RETURN;
    END IF;
    FOR key IN SELECT k FROM unnest(ARRAY[person.email_key, change.old_email_key]) k ORDER BY k LOOP
      ${lock('key')}
    END LOOP;
    BEGIN
      UPDATE identity.users SET email = change.old_email, email_key = change.old_email_key,
             email_verified_at = change.old_verified_at, password_hash = password WHERE id = person.id;
    ${taken === 'FAILS' ? '' : ON_TAKEN}
    END;
    UPDATE identity.email_changes SET state = 'UNDONE', undo_hash = NULL
     WHERE user_id = person.id AND (changed_at >= change.changed_at OR state = 'WAITING');
    ${DONE}
    RETURN QUERY SELECT person.email, change.requested_at::timestamptz;`,
    verb,
  );

const ON_TAKEN = `EXCEPTION WHEN unique_violation THEN
      ${DONE}
      RETURN QUERY SELECT NULL::text, NULL::timestamptz;
      RETURN;`;

const UNDO = undoEmailChange('CREATE', 'FAILS');

/** Cleaning: links that were over a day ago, and changes of addresses that nobody can take back for 90 days. */
const CLEAN = `
  CREATE FUNCTION identity.clean_links(batch integer)
  RETURNS integer LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  DECLARE gone integer; more integer;
  BEGIN
    PERFORM set_config('app.purpose', 'account_tokens', true);
    DELETE FROM identity.account_tokens token
     USING (SELECT user_id, kind FROM identity.account_tokens WHERE expires_at < clock_timestamp() - interval '1 day'
             ORDER BY expires_at LIMIT batch FOR UPDATE SKIP LOCKED) old
     WHERE token.user_id = old.user_id AND token.kind = old.kind;
    GET DIAGNOSTICS gone = ROW_COUNT;
    PERFORM set_config('app.purpose', 'email_change', true);
    DELETE FROM identity.email_changes change
     USING (SELECT id FROM identity.email_changes WHERE expires_at < clock_timestamp() - interval '98 days'
             ORDER BY expires_at LIMIT batch FOR UPDATE SKIP LOCKED) old
     WHERE change.id = old.id;
    GET DIAGNOSTICS more = ROW_COUNT;
    PERFORM set_config('app.purpose', '', true);
    RETURN gone + more;
  END $$`;

/** An address that its former account may take back counts as known: the same answer, after one write as well. */
const HELD = `
    SELECT held.user_id INTO holder FROM identity.email_changes held WHERE ${held('add_user.new_email_key')} LIMIT 1;
    IF holder IS NOT NULL AND NOT EXISTS (SELECT 1 FROM identity.users known WHERE known.email_key = add_user.new_email_key) THEN
      RETURN QUERY UPDATE identity.users AS person SET registration_repeated_at = clock_timestamp()
        WHERE person.id = holder RETURNING person.id, false;
      PERFORM set_config('app.purpose', '', true);
      RETURN;
    END IF;`;

const addUser = (refused: string) => `
  CREATE OR REPLACE FUNCTION identity.add_user(new_id uuid, new_email text, new_email_key text,
                                    new_first_name text, new_last_name text, new_password_hash text)
  RETURNS TABLE (user_id uuid, is_new boolean)
  LANGUAGE plpgsql SECURITY INVOKER AS $$
  DECLARE holder uuid;
  BEGIN
    ${refused === '' ? '' : lock('new_email_key')}
    PERFORM set_config('app.purpose', 'register', true);
    ${refused}
    RETURN QUERY
      INSERT INTO identity.users AS person (id, email, email_key, first_name, last_name, password_hash)
      VALUES (new_id, new_email, new_email_key, new_first_name, new_last_name, new_password_hash)
      ON CONFLICT (email_key) DO UPDATE SET registration_repeated_at = clock_timestamp()
      RETURNING person.id, person.id = new_id;
    PERFORM set_config('app.purpose', '', true);
  END $$`;
