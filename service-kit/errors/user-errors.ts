/** One thing a person can mend, as every mutation payload reports it. */
export interface UserErrorShape {
  /** A stable code, UPPER_CASE; clients branch on it. */
  code: string;
  /** Where in `input` the mistake stands, outermost first: `["positions", "3", "quantity"]`. */
  path: string[];
  /** What is wrong and what to do, in words a person can act on. */
  message: string;
}

/**
 * Thrown by a service when the *input* breaks a rule a person can mend; {@link withUserErrors} turns it into the
 * payload's `userErrors`, and the transaction it was thrown in rolls back. Faults, missing permissions and missing
 * objects are not user errors: see `errors.ts`.
 */
export class InputRejected extends Error {
  readonly userErrors: readonly UserErrorShape[];

  constructor(userErrors: readonly UserErrorShape[]) {
    super(userErrors.map((error) => `${error.code}: ${error.message}`).join('; '));
    this.name = 'InputRejected';
    this.userErrors = userErrors;
  }
}

/** Makes the error for one broken rule. `path` is dotted: `reject('TOO_LONG', 'name', '…')`. */
export function reject(code: string, path: string, message: string): InputRejected {
  return new InputRejected([{ code, path: path === '' ? [] : path.split('.'), message }]);
}

type WithUserErrors<T> = { [K in keyof T]: T[K] | null } & { userErrors: UserErrorShape[] };

/**
 * Runs a mutation's service call and shapes its payload: `{ ...result, userErrors: [] }`, or `{ userErrors }` with
 * every object absent when the input was rejected. Other errors pass through.
 *
 * @param act returns the payload's objects by field name
 */
export async function withUserErrors<T extends object>(act: () => Promise<T>): Promise<WithUserErrors<T>> {
  try {
    return { ...(await act()), userErrors: [] };
  } catch (error) {
    if (!(error instanceof InputRejected)) throw error;
    return { userErrors: [...error.userErrors] } as unknown as WithUserErrors<T>;
  }
}
