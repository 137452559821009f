import type { MigrationInterface, QueryRunner } from 'typeorm';
import { makeSearchable, stopSearching } from '../../../service-kit/postgres/migration-sql';
import { SEARCHED_TEXT } from '../src/cards/search-text';

const KEY = ['org_id uuid NOT NULL', 'id uuid NOT NULL', 'name text NOT NULL'];
const NUMBERS = ['phones jsonb NOT NULL', 'emails jsonb NOT NULL'];

/** Cards are found by a part of their name, and contacts and companies by telephone number and address too. */
export class SearchCards1796400000101 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const name of ['leads', 'contacts', 'companies'] as const) {
      await makeSearchable(runner, {
        table: `crm.${name}`,
        columns: name === 'leads' ? KEY : [...KEY, ...NUMBERS],
        key: 'org_id, id',
        visible: `org_id = (SELECT nullif(current_setting('app.org_id', true), '')::uuid)`,
        text: SEARCHED_TEXT[name](''),
        prefix: 'org_id',
        hasOther: name !== 'leads',
        role: 'cashcraft_crm',
      });
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of ['leads', 'contacts', 'companies']) await stopSearching(runner, `crm.${name}`);
  }
}
