import type { GraphQLFormattedError } from 'graphql';

/** Whose key it is: two people never share one. */
export interface KeyOwner {
  readonly orgId: string;
  readonly userId: string;
  readonly key: string;
}

/** An answer as it is kept. */
export interface KeptAnswer {
  data: Record<string, unknown> | null;
  errors?: readonly GraphQLFormattedError[];
}

/** What becomes of a request with a key. */
export type Claim =
  /** It is the first, or the one before it died: run it, then `finish` or `release` with this token. */
  | { kind: 'run'; token: string }
  /** It ran: this is what it answered. */
  | { kind: 'answered'; answer: KeptAnswer }
  | { kind: 'in-progress' }
  /** The key belongs to another operation or other variables. */
  | { kind: 'reused' };

/** How long a claim holds without a sign of life from whoever runs it, in ms. */
export const LEASE_MS = 10_000;
/** How often whoever runs it gives one. */
export const HEARTBEAT_MS = 3_000;

/** Remembers keys and answers for 24 hours, for every gateway process alike. */
export interface IdempotencyStore {
  /** Decides, atomically, whether this request runs. @param fingerprint of operation and variables */
  claim(owner: KeyOwner, fingerprint: string): Promise<Claim>;
  /** Says that it still runs. */
  renew(owner: KeyOwner, token: string): Promise<void>;
  /** Keeps the answer. */
  finish(owner: KeyOwner, token: string, answer: KeptAnswer): Promise<void>;
  /** Forgets the claim: the next request with this key runs. */
  release(owner: KeyOwner, token: string): Promise<void>;
}
