import { SAFE_PATH } from './note-functions';

/*
 * How old entries go (docs/audit.md). Nobody may delete from the audit; these functions of the owner take away what stands in front of a
 * beginning, and a beginning is only set where a checkpoint stands that is old enough. Triggers hold the owner to that, too. Whether a
 * beginning was set by who may is in its signature, which verifiers check.
 */

/** No beginning is set later than this many days ago, whatever the configuration says. */
export const LEAST_DAYS = 30;

/** Refuses the deletion of what no beginning stands behind, and of what is young, whatever day a checkpoint claims to be of. */
const REFUSE_DELETION = `
  CREATE OR REPLACE FUNCTION audit.refuse_deletion() RETURNS trigger LANGUAGE plpgsql ${SAFE_PATH} AS $$
  DECLARE
    begins bigint := (SELECT b.position FROM audit.beginnings b WHERE b.org_id = OLD.org_id);
  BEGIN
    IF TG_TABLE_NAME = 'links' THEN
      IF OLD.position <= begins THEN RETURN OLD; END IF;
    ELSIF (OLD.at AT TIME ZONE 'UTC')::date > (now() AT TIME ZONE 'UTC')::date - ${LEAST_DAYS} THEN
      RAISE EXCEPTION 'Entries of the last ${LEAST_DAYS} days stay.' USING ERRCODE = '42501';
    ELSIF EXISTS (SELECT FROM audit.links l WHERE l.org_id = OLD.org_id AND l.entry_id = OLD.id AND l.position <= begins) THEN
      RETURN OLD;
    END IF;
    RAISE EXCEPTION 'The audit is append-only.' USING ERRCODE = '42501';
  END $$`;

/** Sets where the organisation at hand begins from now on. @returns whether it does; not when another was later */
const BEGIN_AT = `
  CREATE OR REPLACE FUNCTION audit.begin_at(begins bigint, on_day date, slots jsonb, key_id text, signature bytea) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER ${SAFE_PATH} AS $$
  DECLARE
    org uuid := current_setting('app.org_id')::uuid;
    checked audit.checkpoints;
  BEGIN
    SELECT c.* INTO checked FROM audit.checkpoints c WHERE c.org_id = org AND c.position = begins
       AND c.day <= (now() AT TIME ZONE 'UTC')::date - ${LEAST_DAYS};
    IF NOT FOUND THEN
      RAISE EXCEPTION 'An audit begins at a checkpoint of ${LEAST_DAYS} days ago or earlier.' USING ERRCODE = '42501';
    END IF;
    INSERT INTO audit.beginnings AS known (org_id, position, hash, day, slots, key_id, signature)
      VALUES (org, begins, checked.hash, on_day, slots, key_id, signature)
      ON CONFLICT (org_id) DO UPDATE SET position = excluded.position, hash = excluded.hash, day = excluded.day,
        slots = excluded.slots, key_id = excluded.key_id, signature = excluded.signature
      WHERE known.position < excluded.position;
    RETURN FOUND;
  END $$`;

/** Takes away what stands in front of the beginning, the oldest first. @returns how many entries */
const FORGET = `
  CREATE OR REPLACE FUNCTION audit.forget(most integer) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER ${SAFE_PATH} AS $$
  DECLARE
    org uuid := current_setting('app.org_id')::uuid;
    begins bigint := (SELECT b.position FROM audit.beginnings b WHERE b.org_id = org);
    last bigint;
    ids uuid[];
  BEGIN
    SELECT max(l.position), array_agg(l.entry_id) INTO last, ids FROM (
      SELECT k.position, k.entry_id FROM audit.links k WHERE k.org_id = org AND k.position <= begins ORDER BY k.position LIMIT most) l;
    IF last IS NULL THEN RETURN 0; END IF;
    DELETE FROM audit.entries e WHERE e.org_id = org AND e.id = ANY (ids);
    DELETE FROM audit.links l WHERE l.org_id = org AND l.position <= last;
    RETURN cardinality(ids);
  END $$`;

/** Which organisations have something that is older than it is kept, or was not taken away yet. */
const OLD_WORK = `
  CREATE OR REPLACE FUNCTION audit.old_work(keep_days integer) RETURNS TABLE (org_id uuid) LANGUAGE plpgsql SECURITY INVOKER AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'audit_work', true);
    RETURN QUERY
      SELECT c.org_id FROM audit.checkpoints c LEFT JOIN audit.beginnings b ON b.org_id = c.org_id
       WHERE c.day <= (now() AT TIME ZONE 'UTC')::date - keep_days AND c.position > coalesce(b.position, 0)
      UNION
      SELECT b.org_id FROM audit.beginnings b
       WHERE EXISTS (SELECT FROM audit.links l WHERE l.org_id = b.org_id AND l.position <= b.position);
    PERFORM set_config('app.purpose', '', true);
  END $$`;

/** In the order in which they are made. */
export const FORGET_FUNCTIONS: readonly string[] = [REFUSE_DELETION, BEGIN_AT, FORGET, OLD_WORK];
