import type { EntityManager } from 'typeorm';

/**
 * Has PostgreSQL plan what follows in this transaction by the size that tables have now. It keeps plans of what it runs by
 * itself (checks of foreign keys): one made while a table was small reads all of it for each log-in, until somebody analyses it.
 */
export async function planAnew(db: EntityManager): Promise<void> {
  await db.query(`SELECT set_config('plan_cache_mode', 'force_custom_plan', true)`);
}
