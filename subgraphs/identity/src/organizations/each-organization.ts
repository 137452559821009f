import type { DataSource } from 'typeorm';

const FIRST = '00000000-0000-0000-0000-000000000000';

/**
 * Does something for each organisation, one after another, in the order of their ids.
 *
 * @returns how many there are
 */
export async function eachOrganization(
  source: DataSource,
  work: (orgId: string) => Promise<void>,
): Promise<number> {
  let count = 0;
  for (let after = FIRST; ;) {
    const rows = (await source.query('SELECT id FROM identity.organization_ids($1)', [after])) as {
      id: string;
    }[];
    for (const { id } of rows) {
      await work(id);
      after = id;
    }
    count += rows.length;
    if (rows.length === 0) return count;
  }
}
