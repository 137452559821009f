import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

const ROLE = 'cashcraft_estimates';
/** All states of product.md 3.3, so that a later state needs no migration. */
const STATUSES = `'DRAFT','INTERNAL_REVIEW','SENT','VIEWED','APPROVED','DECLINED','CHANGES_REQUESTED','EXPIRED','SUPERSEDED','CONVERTED','CANCELLED'`;
const DECIMAL_OR_EXEMPT = `= 'EXEMPT' OR %s ~ '^[0-9]{1,3}(\\.[0-9]{1,6})?$'`;
const taxRate = (column: string) => `CHECK (${column} ${DECIMAL_OR_EXEMPT.replace('%s', column)})`;

const PROJECTS = `
  CREATE TABLE estimates.projects (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL CHECK (name <> '' AND char_length(name) <= 300),
    description text CHECK (char_length(description) <= 5000),
    lead_id uuid,
    author_id uuid NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    PRIMARY KEY (org_id, id)
  )`;

/** The last number given in a year; its row lock keeps numbers unique and without gaps. */
const COUNTERS = `
  CREATE TABLE estimates.number_counters (
    org_id uuid NOT NULL,
    year integer NOT NULL,
    last integer NOT NULL CHECK (last > 0),
    PRIMARY KEY (org_id, year)
  )`;

const ESTIMATES = `
  CREATE TABLE estimates.estimates (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    number text NOT NULL,
    title text NOT NULL CHECK (title <> '' AND char_length(title) <= 300),
    status text NOT NULL CHECK (status IN (${STATUSES})),
    lead_id uuid NOT NULL,
    project_id uuid,
    author_id uuid NOT NULL,
    notes text CHECK (char_length(notes) <= 10000),
    valid_until date,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    minor_units smallint NOT NULL CHECK (minor_units BETWEEN 0 AND 4),
    rounding text NOT NULL CHECK (rounding IN ('HALF_UP','HALF_EVEN')),
    tax_mode text NOT NULL CHECK (tax_mode IN ('EXCLUSIVE','INCLUSIVE')),
    tax_rounding text NOT NULL CHECK (tax_rounding IN ('PER_RATE','PER_LINE')),
    policy_version integer NOT NULL,
    default_tax_rate text NOT NULL ${taxRate('default_tax_rate')},
    round_payable_to numeric(19,4) CHECK (round_payable_to > 0),
    adjustments jsonb NOT NULL CHECK (jsonb_typeof(adjustments) = 'array'),
    adjustment_totals jsonb NOT NULL CHECK (jsonb_typeof(adjustment_totals) = 'array'),
    tax_groups jsonb NOT NULL CHECK (jsonb_typeof(tax_groups) = 'array'),
    lines_subtotal numeric(19,4) NOT NULL,
    section_adjustments numeric(19,4) NOT NULL,
    subtotal numeric(19,4) NOT NULL,
    adjustments_total numeric(19,4) NOT NULL,
    net numeric(19,4) NOT NULL,
    tax numeric(19,4) NOT NULL,
    total numeric(19,4) NOT NULL CHECK (total = net + tax),
    payable_rounding numeric(19,4) NOT NULL,
    payable numeric(19,4) NOT NULL CHECK (payable = total + payable_rounding),
    cost numeric NOT NULL,
    positions_without_cost integer NOT NULL,
    margin numeric,
    margin_percent numeric,
    markup_percent numeric,
    sent_at timestamptz(3),
    decided_at timestamptz(3),
    decided_by uuid,
    decision_reason text CHECK (char_length(decision_reason) <= 2000),
    content_hash text CHECK (content_hash ~ '^[0-9a-f]{64}$'),
    version integer NOT NULL CHECK (version > 0),
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, number),
    FOREIGN KEY (org_id, project_id) REFERENCES estimates.projects (org_id, id),
    CHECK (status NOT IN ('SENT','VIEWED','APPROVED','DECLINED') OR (sent_at IS NOT NULL AND content_hash IS NOT NULL))
  )`;

const STATUS_CHANGES = `
  CREATE TABLE estimates.status_changes (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    estimate_id uuid NOT NULL,
    from_status text CHECK (from_status IN (${STATUSES})),
    to_status text NOT NULL CHECK (to_status IN (${STATUSES})),
    actor_id uuid,
    reason text CHECK (char_length(reason) <= 2000),
    at timestamptz(3) NOT NULL,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, estimate_id) REFERENCES estimates.estimates (org_id, id) ON DELETE CASCADE
  )`;

