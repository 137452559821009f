import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { IDEMPOTENCY_HOURS } from '../../../service-kit/postgres/idempotency';
import { LEASE_MS, type IdempotencyStore, type KeptAnswer, type KeyOwner } from './store';

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
