import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges } from '../../../service-kit/changes/change-triggers';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

const ROLE = 'cashcraft_crm';
const TABLES = [
  'leads',
  'lead_contacts',
  'contacts',
  'companies',
  'crm_users',
  'crm_user_links',
  'members',
  'outbox',
];
/** As identity writes an address that it finds people by. A later migration compares by stored keys. */
export const KEY = `lower(normalize(btrim(email), NFKC))`;

/**
 * Who a person of Kommo is among the members of the organisation: by hand, else by an address that the member has confirmed. And
 * triggers that tell estimates of leads and of these people (`LEADS_CHANGED`, `CRM_USERS_CHANGED`), whatever changes them.
 */
export class TellLeads1796800000503 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SEQUENCE crm.tellings');
    await grantTo(runner, ROLE, 'USAGE ON SEQUENCE crm.tellings');
    await runner.query(`
      CREATE TABLE crm.members (
        org_id uuid NOT NULL,
        user_id uuid NOT NULL,
        version bigint NOT NULL,
        verified_email text,
        is_active boolean NOT NULL,
        PRIMARY KEY (org_id, user_id)
      )`);
    await runner.query('CREATE INDEX members_by_email ON crm.members (org_id, verified_email)');
    await runner.query(`
      CREATE TABLE crm.crm_user_links (
        org_id uuid NOT NULL,
        crm_user_id uuid NOT NULL,
        user_id uuid,
        linked_by uuid NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        PRIMARY KEY (org_id, crm_user_id),
        FOREIGN KEY (org_id, crm_user_id) REFERENCES crm.crm_users (org_id, id) ON DELETE CASCADE
      )`);
    await runner.query('CREATE INDEX crm_user_links_by_user ON crm.crm_user_links (org_id, user_id)');
    await runner.query(`CREATE INDEX crm_users_by_email ON crm.crm_users (org_id, (${KEY}))`);
    for (const table of ['members', 'crm_user_links']) {
      await protectByOrganization(runner, `crm.${table}`);
      await noteChanges(runner, `crm.${table}`);
      await grantTo(runner, ROLE, `SELECT, INSERT, UPDATE, DELETE ON crm.${table}`);
    }
    await runner.query(`CREATE POLICY connected_organizations ON crm.connections FOR SELECT
      USING (current_setting('app.purpose', true) = 'connected_organizations')`);
    for (const sql of [CONNECTED, FIND_MEMBER, TELL_LEADS, TELL_USERS, ...TRIGGERS]) await runner.query(sql);
    for (const table of TABLES) await runner.query(`ALTER TABLE crm.${table} NO FORCE ROW LEVEL SECURITY`);
    await runner.query('SELECT crm.tell_leads(org_id, array_agg(id)) FROM crm.leads GROUP BY org_id');
    await runner.query('SELECT crm.tell_users(org_id, array_agg(id)) FROM crm.crm_users GROUP BY org_id');
    for (const table of TABLES) await runner.query(`ALTER TABLE crm.${table} FORCE ROW LEVEL SECURITY`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, events] of Object.entries(TOLD))
      for (const event of events) await runner.query(`DROP TRIGGER tell_${event} ON crm.${table}`);
    await runner.query('DROP TABLE crm.crm_user_links, crm.members');
    await runner.query('DROP INDEX crm.crm_users_by_email');
    await runner.query(`DROP FUNCTION crm.tell_changed_leads(), crm.tell_changed_links(), crm.tell_changed_contacts(),
      crm.tell_changed_companies(), crm.tell_changed_users(), crm.tell_changed_user_links(), crm.tell_changed_members(),
      crm.tell_leads(uuid, uuid[]), crm.tell_users(uuid, uuid[]), crm.member_of(uuid, uuid)`);
    await runner.query('DROP FUNCTION crm.connected_organizations()');
    await runner.query('DROP POLICY connected_organizations ON crm.connections');
    await runner.query('DROP SEQUENCE crm.tellings');
  }
}

/** What is told of each table's changes. */
const TOLD = {
  leads: ['insert', 'update', 'delete'],
  lead_contacts: ['insert', 'update', 'delete'],
  contacts: ['insert', 'update'],
  companies: ['insert', 'update'],
  crm_users: ['insert', 'update', 'delete'],
};

/** Whose leads a rebuild tells of. */
const CONNECTED = `
  CREATE FUNCTION crm.connected_organizations() RETURNS TABLE (org_id uuid) LANGUAGE plpgsql SECURITY INVOKER AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'connected_organizations', true);
    RETURN QUERY SELECT DISTINCT c.org_id FROM crm.connections c;
    PERFORM set_config('app.purpose', '', true);
  END $$`;

