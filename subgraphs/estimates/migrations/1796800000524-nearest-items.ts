import type { MigrationInterface, QueryRunner } from 'typeorm';
import { SEARCHED_ITEM_TEXT } from '../src/catalogues/catalogue-search';

const PARENT = 'estimates.searchable_catalogue_items';
/** At least half of the words' trigrams are there; and of what is like them only what is about as near as the nearest. */
const LEAST = 0.5;
const NEAR = 0.05;

const searching = (narrow: string, declare = ''): string => `
  CREATE OR REPLACE FUNCTION estimates.search_catalogue_items(pattern text, other text) RETURNS SETOF uuid
  LANGUAGE plpgsql SECURITY INVOKER AS $$
  ${declare}
  BEGIN
    PERFORM set_config('app.search', pattern, true), set_config('app.search_other', other, true),
            set_config('pg_trgm.word_similarity_threshold', '${LEAST}', true);
    ${narrow}
    RETURN QUERY EXECUTE 'SELECT id FROM ${PARENT}';
    PERFORM set_config('app.search', '', true), set_config('app.search_other', '', true);
  END $$`;

/** With its schema: whose search path has it is nobody's to know. */
const NEAREST = (schema: string): string => `
    IF other <> '' THEN
      EXECUTE 'SELECT max(${schema}.word_similarity($1, ${SEARCHED_ITEM_TEXT('').replaceAll("'", "''")})) FROM ${PARENT}'
        INTO best USING other;
      PERFORM set_config('pg_trgm.word_similarity_threshold', greatest(${LEAST}, coalesce(best, 1) - ${NEAR})::text, true);
    END IF;`;

/** The schema of pg_trgm; null where the server has none: then nothing is like anything. */
async function trigramSchema(runner: QueryRunner): Promise<string | null> {
  const [found] = (await runner.query(
    `SELECT quote_ident(n.nspname) AS name FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
      WHERE e.extname = 'pg_trgm'`,
  )) as { name: string }[];
  return found?.name ?? null;
}

/** A search that forgives mistakes of typing finds what is nearest, not all that is like it. */
export class NearestItems1796800000524 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const schema = await trigramSchema(runner);
    if (schema !== null) await runner.query(searching(NEAREST(schema), 'DECLARE best real;'));
  }

  async down(runner: QueryRunner): Promise<void> {
    if ((await trigramSchema(runner)) !== null) await runner.query(searching(''));
  }
}
