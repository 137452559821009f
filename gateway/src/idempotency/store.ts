import { randomUUID } from 'node:crypto';
import type { GraphQLFormattedError } from 'graphql';
import { LRUCache } from 'lru-cache';
import { IDEMPOTENCY_HOURS } from '../../../service-kit/postgres/idempotency';

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

/** Keys at most; the oldest go first. */
const MAX_KEYS = 10_000;

interface Entry {
  fingerprint: string;
  token: string;
  leaseUntil: number;
  answer: KeptAnswer | null;
}

/** For a gateway without a database of ours: one process, until it ends. */
export function createMemoryStore(): IdempotencyStore {
  const entries = new LRUCache<string, Entry>({ max: MAX_KEYS, ttl: IDEMPOTENCY_HOURS * 3_600_000 });
  const idOf = ({ orgId, userId, key }: KeyOwner) => `${orgId} ${userId} ${key}`;
  const held = (owner: KeyOwner, token: string) => {
    const entry = entries.get(idOf(owner));
    return entry?.token === token ? entry : undefined;
  };
  return {
    async claim(owner, fingerprint) {
      const known = entries.get(idOf(owner));
      if (known && known.fingerprint !== fingerprint) return { kind: 'reused' };
      if (known?.answer) return { kind: 'answered', answer: known.answer };
      if (known && known.leaseUntil > Date.now()) return { kind: 'in-progress' };
      const token = randomUUID();
      entries.set(idOf(owner), { fingerprint, token, leaseUntil: Date.now() + LEASE_MS, answer: null });
      return { kind: 'run', token };
    },
    async renew(owner, token) {
      const entry = held(owner, token);
      if (entry) entry.leaseUntil = Date.now() + LEASE_MS;
    },
    async finish(owner, token, answer) {
      const entry = held(owner, token);
      if (entry) entry.answer = answer;
    },
    async release(owner, token) {
      if (held(owner, token)) entries.delete(idOf(owner));
    },
  };
}
