import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  makeSearchable,
  stopSearching,
  type SearchedTable,
} from '../../../service-kit/postgres/migration-sql';

const SEARCHED_PEOPLE: SearchedTable = {
  table: 'identity.users',
  columns: [
    'id uuid NOT NULL',
    'first_name text NOT NULL',
    'last_name text NOT NULL',
    'email_key text NOT NULL',
  ],
  key: 'id',
  visible: `EXISTS (SELECT 1 FROM identity.memberships membership
                     WHERE membership.org_id = (SELECT nullif(current_setting('app.org_id', true), '')::uuid)
                       AND membership.user_id = searchable_users.id)`,
  text: `(lower(last_name || ' ' || first_name) || E'\\n' || email_key)`,
  role: 'cashcraft_identity',
};

/** People are found by parts of name and address: those with a membership in the organisation that asks. */
export class SearchUsers1796400000101 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await makeSearchable(runner, SEARCHED_PEOPLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await stopSearching(runner, 'identity.users');
  }
}
