import { isObjectType, type GraphQLField, type GraphQLSchema } from 'graphql';
import { rule } from 'graphql-shield';
import type { ShieldRule } from 'graphql-shield/typings/types';
import type { DataSource } from 'typeorm';
import { forbiddenBecause, unauthenticated } from '../errors/errors';
import { AuthMarkerError } from './rule-context';
import type { Viewer } from './viewer';

/*
 * Step-up: what does harm in the hands of somebody who found an open browser wants a fresh proof of who it is. A log-in is one
 * (with the second factor, where the account has one), and so is `stepUp`; each holds ten minutes, for its own session.
 *
 * A mutation whose SDL carries `@stepUp` is refused without one. Where it depends on the input, a service calls `demandFresh`.
 */

/** How long a proof holds. */
export const FRESH_MINUTES = 10;

/** Whether a caller's session has proved who they are lately. */
export type FindFreshness = (viewer: Pick<Viewer, 'orgId' | 'sessionId'>) => Promise<boolean>;

/** What the rule looks at. */
export interface StepUpContext {
  readonly viewerOrNull: Viewer | null;
  readonly isFresh: FindFreshness;
}

/** Asks identity's database. Its function may be called by the role of every subgraph. @param source of any of them */
export const sessionFreshness =
  (source: DataSource): FindFreshness =>
  async ({ orgId, sessionId }) => {
    const [row] = (await source.query('SELECT identity.is_session_fresh($1, $2) AS fresh', [
      orgId,
      sessionId,
    ])) as { fresh: boolean }[];
    return row?.fresh === true;
  };

/** FORBIDDEN with the reason STEP_UP_REQUIRED. */
export const stepUpRequired = () =>
  forbiddenBecause(
    'STEP_UP_REQUIRED',
    'This wants a fresh proof that it is you: use stepUp, with your second factor or your password, and send it again.',
  );

/** @throws GraphQLError FORBIDDEN with the reason STEP_UP_REQUIRED; UNAUTHENTICATED for an anonymous caller */
export async function demandFresh({ viewerOrNull, isFresh }: StepUpContext): Promise<void> {
  if (!viewerOrNull) throw unauthenticated();
  if (!(await isFresh(viewerOrNull))) throw stepUpRequired();
}

const RULE: ShieldRule = rule({ cache: 'no_cache' })(async (_parent, _args, context: StepUpContext) =>
  demandFresh(context).then(
    () => true,
    (error: unknown) => error as Error,
  ),
);

/**
 * The rules of all fields that carry `@stepUp`, by `Type.field`.
 *
 * @throws AuthMarkerError for one that is no mutation
 */
export function stepUpRules(schema: GraphQLSchema): Map<string, ShieldRule> {
  const rules = new Map<string, ShieldRule>();
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    for (const field of Object.values(type.getFields())) {
      if (!carries(field as GraphQLField<unknown, unknown>)) continue;
      const at = `${type.name}.${field.name}`;
      if (type.name !== 'Mutation') throw new AuthMarkerError(`${at}: only a mutation can carry @stepUp`);
      rules.set(at, RULE);
    }
  }
  return rules;
}

const carries = ({ astNode }: GraphQLField<unknown, unknown>): boolean =>
  astNode?.directives?.some(({ name }) => name.value === 'stepUp') ?? false;
