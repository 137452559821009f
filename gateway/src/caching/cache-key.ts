import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../service-kit/data/canonical-json';
import type { Viewer } from '../../../service-kit/auth/viewer';
import type { Operation } from '../pipeline/operation';
import type { CachePolicy } from './cache-policy';

/** Longer variables are not worth the work of making a key of them, in characters. */
const MAX_VARIABLES = 16_384;

const principals = new WeakMap<Viewer, string>();

/** Everybody with the same organisation, role and permissions gets the same answers, but for PRIVATE fields. */
function principalOf(viewer: Viewer): string {
  let principal = principals.get(viewer);
  if (principal === undefined) {
    const { orgId, role, permissions } = viewer;
    principal = JSON.stringify([orgId, role, [...permissions].sort()]);
    principals.set(viewer, principal);
  }
  return principal;
}

/**
 * The key of an answer: two requests with the same key get the same answer as long as the data is the same.
 *
 * @param graphHash tells one supergraph from another
 * @returns null for variables that are too long or not plain JSON
 */
export function cacheKeyOf(parts: {
  graphHash: string;
  operation: Operation;
  variables: Readonly<Record<string, unknown>>;
  viewer: Viewer;
  policy: CachePolicy;
}): string | null {
  const { graphHash, operation, viewer, policy } = parts;
  const variables = canonicalJson(parts.variables);
  if (variables === null || variables.length > MAX_VARIABLES) return null;
  const person = policy.isPrivate ? [viewer.userId, viewer.sessionId] : [];
  // JSON of a list of strings: no part can reach into its neighbour.
  const key = [graphHash, operation.hash, operation.name, variables, principalOf(viewer), ...person];
  return createHash('sha256').update(JSON.stringify(key)).digest('base64url');
}