const SECTIONS = `
  CREATE TABLE estimates.sections (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    estimate_id uuid NOT NULL,
    parent_id uuid CHECK (parent_id <> id),
    rank bigint NOT NULL,
    name text NOT NULL CHECK (name <> '' AND char_length(name) <= 300),
    description text CHECK (char_length(description) <= 5000),
    adjustments jsonb NOT NULL CHECK (jsonb_typeof(adjustments) = 'array'),
    adjustment_totals jsonb NOT NULL CHECK (jsonb_typeof(adjustment_totals) = 'array'),
    lines_subtotal numeric(19,4) NOT NULL,
    sections_subtotal numeric(19,4) NOT NULL,
    total numeric(19,4) NOT NULL,
    cost numeric NOT NULL,
    positions_without_cost integer NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, estimate_id, id),
    FOREIGN KEY (org_id, estimate_id) REFERENCES estimates.estimates (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, estimate_id, parent_id) REFERENCES estimates.sections (org_id, estimate_id, id)
      ON DELETE CASCADE
  )`;

const POSITIONS = `
  CREATE TABLE estimates.positions (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    estimate_id uuid NOT NULL,
    section_id uuid,
    rank bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('WORK','MATERIAL','EQUIPMENT','SUBCONTRACT','OVERHEAD','TEXT')),
    code text CHECK (char_length(code) <= 100),
    name text NOT NULL CHECK (name <> '' AND char_length(name) <= 500),
    description text CHECK (char_length(description) <= 5000),
    unit text CHECK (char_length(unit) <= 50),
    quantity numeric(18,6) NOT NULL CHECK (quantity >= 0),
    waste_percent numeric(9,6) NOT NULL CHECK (waste_percent BETWEEN 0 AND 100),
    unit_price numeric(19,6) NOT NULL CHECK (unit_price >= 0),
    unit_cost numeric(19,6) CHECK (unit_cost >= 0),
    markup_mode text CHECK (markup_mode IN ('PERCENT','FIXED')),
    markup_value numeric(21,6) CHECK (markup_value >= 0),
    discount_mode text CHECK (discount_mode IN ('PERCENT','FIXED')),
    discount_value numeric(21,6) CHECK (discount_value >= 0),
    tax_rate text ${taxRate('tax_rate')},
    quantity_with_waste numeric(18,6) NOT NULL,
    base_amount numeric(19,4) NOT NULL,
    markup_amount numeric(19,4) NOT NULL,
    discount_amount numeric(19,4) NOT NULL,
    amount numeric(19,4) NOT NULL CHECK (amount = base_amount + markup_amount - discount_amount),
    cost numeric,
    version integer NOT NULL CHECK (version > 0),
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, estimate_id) REFERENCES estimates.estimates (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, estimate_id, section_id) REFERENCES estimates.sections (org_id, estimate_id, id)
      ON DELETE CASCADE,
    CHECK ((markup_mode IS NULL) = (markup_value IS NULL)),
    CHECK ((discount_mode IS NULL) = (discount_value IS NULL)),
    CHECK (kind <> 'TEXT' OR (amount = 0 AND unit_cost IS NULL))
  )`;

const INDEXES = [
  'projects (org_id, created_at, id)',
  'projects (org_id, updated_at, id)',
  'projects (org_id, lead_id)',
  'estimates (org_id, created_at, id)',
  'estimates (org_id, updated_at, id)',
  'estimates (org_id, total, id)',
  'estimates (org_id, status, created_at, id)',
  'estimates (org_id, lead_id, created_at, id)',
  'estimates (org_id, project_id, created_at, id)',
  'estimates (org_id, author_id, created_at, id)',
  'status_changes (org_id, estimate_id, at)',
  'sections (org_id, estimate_id, parent_id)',
  'positions (org_id, estimate_id, section_id)',
];

const EVERYTHING = 'SELECT, INSERT, UPDATE, DELETE';
/** What the application may do with each table. History is only ever added to. */
const TABLES: Record<string, string> = {
  projects: EVERYTHING,
  number_counters: 'SELECT, INSERT, UPDATE',
  estimates: EVERYTHING,
  status_changes: 'SELECT, INSERT',
  sections: EVERYTHING,
  positions: EVERYTHING,
};

/** Projects, estimates, their sections, positions and history. */
export class CreateEstimates1795179600001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of [PROJECTS, COUNTERS, ESTIMATES, STATUS_CHANGES, SECTIONS, POSITIONS]) {
      await runner.query(table);
    }
    for (const index of INDEXES) await runner.query(`CREATE INDEX ON estimates.${index}`);
    for (const [table, grant] of Object.entries(TABLES)) {
      await protectByOrganization(runner, `estimates.${table}`);
      await grantTo(runner, ROLE, `${grant} ON estimates.${table}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of Object.keys(TABLES).reverse()) await runner.query(`DROP TABLE estimates.${table}`);
  }
}
