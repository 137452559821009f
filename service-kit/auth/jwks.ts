import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { request } from 'undici';
import { z } from 'zod';
import { serviceUnavailable } from '../errors/errors';
import type { VerificationKeys } from './viewer';

/*
 * Another process's public keys, read from its JWKS (RFC 7517). What was read last stays good while the source is
 * down: tokens of known keys go on verifying.
 */

const FRESH_MS = 5 * 60_000;
/** A token may name a key made a moment ago, or a forger's invention: ask again, but not for each of them. */
const ASK_AGAIN_MS = 2_000;
const DEADLINE_MS = 3_000;
const MAX_BYTES = 64 * 1024;

const KeySet = z.object({
  keys: z.array(
    z.looseObject({
      kty: z.string(),
      kid: z.string().optional(),
      crv: z.string().optional(),
      use: z.string().optional(),
    }),
  ),
});
/** One key as it is published. */
export type PublishedKey = z.infer<typeof KeySet>['keys'][number];

const isES256: (key: PublishedKey) => boolean = ({ kty, crv }) => kty === 'EC' && crv === 'P-256';

/**
 * Verification keys from a JWKS address.
 *
 * @param url `http://identity:4001/.well-known/jwks.json`
 * @param isUsable which of the published keys are taken; those for ES256 by default
 * @returns keys whose `find` throws GraphQLError SERVICE_UNAVAILABLE for an unknown `kid` while the source can't be
 *   reached: the token may well be good
 */
export function remoteKeys(url: string, isUsable = isES256): VerificationKeys {
  let keys = new Map<string, KeyObject>();
  /** Retired ones, told before the source shows it; a name is never used again. */
  const withdrawn = new Set<string>();
  let askedAt = -Infinity;
  let asking: Promise<void> | undefined;

  /** One request at a time, whoever waits for it. */
  function ask(): Promise<void> {
    asking ??= waitUntil(askedAt + ASK_AGAIN_MS)
      .then(read)
      .finally(() => {
        asking = undefined;
      });
    return asking;
  }

  async function read(): Promise<void> {
    askedAt = performance.now();
    keys = await fetchKeys(url, isUsable);
  }

  const trusted = (kid: string) => (withdrawn.has(kid) ? undefined : keys.get(kid));
  const keepFresh = () => {
    if (performance.now() - askedAt > FRESH_MS) ask().catch(() => undefined); // the last good set stays
  };

  return {
    async find(kid) {
      const known = trusted(kid);
      if (known) {
        keepFresh();
        return known;
      }
      if (withdrawn.has(kid)) return null;
      try {
        await ask();
      } catch {
        throw serviceUnavailable('The keys that verify tokens are not reachable. Try again shortly.');
      }
      return trusted(kid) ?? null;
    },
    isTrusted(kid) {
      keepFresh();
      return trusted(kid) !== undefined;
    },
    async refresh(retired) {
      for (const kid of retired) withdrawn.add(kid);
      if (keys.size > 0) await read(); // else nothing was asked of it yet
    },
  };
}

/** @param time on the clock that nobody sets (`performance.now`) */
async function waitUntil(time: number): Promise<void> {
  const left = time - performance.now();
  if (left > 0) {
    await new Promise((resolve) => {
      setTimeout(resolve, left);
    });
  }
}

/** Reads a key set. @throws Error when the answer is not 200, too long, late, or no key set with a usable key */
async function fetchKeys(url: string, isUsable: typeof isES256): Promise<Map<string, KeyObject>> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const { statusCode, body } = await request(url, { signal, reset: true });
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Error('The key set is too long.');
    chunks.push(chunk);
  }
  if (statusCode !== 200) throw new Error(`The key set answered ${statusCode}.`);
  const found = new Map<string, KeyObject>();
  for (const jwk of KeySet.parse(JSON.parse(Buffer.concat(chunks).toString('utf8'))).keys) {
    if (jwk.kid === undefined || !isUsable(jwk)) continue;
    found.set(jwk.kid, createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' }));
  }
  if (found.size === 0) throw new Error('The key set holds no key that can be used.');
  return found;
}
