import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

/** Which purpose may see rows of which table across organisations; see the functions of the next migration. */
const PURPOSES: Record<string, string> = {
  oauth_states: 'find_oauth_state',
  sync_runs: 'unfinished_sync_runs',
  connections: 'pollable_connections',
};

const OF_CONNECTION = `
  FOREIGN KEY (org_id, connection_id) REFERENCES crm.connections (org_id, id) ON DELETE CASCADE`;

/** What every copied card has. `created_at` and `updated_at` are Kommo's. */
const CARD = `
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  connection_id uuid NOT NULL,
  kommo_id bigint NOT NULL,
  name text NOT NULL,
  responsible_kommo_id bigint,
  tags jsonb NOT NULL DEFAULT '[]',
  custom_fields jsonb NOT NULL DEFAULT '[]',
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  is_deleted boolean NOT NULL DEFAULT false,
  synced_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, connection_id, kommo_id),${OF_CONNECTION}`;

const TABLES: Record<string, string> = {
  kommo_credentials: `
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    client_id text NOT NULL,
    client_secret_sealed text NOT NULL,
    secret_hint text NOT NULL,
    redirect_uri text NOT NULL,
    saved_at timestamptz(3) NOT NULL,
    saved_by uuid NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id)`,
  oauth_states: `
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    state_hash bytea NOT NULL CHECK (octet_length(state_hash) = 32),
    expires_at timestamptz(3) NOT NULL,
    consumed_at timestamptz(3),
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, state_hash)`,
  connections: `
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id bigint NOT NULL,
    subdomain text NOT NULL,
    account_name text NOT NULL,
    currency text NOT NULL,
    state text NOT NULL CHECK (state IN ('ACTIVE', 'DEGRADED', 'NEEDS_RECONNECT', 'DISCONNECTED')),
    auth_kind text NOT NULL CHECK (auth_kind IN ('OAUTH', 'LONG_LIVED')),
    connected_at timestamptz(3) NOT NULL,
    connected_by uuid NOT NULL,
    paused_until timestamptz(3),
    error_code text,
    error_message text,
    error_at timestamptz(3),
    created_at timestamptz(3) NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, account_id)`,
  connection_tokens: `
    org_id uuid NOT NULL,
    connection_id uuid NOT NULL,
    version integer NOT NULL,
    access_token_sealed text NOT NULL,
    refresh_token_sealed text,
    issued_at timestamptz(3) NOT NULL,
    expires_at timestamptz(3) NOT NULL,
    lease_owner uuid,
    lease_until timestamptz(3),
    PRIMARY KEY (org_id, connection_id),${OF_CONNECTION}`,
  sync_runs: `
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    connection_id uuid NOT NULL,
    mode text NOT NULL CHECK (mode IN ('INCREMENTAL', 'FULL')),
    state text NOT NULL CHECK (state IN ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
    phase text NOT NULL CHECK (phase IN
      ('PREPARING', 'PIPELINES', 'USERS', 'COMPANIES', 'CONTACTS', 'LEADS', 'DELETIONS', 'FINISHED')),
    percent real NOT NULL DEFAULT 0 CHECK (percent BETWEEN 0 AND 100),
    rows_done integer NOT NULL DEFAULT 0,
    rows_total integer,
    step integer NOT NULL DEFAULT 0,
    runner uuid,
    runner_since timestamptz(3),
    runner_rows integer NOT NULL DEFAULT 0,
    beat_at timestamptz(3) NOT NULL,
    started_at timestamptz(3) NOT NULL,
    finished_at timestamptz(3),
    error_code text,
    error_message text,
    error_at timestamptz(3),
    PRIMARY KEY (org_id, id),${OF_CONNECTION}`,
  sync_cursors: `
    org_id uuid NOT NULL,
    connection_id uuid NOT NULL,
    entity text NOT NULL CHECK (entity IN
      ('PIPELINES', 'USERS', 'COMPANIES', 'CONTACTS', 'LEADS', 'DELETIONS')),
    cursor_at timestamptz(3),
    last_synced_at timestamptz(3),
    walk_run_id uuid,
    walk_from timestamptz(3),
    walk_to timestamptz(3),
    walk_page integer,
    walk_floor bigint,
    error_code text,
    error_message text,
    error_at timestamptz(3),
    PRIMARY KEY (org_id, connection_id, entity),${OF_CONNECTION}`,
  pipelines: `
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    connection_id uuid NOT NULL,
    kommo_id bigint NOT NULL,
    name text NOT NULL,
    sort integer NOT NULL,
    is_main boolean NOT NULL,
    is_archived boolean NOT NULL,
    is_deleted boolean NOT NULL DEFAULT false,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, connection_id, kommo_id),${OF_CONNECTION}`,
  stages: `
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    connection_id uuid NOT NULL,
    pipeline_kommo_id bigint NOT NULL,
    kommo_id bigint NOT NULL,
    name text NOT NULL,
    sort integer NOT NULL,
    color text,
    is_deleted boolean NOT NULL DEFAULT false,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, connection_id, pipeline_kommo_id, kommo_id),${OF_CONNECTION}`,
  crm_users: `
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    connection_id uuid NOT NULL,
    kommo_id bigint NOT NULL,
    name text NOT NULL,
    email text,
    is_admin boolean NOT NULL,
    is_active boolean NOT NULL,
    is_deleted boolean NOT NULL DEFAULT false,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, connection_id, kommo_id),${OF_CONNECTION}`,
  companies: `
    phones jsonb NOT NULL DEFAULT '[]',
    emails jsonb NOT NULL DEFAULT '[]',${CARD}`,
  contacts: `
    first_name text NOT NULL,
    last_name text NOT NULL,
    phones jsonb NOT NULL DEFAULT '[]',
    emails jsonb NOT NULL DEFAULT '[]',
    company_kommo_id bigint,${CARD}`,
  leads: `
    price numeric(20, 4) NOT NULL,
    pipeline_kommo_id bigint,
    stage_kommo_id bigint,
    company_kommo_id bigint,
    closed_at timestamptz(3),${CARD}`,
  lead_contacts: `
    org_id uuid NOT NULL,
    connection_id uuid NOT NULL,
    lead_kommo_id bigint NOT NULL,
    contact_kommo_id bigint NOT NULL,
    is_main boolean NOT NULL,
    position integer NOT NULL,
    PRIMARY KEY (org_id, connection_id, lead_kommo_id, contact_kommo_id),${OF_CONNECTION}`,
  tombstones: `
    org_id uuid NOT NULL,
    connection_id uuid NOT NULL,
    entity text NOT NULL CHECK (entity IN ('COMPANIES', 'CONTACTS', 'LEADS')),
    kommo_id bigint NOT NULL,
    deleted_at timestamptz(3) NOT NULL,
    PRIMARY KEY (org_id, connection_id, entity, kommo_id),${OF_CONNECTION}`,
};

