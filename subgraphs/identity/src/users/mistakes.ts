import { InputRejected, type UserErrorShape } from '../../../../service-kit/errors/user-errors';

/** Collects all mistakes of an input, so that a form shows them at once. */
export class Mistakes {
  readonly #found: UserErrorShape[] = [];

  /** Takes a checked value, or the error that checking gave; answers the value, or '' after an error. */
  note(checked: string | InputRejected | null): string {
    if (!(checked instanceof InputRejected)) return checked ?? '';
    this.#found.push(...checked.userErrors);
    return '';
  }

  /** Runs a check that throws its mistake; answers what it answered, or undefined after an error. */
  try<T>(check: () => T): T | undefined {
    try {
      return check();
    } catch (error) {
      if (!(error instanceof InputRejected)) throw error;
      this.note(error);
      return undefined;
    }
  }

  /** @throws InputRejected with all of them, if there are any */
  throwIfAny(): void {
    if (this.#found.length > 0) throw new InputRejected(this.#found);
  }
}
