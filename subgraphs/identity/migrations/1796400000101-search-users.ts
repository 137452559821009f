import type { MigrationInterface, QueryRunner } from 'typeorm';
import { makeSearchable, stopSearching } from '../../../service-kit/postgres/migration-sql';
import { SEARCHED_TEXT } from '../src/users/search-text';

/** People are found by parts of name and address: those with a membership in the organisation that asks. */
export class SearchUsers1796400000101 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await makeSearchable(runner, {
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
      text: SEARCHED_TEXT(''),
      role: 'cashcraft_identity',
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await stopSearching(runner, 'identity.users');
  }
}
