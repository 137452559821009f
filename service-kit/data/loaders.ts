/**
 * Orders rows as DataLoader wants them: one per key, `null` where none was found.
 *
 * @param keys as DataLoader gave them
 * @param rows in any order
 * @param keyOf the key of a row
 */
export function byKey<K, R>(keys: readonly K[], rows: readonly R[], keyOf: (row: R) => K): (R | null)[] {
  const found = new Map(rows.map((row) => [keyOf(row), row]));
  return keys.map((key) => found.get(key) ?? null);
}

/**
 * Groups rows as DataLoader wants them: a list per key, empty where none was found; rows keep their order.
 *
 * @param keys as DataLoader gave them
 * @param rows in the order the lists shall have
 * @param keyOf the key of a row
 */
export function groupByKey<K, R>(keys: readonly K[], rows: readonly R[], keyOf: (row: R) => K): R[][] {
  const groups = new Map<K, R[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return keys.map((key) => groups.get(key) ?? []);
}
