import type { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { addressAllowed } from '../../../service-kit/auth/allowed-addresses';
import { isApiKey, parseApiKey } from '../../../service-kit/auth/api-key';
import { hashToken } from '../../../service-kit/auth/secrets';
import type { TokenVerifier, Viewer } from '../../../service-kit/auth/viewer';
import { isCoded, rateLimited, unauthenticated } from '../../../service-kit/errors/errors';
import { addressKey } from '../../../service-kit/http/address-key';

/*
 * API keys at the gateway. A key is exchanged at identity for a short token, which goes on from here as any token does; nothing
 * behind the gateway ever sees a key. What an exchange gave is kept for five seconds, so a revoked key is refused by then whatever
 * else fails; usually within one, for its tokens end as sessions do.
 */

/** Gives a short token for a key. @throws GraphQLError UNAUTHENTICATED for a key that is not good */
export type ExchangeKey = (key: string, from: From) => Promise<string>;

/** Who asks by a credential, and the token that the subgraphs get. */
interface Credential {
  readonly viewer: Viewer;
  readonly token: string;
}

/** Verifies tokens, and keys besides. */
export interface CredentialVerifier extends TokenVerifier {
  /** The caller of a key. @throws GraphQLError UNAUTHENTICATED, RATE_LIMITED */
  exchange?(key: string, from: From): Promise<Credential>;
}

const KEPT_MS = 5_000;
const MAX_KEPT = 10_000;
/** Keys of one address in a minute that identity refuses. Those that were good before are not counted against it. */
const UNKNOWN_PER_MINUTE = 20;
const TOO_MANY = 'Too many unknown API keys from your address.';
const ASK_AGAIN_MS = 1_000;
const ASK_AGAIN = 'Many API keys of your address are being looked up, so this one was not yet.';

const notValid = () => unauthenticated('This API key is not valid here.');
const TEST_KEY =
  'Test keys (ek_test_…) work in sandbox organisations only, and there are none yet: use a key that begins with ek_live_.';

/** Where a key is used from. */
interface From {
  readonly ip: string | null;
  readonly requestId: string;
}

/** Exchanges keys, and keeps for a while what came of it. Keys are named by their hashes: none of them stays in memory. */
class Exchanges {
  readonly #tokens = new LRUCache<string, string>({ max: MAX_KEPT, ttl: KEPT_MS });
  readonly #refusals = new LRUCache<string, Error>({ max: MAX_KEPT, ttl: KEPT_MS });
  readonly #pending = new Map<string, Promise<string>>();
  /** Keys that were good when they were last asked for: nobody else's guesses from the same address keep them out. */
  readonly #good = new LRUCache<string, true>({ max: MAX_KEPT });
  readonly #unknown = new RateLimiterMemory({ points: UNKNOWN_PER_MINUTE, duration: 60 });
  /** By address: how many keys are being asked for that may turn out to be unknown. */
  readonly #asked = new Map<string, number>();

  constructor(private readonly exchangeKey: ExchangeKey) {}

  /** What an exchange of the last seconds gave; undefined without one. @throws what it threw */
  kept(name: string): string | undefined {
    const refused = this.#refusals.get(name);
    if (refused) throw refused;
    return this.#tokens.get(name);
  }

  forget(name: string): void {
    this.#tokens.delete(name);
  }

  /** One exchange at a time for a key, however many requests wait for it. */
  tokenOf(key: string, name: string, from: From): Promise<string> {
    let asked = this.#pending.get(name);
    if (!asked) {
      asked = this.#ask(key, name, from).finally(() => this.#pending.delete(name));
      this.#pending.set(name, asked);
    }
    return asked;
  }

  async #ask(key: string, name: string, from: From): Promise<string> {
    const address = addressKey(from.ip ?? '');
    const isKnown = this.#good.has(name);
    if (isKnown) return this.#exchange(key, name, from, address);
    await this.#takePlace(address);
    let isRefused = false;
    try {
      return await this.#exchange(key, name, from);
    } catch (error) {
      isRefused = isUnauthenticated(error);
      throw error;
    } finally {
      this.#count(address, -1);
      if (!isRefused) await this.#unknown.reward(address);
    }
  }

  /**
   * Takes one of an address's tries before identity is asked, so any number at once come to no more than one after the other. It is
   * given back for a key that is good.
   *
   * @throws GraphQLError RATE_LIMITED
   */
  async #takePlace(address: string): Promise<void> {
    this.#count(address, 1);
    const spent = await this.#unknown.consume(address).then(
      () => null,
      (state: RateLimiterRes) => state,
    );
    if (!spent) return;
    this.#count(address, -1);
    await this.#unknown.reward(address);
    // Some of those that are being asked for may be good, and give theirs back; this one may be good, too.
    if (this.#asked.has(address)) throw rateLimited(ASK_AGAIN_MS, ASK_AGAIN);
    throw rateLimited(spent.msBeforeNext, TOO_MANY);
  }

  #count(address: string, one: 1 | -1): void {
    const count = (this.#asked.get(address) ?? 0) + one;
    if (count > 0) this.#asked.set(address, count);
    else this.#asked.delete(address);
  }

  /** @param counted the address whose tries a refusal counts against, unless one was taken before */
  async #exchange(key: string, name: string, from: From, counted?: string): Promise<string> {
    try {
      const token = await this.exchangeKey(key, from);
      this.#tokens.set(name, token);
      this.#good.set(name, true);
      return token;
    } catch (error) {
      if (isUnauthenticated(error)) {
        this.#good.delete(name);
        this.#refusals.set(name, error);
        if (counted !== undefined) await this.#unknown.penalty(counted);
      }
      throw error;
    }
  }
}

