import { conflict } from '../errors/errors';

/**
 * Holds a change to the version its author saw.
 *
 * @param expected from the input; nothing is checked when it was left out
 * @throws GraphQLError CONFLICT whose extensions carry `expectedVersion` and `currentVersion`
 */
export function checkVersion(
  kind: string,
  current: { readonly version: number },
  expected: number | null | undefined,
): void {
  if (expected == null || expected === current.version) return;
  const error = conflict(
    `${kind} was changed meanwhile: you saw version ${expected}, now it is ${current.version}. Read it again.`,
  );
  Object.assign(error.extensions, { expectedVersion: expected, currentVersion: current.version });
  throw error;
}