/** A link by hand counts, also one to nobody; else whoever has confirmed the address, if it is one person. A later migration puts it back. */
export const FIND_MEMBER = `
  CREATE FUNCTION crm.member_of(org uuid, crm_user uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN EXISTS (SELECT FROM crm.crm_user_links l WHERE l.org_id = org AND l.crm_user_id = crm_user)
      THEN (SELECT m.user_id FROM crm.crm_user_links l JOIN crm.members m ON m.org_id = org AND m.user_id = l.user_id AND m.is_active
             WHERE l.org_id = org AND l.crm_user_id = crm_user)
      ELSE (SELECT m.user_id FROM crm.crm_users u JOIN crm.members m ON m.org_id = org AND m.is_active AND m.verified_email = ${KEY}
             WHERE u.org_id = org AND u.id = crm_user ORDER BY m.version DESC LIMIT 1)
      END
  $$`;

/** The leads' rows are locked first: of a lead and its contact that change at once the later one tells of both. A later migration puts it back. */
export const TELL_LEADS = `
  CREATE FUNCTION crm.tell_leads(org uuid, ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    IF current_setting('app.telling', true) = 'off' THEN RETURN; END IF;
    PERFORM FROM crm.leads l WHERE l.org_id = org AND l.id = ANY (ids) ORDER BY l.id FOR NO KEY UPDATE;
    INSERT INTO crm.outbox (org_id, id, type, object, payload, is_local)
    SELECT org, gen_random_uuid(), 'crm.leads-changed', 'leads:' || told.connection_id,
           jsonb_build_object('connectionId', told.connection_id, 'leads', jsonb_agg(told.lead)), false
      FROM (
        SELECT l.connection_id, (row_number() OVER (PARTITION BY l.connection_id ORDER BY l.id) - 1) / 200 AS part,
               jsonb_build_object(
                 'id', l.id,
                 'version', nextval('crm.tellings'),
                 'name', l.name,
                 'contactName', main.name,
                 'companyName', company.name,
                 'responsibleKommoId', l.responsible_kommo_id::text,
                 'isGone', false) AS lead
          FROM crm.leads l
          LEFT JOIN crm.companies company ON company.org_id = org AND company.connection_id = l.connection_id
            AND company.kommo_id = l.company_kommo_id AND NOT company.is_deleted
          LEFT JOIN LATERAL (
            SELECT c.name FROM crm.lead_contacts link
              JOIN crm.contacts c ON c.org_id = org AND c.connection_id = l.connection_id AND c.kommo_id = link.contact_kommo_id
               AND NOT c.is_deleted
             WHERE link.org_id = org AND link.connection_id = l.connection_id AND link.lead_kommo_id = l.kommo_id
             ORDER BY link.is_main DESC, link.position LIMIT 1) main ON true
         WHERE l.org_id = org AND l.id = ANY (ids)) told
     GROUP BY told.connection_id, told.part;
  END $$`;

const TELL_USERS = `
  CREATE FUNCTION crm.tell_users(org uuid, ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    IF current_setting('app.telling', true) = 'off' THEN RETURN; END IF;
    PERFORM FROM crm.crm_users u WHERE u.org_id = org AND u.id = ANY (ids) ORDER BY u.id FOR NO KEY UPDATE;
    INSERT INTO crm.outbox (org_id, id, type, object, payload, is_local)
    SELECT org, gen_random_uuid(), 'crm.users-changed', 'crm-users:' || told.connection_id,
           jsonb_build_object('connectionId', told.connection_id, 'users', jsonb_agg(told.person)), false
      FROM (
        SELECT u.connection_id, (row_number() OVER (PARTITION BY u.connection_id ORDER BY u.id) - 1) / 200 AS part,
               jsonb_build_object(
                 'id', u.id,
                 'version', nextval('crm.tellings'),
                 'kommoId', u.kommo_id::text,
                 'name', u.name,
                 'userId', crm.member_of(org, u.id),
                 'isGone', false) AS person
          FROM crm.crm_users u WHERE u.org_id = org AND u.id = ANY (ids)) told
     GROUP BY told.connection_id, told.part;
  END $$`;

/** A trigger function that runs a statement for each organisation among the changed rows. */
const teller = (name: string, body: string): string => `
  CREATE FUNCTION crm.${name}() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    told record;
  BEGIN
    ${body}
    RETURN NULL;
  END $$`;

const each = (query: string, tell: string): string =>
  `FOR told IN ${query} LOOP PERFORM ${tell}(told.org_id, told.ids); END LOOP;`;

/** Rows of which something that is told has changed, or all new ones. */
const either = (columns: readonly string[], tell: string, ids = 'c.id', join = ''): string => {
  const query = (from: string) =>
    `SELECT c.org_id, array_agg(DISTINCT ${ids}) AS ids FROM ${from} ${join} GROUP BY c.org_id`;
  const of = (alias: string) => columns.map((column) => `${alias}.${column}`).join(', ');
  return `IF TG_OP = 'UPDATE' THEN
      ${each(query(`changed c JOIN former f ON f.org_id = c.org_id AND f.id = c.id AND (${of('f')}) IS DISTINCT FROM (${of('c')})`), tell)}
    ELSE
      ${each(query('changed c'), tell)}
    END IF;`;
};

