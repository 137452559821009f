import type { QueryRunner } from 'typeorm';
import { migrationRisks, risksOf } from './migration-risks';

const found = (sql: string, isTransactional = true) =>
  risksOf([sql], isTransactional).map(({ risk }) => risk);

it.each([
  ['CREATE INDEX leads_by_name ON crm.leads (name)', ['index-locks']],
  ['CREATE UNIQUE INDEX ON crm.leads USING btree (name)', ['index-locks']],
  ['CREATE INDEX CONCURRENTLY a ON crm.leads (name)', ['concurrently-in-transaction']],
  ['ALTER TABLE crm.leads ADD CONSTRAINT a UNIQUE (org_id, name)', ['index-locks']],
  ['ALTER TABLE crm.leads ADD COLUMN a text NOT NULL', ['not-null']],
  ['ALTER TABLE crm.leads ALTER COLUMN a SET NOT NULL', ['not-null']],
  ['ALTER TABLE crm.leads ADD a uuid NOT NULL DEFAULT gen_random_uuid()', ['rewrites']],
  ['ALTER TABLE crm.leads ADD a text GENERATED ALWAYS AS (lower(name)) STORED', ['rewrites']],
  ['ALTER TABLE crm.leads ADD a bigserial', ['rewrites']],
  ['ALTER TABLE crm.leads ALTER COLUMN price TYPE numeric(20, 4)', ['rewrites']],
  ['ALTER TABLE crm.leads ADD COLUMN a text, ADD b text CHECK (length(b) < 9)', ['scans']],
  ['ALTER TABLE crm.leads ADD CONSTRAINT a CHECK (length(name) < 9)', ['scans']],
  [
    'ALTER TABLE ONLY crm.leads ADD CONSTRAINT a FOREIGN KEY (org_id, b) REFERENCES crm.b (org_id, id)',
    ['scans'],
  ],
  ['ALTER TABLE IF EXISTS crm.leads DROP COLUMN name', ['takes-away']],
  ['ALTER TABLE crm.leads DROP name', ['takes-away']],
  ['DROP TABLE IF EXISTS crm.leads', ['takes-away']],
  ['ALTER TABLE crm.leads RENAME COLUMN name TO title', ['renames']],
  ['ALTER TABLE crm.leads RENAME TO cards', ['renames']],
  ['UPDATE crm.leads SET name = lower(name)', ['backfill']],
  ['INSERT INTO crm.events (org_id) SELECT org_id FROM crm.leads', ['backfill']],
  [`DO $$ BEGIN IF true THEN UPDATE crm.leads SET name = ''; END IF; END $$`, ['backfill']],
  ['LOCK TABLE crm.leads', ['locks-all']],
  ['TRUNCATE crm.leads', ['locks-all']],
])('tells the risk of %s', (sql, risks) => expect(found(sql)).toEqual(risks));

it.each([
  'CREATE TABLE crm.a (id uuid); CREATE INDEX ON crm.a (id); ALTER TABLE crm.a ADD b text NOT NULL; DROP TABLE crm.a',
  'CREATE TABLE IF NOT EXISTS crm.a (id uuid); INSERT INTO crm.a SELECT id FROM crm.leads',
  `ALTER TABLE crm.leads ADD COLUMN a text, ADD b integer NOT NULL DEFAULT 0, ADD c timestamptz DEFAULT now()`,
  'ALTER TABLE crm.leads ADD CONSTRAINT a CHECK (length(name) < 9) NOT VALID',
  'ALTER TABLE crm.leads VALIDATE CONSTRAINT a',
  'ALTER TABLE crm.leads DROP CONSTRAINT a, ALTER a DROP NOT NULL, ALTER a SET DEFAULT 1',
  'ALTER TABLE crm.leads ADD CONSTRAINT a UNIQUE USING INDEX a',
  `CREATE FUNCTION crm.f() RETURNS void LANGUAGE sql AS $$ UPDATE crm.leads SET name = ''; DROP TABLE crm.leads $$`,
  `COMMENT ON TABLE crm.leads IS 'it; DROP TABLE crm.leads' -- ; TRUNCATE crm.leads`,
  'UPDATE identity.roles SET version = version + 1',
])('has nothing against %s', (sql) => expect(found(sql)).toEqual([]));

it('takes an index built beside writes, and one column that a small table loses no more than a big one', () => {
  expect(found('CREATE INDEX CONCURRENTLY a ON crm.leads (name)', false)).toEqual([]);
  expect(found('UPDATE crm.leads SET name = lower(name) WHERE id < $1', false)).toEqual([]);
  expect(found('ALTER TABLE identity.roles DROP COLUMN key')).toEqual(['takes-away']);
});

describe('a migration', () => {
  class Indexes {
    up = (runner: QueryRunner) => runner.query('CREATE INDEX ON crm.leads (name)');
    down = () => Promise.resolve();
  }

  it('is judged by what it sends, and may accept a risk with a reason only', async () => {
    class Reasoned extends Indexes {
      accepts = { 'index-locks': 'no release has had rows in it' };
    }
    class Unreasoned extends Indexes {
      accepts = { 'index-locks': ' ' };
    }
    expect(await migrationRisks(Indexes)).toHaveLength(1);
    expect(await migrationRisks(Reasoned)).toEqual([]);
    expect(await migrationRisks(Unreasoned)).toHaveLength(1);
  });

  it('is told of when it stops at an answer', async () => {
    class Asks extends Indexes {
      override up = async (runner: QueryRunner) => {
        const [row] = (await runner.query('SELECT 1 AS one')) as { one: number }[];
        if (!row) throw new Error('no ICU');
      };
    }
    expect((await migrationRisks(Asks)).map(({ risk }) => risk)).toEqual(['unseen']);
  });
});
