import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The only reads that span organisations. Each names its purpose to row-level security for the length of its one query,
 * and answers nothing but what is needed to go on inside one organisation.
 */
const FUNCTIONS = [
  {
    name: 'find_oauth_state',
    takes: 'hash bytea',
    answers: 'org_id uuid, user_id uuid',
    query: `SELECT s.org_id, s.user_id FROM crm.oauth_states s
             WHERE s.state_hash = hash AND s.consumed_at IS NULL AND s.expires_at > now()`,
  },
  {
    name: 'unfinished_sync_runs',
    takes: '',
    answers: 'org_id uuid, connection_id uuid, run_id uuid, step integer',
    query: `SELECT r.org_id, r.connection_id, r.id, r.step FROM crm.sync_runs r
             WHERE r.state IN ('QUEUED', 'RUNNING')`,
  },
  {
    name: 'pollable_connections',
    takes: '',
    answers: 'org_id uuid, connection_id uuid',
    query: `SELECT c.org_id, c.id FROM crm.connections c WHERE c.state IN ('ACTIVE', 'DEGRADED')`,
  },
];

export class CrmFunctions1790000001002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const { name, takes, answers, query } of FUNCTIONS) {
      await runner.query(
        `CREATE FUNCTION crm.${name}(${takes}) RETURNS TABLE (${answers})
           LANGUAGE plpgsql SECURITY INVOKER AS $$
         BEGIN
           PERFORM set_config('app.purpose', '${name}', true);
           RETURN QUERY ${query};
           PERFORM set_config('app.purpose', '', true);
         END $$`,
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name, takes } of FUNCTIONS) {
      await runner.query(`DROP FUNCTION crm.${name}(${takes.split(' ')[1] ?? ''})`);
    }
  }
}