/** Tells that rows are gone with their connection. */
const gone = (type: string, object: string, list: string, item: string): string => `
  IF TG_OP = 'DELETE' THEN
    IF current_setting('app.telling', true) = 'off' THEN RETURN NULL; END IF;
    INSERT INTO crm.outbox (org_id, id, type, object, payload, is_local)
    SELECT d.org_id, gen_random_uuid(), '${type}', '${object}:' || d.connection_id,
           jsonb_build_object('connectionId', d.connection_id, '${list}', jsonb_agg(${item})), false
      FROM (SELECT g.*, (row_number() OVER (PARTITION BY g.org_id, g.connection_id) - 1) / 200 AS part FROM former g) d
     GROUP BY d.org_id, d.connection_id, d.part;
    RETURN NULL;
  END IF;`;

const leadsOf = (condition: string): string =>
  `JOIN crm.leads l ON l.org_id = c.org_id AND l.connection_id = c.connection_id AND ${condition}`;

const NEW = 'REFERENCING NEW TABLE AS changed';
const BOTH = 'REFERENCING OLD TABLE AS former NEW TABLE AS changed';
const OLD = 'REFERENCING OLD TABLE AS former';
const on = (table: string, events: readonly string[], run: string): string[] =>
  events.map((event) => {
    const seen = event === 'insert' ? NEW : event === 'update' ? BOTH : OLD;
    return `CREATE TRIGGER tell_${event} AFTER ${event.toUpperCase()} ON crm.${table} ${seen}
      FOR EACH STATEMENT EXECUTE FUNCTION crm.${run}()`;
  });

/** A later migration puts some of these back when it is undone. */
export const TRIGGERS = [
  teller(
    'tell_changed_leads',
    gone(
      'crm.leads-changed',
      'leads',
      'leads',
      `jsonb_build_object('id', d.id, 'version', nextval('crm.tellings'), 'name', d.name, 'contactName', null,
         'companyName', null, 'responsibleKommoId', null, 'isGone', true)`,
    ) + either(['name', 'company_kommo_id', 'responsible_kommo_id'], 'crm.tell_leads'),
  ),
  ...on('leads', TOLD.leads, 'tell_changed_leads'),
  teller(
    'tell_changed_links',
    `IF TG_OP = 'DELETE' THEN
      ${each(`SELECT c.org_id, array_agg(DISTINCT l.id) AS ids FROM former c ${leadsOf('l.kommo_id = c.lead_kommo_id')} GROUP BY c.org_id`, 'crm.tell_leads')}
    ELSE
      ${each(`SELECT c.org_id, array_agg(DISTINCT l.id) AS ids FROM changed c ${leadsOf('l.kommo_id = c.lead_kommo_id')} GROUP BY c.org_id`, 'crm.tell_leads')}
    END IF;`,
  ),
  ...on('lead_contacts', TOLD.lead_contacts, 'tell_changed_links'),
  teller(
    'tell_changed_contacts',
    either(
      ['name', 'is_deleted'],
      'crm.tell_leads',
      'l.id',
      `JOIN crm.lead_contacts link ON link.org_id = c.org_id AND link.connection_id = c.connection_id AND link.contact_kommo_id = c.kommo_id
       ${leadsOf('l.kommo_id = link.lead_kommo_id')}`,
    ),
  ),
  ...on('contacts', TOLD.contacts, 'tell_changed_contacts'),
  teller(
    'tell_changed_companies',
    either(['name', 'is_deleted'], 'crm.tell_leads', 'l.id', leadsOf('l.company_kommo_id = c.kommo_id')),
  ),
  ...on('companies', TOLD.companies, 'tell_changed_companies'),
  teller(
    'tell_changed_users',
    gone(
      'crm.users-changed',
      'crm-users',
      'users',
      `jsonb_build_object('id', d.id, 'version', nextval('crm.tellings'), 'kommoId', d.kommo_id::text, 'name', d.name,
         'userId', null, 'isGone', true)`,
    ) + either(['name', 'email'], 'crm.tell_users'),
  ),
  ...on('crm_users', TOLD.crm_users, 'tell_changed_users'),
  teller(
    'tell_changed_user_links',
    `PERFORM crm.tell_users(coalesce(NEW.org_id, OLD.org_id), ARRAY[coalesce(NEW.crm_user_id, OLD.crm_user_id)]);`,
  ),
  `CREATE TRIGGER tell AFTER INSERT OR UPDATE OR DELETE ON crm.crm_user_links FOR EACH ROW EXECUTE FUNCTION crm.tell_changed_user_links()`,
  teller(
    'tell_changed_members',
    `PERFORM crm.tell_users(NEW.org_id, found.ids) FROM (
       SELECT array_agg(u.id) AS ids FROM crm.crm_users u
        WHERE u.org_id = NEW.org_id AND (
          ${KEY} IN (NEW.verified_email, CASE WHEN TG_OP = 'UPDATE' THEN OLD.verified_email END)
          OR u.id IN (SELECT l.crm_user_id FROM crm.crm_user_links l WHERE l.org_id = NEW.org_id AND l.user_id = NEW.user_id))) found
      WHERE found.ids IS NOT NULL;`,
  ),
  `CREATE TRIGGER tell AFTER INSERT OR UPDATE ON crm.members FOR EACH ROW EXECUTE FUNCTION crm.tell_changed_members()`,
];
