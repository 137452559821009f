import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges } from '../../../service-kit/changes/change-triggers';
import {
  grantTo,
  makeSearchable,
  protectByOrganization,
  stopSearching,
} from '../../../service-kit/postgres/migration-sql';
import { SEARCHED_ITEM_TEXT } from '../src/catalogues/catalogue-search';

const ROLE = 'cashcraft_estimates';

const CATALOGUES = `
  CREATE TABLE estimates.catalogues (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL CHECK (name <> '' AND char_length(name) <= 300),
    description text CHECK (char_length(description) <= 5000),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    item_count integer NOT NULL CHECK (item_count >= 0),
    last_number integer NOT NULL CHECK (last_number >= 0),
    version integer NOT NULL CHECK (version > 0),
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    PRIMARY KEY (org_id, id)
  )`;

const VERSIONS = `
  CREATE TABLE estimates.catalogue_versions (
    org_id uuid NOT NULL,
    catalogue_id uuid NOT NULL,
    number integer NOT NULL CHECK (number > 0),
    valid_from date NOT NULL,
    note text CHECK (char_length(note) <= 2000),
    price_count integer NOT NULL,
    author_id uuid,
    created_at timestamptz(3) NOT NULL,
    PRIMARY KEY (org_id, catalogue_id, number),
    FOREIGN KEY (org_id, catalogue_id) REFERENCES estimates.catalogues (org_id, id) ON DELETE CASCADE
  )`;

const ITEMS = `
  CREATE TABLE estimates.catalogue_items (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    catalogue_id uuid NOT NULL,
    code text NOT NULL CHECK (code <> '' AND char_length(code) <= 100),
    name text NOT NULL CHECK (name <> '' AND char_length(name) <= 500),
    description text CHECK (char_length(description) <= 5000),
    kind text NOT NULL CHECK (kind IN ('WORK','MATERIAL','EQUIPMENT','SUBCONTRACT','OVERHEAD','TEXT')),
    unit text CHECK (char_length(unit) <= 50),
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, catalogue_id, code),
    FOREIGN KEY (org_id, catalogue_id) REFERENCES estimates.catalogues (org_id, id) ON DELETE CASCADE
  )`;

const PRICES = `
  CREATE TABLE estimates.catalogue_prices (
    org_id uuid NOT NULL,
    item_id uuid NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    valid_from date NOT NULL,
    unit_price numeric(19,6) CHECK (unit_price >= 0),
    unit_cost numeric(19,6) CHECK (unit_cost >= 0),
    PRIMARY KEY (org_id, item_id, version),
    FOREIGN KEY (org_id, item_id) REFERENCES estimates.catalogue_items (org_id, id) ON DELETE CASCADE
  )`;

const INDEXES = [
  'catalogues (org_id, name, id)',
  'catalogue_items (org_id, name, id)',
  'catalogue_items (org_id, catalogue_id, name, id)',
  'catalogue_prices (org_id, item_id, valid_from DESC, version DESC)',
];

/** What a position remembers of where it was taken from; no foreign key, for lists may be deleted. */
const SOURCES = `
  ALTER TABLE estimates.positions
    ADD COLUMN source_catalogue_id uuid,
    ADD COLUMN source_item_id uuid,
    ADD COLUMN source_version integer,
    ADD COLUMN source_unit_price numeric(19,6),
    ADD COLUMN source_on date`;

const GRANTS: Readonly<Record<string, string>> = {
  catalogues: 'SELECT, INSERT, UPDATE, DELETE',
  catalogue_versions: 'SELECT, INSERT',
  catalogue_items: 'SELECT, INSERT, UPDATE',
  catalogue_prices: 'SELECT, INSERT, UPDATE',
};

/** Price lists, and positions that remember whence they were taken. The version before runs on the result. */
export class Catalogues1796800000521 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of [CATALOGUES, VERSIONS, ITEMS, PRICES, SOURCES]) await runner.query(table);
    for (const index of INDEXES) await runner.query(`CREATE INDEX ON estimates.${index}`);
    await runner.query(
      `CREATE INDEX ON estimates.positions (org_id, source_catalogue_id) WHERE source_catalogue_id IS NOT NULL`,
    );
    for (const [table, grant] of Object.entries(GRANTS)) {
      await protectByOrganization(runner, `estimates.${table}`);
      await grantTo(runner, ROLE, `${grant} ON estimates.${table}`);
      await noteChanges(runner, `estimates.${table}`);
    }
    await makeSearchable(runner, {
      table: 'estimates.catalogue_items',
      columns: ['org_id uuid NOT NULL', 'id uuid NOT NULL', 'code text NOT NULL', 'name text NOT NULL'],
      key: 'org_id, id',
      visible: `org_id = (SELECT nullif(current_setting('app.org_id', true), '')::uuid)`,
      text: SEARCHED_ITEM_TEXT(''),
      prefix: 'org_id',
      other: 'SIMILAR',
      role: ROLE,
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await stopSearching(runner, 'estimates.catalogue_items');
    for (const table of Object.keys(GRANTS).reverse()) await runner.query(`DROP TABLE estimates.${table}`);
    await runner.query(`
      ALTER TABLE estimates.positions
        DROP COLUMN source_catalogue_id, DROP COLUMN source_item_id, DROP COLUMN source_version,
        DROP COLUMN source_unit_price, DROP COLUMN source_on`);
  }
}
