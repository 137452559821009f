import { defaultFieldResolver, getNamedType, type GraphQLSchema } from 'graphql';
import { applyMiddleware, type IMiddleware } from 'graphql-middleware';
import { checkReferences } from '../subgraph/entity-references';
import { refusal } from './requirement';
import type { FieldRates } from './field-rates';
import { AuthMarkerError, type RuleContext } from './rule-context';
import { demandsOf, readMarkers, shieldFromDirectives } from './rules';

/**
 * Puts the rules generated from the SDL's directives in front of every resolver, and in front of each subscription's
 * beginning: graphql-shield stands in front of `resolve` only, which runs for each event, but not before the first.
 *
 * @param permissions the closed list
 * @param rates how `@rateLimit` is counted
 * @param more middleware that runs after the rules
 * @throws AuthMarkerError as `shieldFromDirectives`, and for a subscription without `subscribe` and `resolve`
 */
export function shieldSchema(
  schema: GraphQLSchema,
  permissions: readonly string[],
  rates: FieldRates,
  ...more: IMiddleware[]
): GraphQLSchema {
  refuseHalfSubscriptions(schema);
  checkReferences(schema);
  const shielded = applyMiddleware(schema, shieldFromDirectives(schema, permissions, rates), ...more);
  const markers = readMarkers(shielded, new Set(permissions));
  for (const field of Object.values(shielded.getSubscriptionType()?.getFields() ?? {})) {
    const { subscribe } = field;
    const at = `Subscription.${field.name}`;
    const demanded = [...demandsOf(at, getNamedType(field.type), shielded, markers).values()];
    const isOpen = markers.publicFields.has(at);
    field.subscribe = async (root, args, context: RuleContext, info) => {
      const verdict = isOpen ? true : refusal(demanded, context.viewerOrNull);
      if (verdict !== true) throw verdict;
      return (await subscribe?.(root, args, context, info)) as unknown;
    };
  }
  return shielded;
}

/** With `subscribe` alone, shield would stand in front of that and leave the events unguarded. */
function refuseHalfSubscriptions(schema: GraphQLSchema): void {
  const fields = Object.values(schema.getSubscriptionType()?.getFields() ?? {});
  const half = fields.filter(
    ({ subscribe, resolve }) => !subscribe || !resolve || resolve === defaultFieldResolver,
  );
  if (half.length === 0) return;
  const names = half.map(({ name }) => `Subscription.${name}`).join(', ');
  throw new AuthMarkerError(`These need both subscribe and resolve, or events go out unguarded: ${names}`);
}