/** Orders and filters of the lists; a card's own indexes are made for each of the three tables. */
const CARD_INDEXES = [
  '(org_id, created_at, id)',
  '(org_id, updated_at, id)',
  '(org_id, name, id)',
  '(org_id, connection_id, responsible_kommo_id)',
];
const INDEXES = [
  ...['leads', 'contacts', 'companies'].flatMap((table) => CARD_INDEXES.map((key) => `${table} ${key}`)),
  'leads (org_id, price, id)',
  'leads (org_id, connection_id, pipeline_kommo_id, stage_kommo_id)',
  'leads (org_id, connection_id, company_kommo_id)',
  'contacts (org_id, connection_id, company_kommo_id)',
  'lead_contacts (org_id, connection_id, contact_kommo_id)',
  'oauth_states (state_hash)',
  'connections (org_id, created_at, id)',
  'sync_runs (org_id, connection_id, started_at)',
];

export class CrmTables1790000001001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { connections = '', ...others } = TABLES;
    for (const [name, columns] of Object.entries({ connections, ...others })) {
      await runner.query(`CREATE TABLE crm.${name} (${columns})`);
      const purpose = PURPOSES[name];
      const also = purpose ? `current_setting('app.purpose', true) = '${purpose}'` : undefined;
      await protectByOrganization(runner, `crm.${name}`, also);
      await grantTo(runner, 'cashcraft_crm', `SELECT, INSERT, UPDATE, DELETE ON crm.${name}`);
    }
    for (const index of INDEXES) await runner.query(`CREATE INDEX ON crm.${index}`);
    // One synchronisation of a connection at a time, whoever asks.
    await runner.query(
      `CREATE UNIQUE INDEX sync_runs_one_running ON crm.sync_runs (org_id, connection_id)
        WHERE state IN ('QUEUED', 'RUNNING')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    const { connections: _last, ...others } = TABLES;
    for (const name of [...Object.keys(others), 'connections']) await runner.query(`DROP TABLE crm.${name}`);
  }
}
