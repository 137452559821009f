/**
 * Whether a value holds a number that JavaScript's are too small for, such as `1e400`: it was read as infinity, and would be
 * written as null. Not recursive: a value may nest as deep as a subgraph likes.
 */
export function holdsOverflow(value: unknown): boolean {
  if (typeof value !== 'object') return typeof value === 'number' && !Number.isFinite(value);
  const open: unknown[] = [value];
  while (open.length > 0) {
    const one = open.pop();
    if (typeof one === 'number' && !Number.isFinite(one)) return true;
    if (typeof one === 'object' && one !== null) for (const inner of Object.values(one)) open.push(inner);
  }
  return false;
}
