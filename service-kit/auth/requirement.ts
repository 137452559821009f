import { forbidden, unauthenticated } from '../errors/errors';
import type { Viewer } from './viewer';

/*
 * What one auth directive demands, and the words of a refusal: the same at the gateway as in every subgraph.
 */

/** `[['a','b'],['c']]` means (a and b) or c, as in `@requiresScopes`; `[[]]` means "logged in". */
export type Requirement = readonly (readonly string[])[];

export const LOGGED_IN: Requirement = [[]];

/** Whether someone who holds these meets the requirement. */
export function isMet(requirement: Requirement, held: ReadonlySet<string>): boolean {
  return requirement.some((all) => all.every((one) => held.has(one)));
}

/** `true` when all requirements are met, else the error to answer. */
export function refusal(requirements: readonly Requirement[], viewer: Viewer | null) {
  if (!viewer) return requirements.length === 0 ? true : unauthenticated();
  for (const requirement of requirements) {
    if (!isMet(requirement, viewer.permissions)) return forbidden(inWords(requirement));
  }
  return true;
}

/** `a and b or c`. */
export const inWords = (requirement: Requirement): string =>
  requirement.map((all) => all.join(' and ')).join(' or ');
