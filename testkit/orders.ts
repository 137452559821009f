/** Numbers by size; text by code points, as the databases of the tests do (locale C.UTF-8). */
const compare = (a: string | number, b: string | number): number =>
  typeof a === 'number' && typeof b === 'number'
    ? a - b
    : Buffer.compare(Buffer.from(`${a}`), Buffer.from(`${b}`));

/**
 * Expects a list to be in the order that it was asked for.
 *
 * @param values what the list is ordered by, row after row; not all the same, or they would prove nothing
 * @param orderBy a value of the schema's enum, such as `CREATED_AT_DESC`
 */
export function expectOrder(values: readonly (string | number)[], orderBy: string): void {
  expect(new Set(values).size).toBeGreaterThan(1);
  const ascending = values.toSorted(compare);
  expect(values).toEqual(orderBy.endsWith('_DESC') ? ascending.toReversed() : ascending);
}
