import type { QueryRunner } from 'typeorm';

const EVENTS = [
  ['insert', 'NEW'],
  ['update', 'NEW'],
  ['delete', 'OLD'],
] as const;

/**
 * Notes every change of a table in its organisation's change version, so that nothing cached outlives it. Every table
 * with an `org_id` needs it, but those no cached answer is made of; a test keeps the list.
 *
 * @param table with its schema: `crm.leads`
 */
export async function noteChanges(runner: QueryRunner, table: string): Promise<void> {
  for (const [event, side] of EVENTS) {
    await runner.query(
      `CREATE TRIGGER note_${event} AFTER ${event.toUpperCase()} ON ${table}
         REFERENCING ${side} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION changes.note_rows()`,
    );
  }
}

/** Takes the triggers of {@link noteChanges} away. */
export async function stopNotingChanges(runner: QueryRunner, table: string): Promise<void> {
  for (const [event] of EVENTS) await runner.query(`DROP TRIGGER note_${event} ON ${table}`);
}

/**
 * Notes changes of a table without an organisation, in every organisation's version.
 *
 * @param columns those that organisations see; changes of others don't count
 */
export async function noteChangesForEverybody(
  runner: QueryRunner,
  table: string,
  columns: readonly string[],
): Promise<void> {
  await runner.query(
    `CREATE TRIGGER note_everybody AFTER UPDATE OF ${columns.join(', ')} ON ${table}
       FOR EACH STATEMENT EXECUTE FUNCTION changes.note_everybody()`,
  );
}
