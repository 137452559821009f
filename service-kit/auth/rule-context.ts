import type { Viewer } from './viewer';

/** What the generated rules look at in a request's context. */
export interface RuleContext {
  readonly viewerOrNull: Viewer | null;
}

/** Thrown at start when the SDL's markers are missing or contradictory: fail closed. */
export class AuthMarkerError extends Error {}
