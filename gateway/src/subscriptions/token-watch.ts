import { isCoded } from '../../../service-kit/errors/errors';
import type { TokenVerifier } from '../../../service-kit/auth/viewer';

/** Often enough that an ended session's sockets are closed within a second. */
const LOOK_MS = 500;

/**
 * Looks at the tokens of open sockets and streams while they are open: one timer for all of them, and one look for each
 * token, which costs a map look-up.
 */
export class TokenWatch {
  readonly #byToken = new Map<string, Set<(error: Error) => void>>();
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly verifier: TokenVerifier) {}

  /**
   * Watches a token that was verified.
   *
   * @param onEnd called once, with the reason, when it is no longer good
   * @returns ends the watch
   */
  watch(token: string, onEnd: (error: Error) => void): () => void {
    const all = this.#byToken.get(token) ?? new Set();
    this.#byToken.set(token, all.add(onEnd));
    this.#timer ??= setInterval(() => this.#look(), LOOK_MS).unref();
    return () => {
      all.delete(onEnd);
      if (all.size === 0 && this.#byToken.get(token) === all) this.#byToken.delete(token);
      if (this.#byToken.size === 0) this.close();
    };
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    for (const [token, all] of this.#byToken) {
      this.verifier.verify(token).catch((error: unknown) => {
        if (!isCoded(error)) return; // the keys can't be had: not the token's fault
        if (this.#byToken.get(token) !== all) return; // told by a look before, or watched by others since
        this.#byToken.delete(token);
        for (const onEnd of all) onEnd(error);
      });
    }
  }
}