const isUnauthenticated = (error: unknown): error is GraphQLError =>
  isCoded(error) && error.extensions['code'] === 'UNAUTHENTICATED';

/**
 * Makes a verifier that takes API keys, too.
 *
 * @param verifier of tokens
 * @param exchangeKey asks identity
 */
export function withApiKeys(verifier: TokenVerifier, exchangeKey: ExchangeKey): CredentialVerifier {
  const exchanges = new Exchanges(exchangeKey);
  const viewerOf = async (token: string): Promise<Viewer> =>
    verifier.recall?.(token) ?? verifier.verify(token);

  const exchange = async (key: string, from: From): Promise<Credential> => {
    const parts = parseApiKey(key); // what is no key costs nobody anything
    if (!parts) throw notValid();
    if (parts.mode === 'test') throw unauthenticated(TEST_KEY);
    const name = hashToken(key).toString('base64');
    const kept = exchanges.kept(name);
    if (kept !== undefined) {
      try {
        return { viewer: await viewerOf(kept), token: kept };
      } catch (error) {
        // The token has ended: the key was revoked, or changed. Identity says which.
        if (!isUnauthenticated(error)) throw error;
        exchanges.forget(name);
      }
    }
    const token = await exchanges.tokenOf(key, name, from);
    return { viewer: await viewerOf(token), token };
  };

  return {
    ...(verifier.recall
      ? { recall: (token: string) => (isApiKey(token) ? undefined : verifier.recall?.(token)) }
      : {}),
    // Of a socket that stays open: from where its key came was looked at when it was opened.
    verify: async (token) =>
      isApiKey(token)
        ? (await exchange(token, { ip: null, requestId: 'socket' })).viewer
        : verifier.verify(token),
    exchange,
  };
}

/** @throws GraphQLError UNAUTHENTICATED for a key that may not be used from this address */
export function checkAddress({ allowedAddresses }: Viewer, ip: string | null): void {
  if (allowedAddresses && !addressAllowed(allowedAddresses, ip)) {
    throw unauthenticated('This API key may not be used from your address.');
  }
}
