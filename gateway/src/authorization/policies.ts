import type { GatewayContext } from '../pipeline/context';

/**
 * Decides which policies hold for a request. Asked once per request, only when the operation meets `@policy`.
 *
 * @param asked every policy the operation depends on
 * @returns those that hold; whatever is not in it is denied. What it throws ends the request: nothing is fetched
 */
export type PolicyEvaluator = (
  asked: readonly string[],
  context: GatewayContext,
) => ReadonlySet<string> | Promise<ReadonlySet<string>>;

const NONE: ReadonlySet<string> = new Set();

/** A policy holds for those who have the permission of the same name. */
export const policiesFromPermissions: PolicyEvaluator = (_asked, { viewer }) => viewer?.permissions ?? NONE;

/** No policy holds for anyone: what is right for a graph whose policies nobody has explained. */
export const noPolicy: PolicyEvaluator = () => NONE;
