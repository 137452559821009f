import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  type ConstDirectiveNode,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { middleware, type IMiddlewareTypeMap } from 'graphql-middleware';
import { allow, chain, deny, rule, shield } from 'graphql-shield';
import type { IRuleFieldMap, IRuleTypeMap, ShieldRule } from 'graphql-shield/typings/types';
import { forbidden, personRequired } from '../errors/errors';
import { rateRules, type FieldRates } from './field-rates';
import { LOGGED_IN, refusal, type Requirement } from './requirement';
import { AuthMarkerError, type RuleContext } from './rule-context';
import { stepUpRules } from './step-up';

/*
 * Authorisation rules, generated from the SDL's own directives.
 *
 * A *requirement* is what one directive demands: to be logged in, or to hold one of several sets of permissions.
 * A field's rule demands its own requirement and that of the type it returns: so a marked object can't be had
 * through any field. What every path to the field's parent has demanded already is left out: an object with 200
 * rows costs one check, not 200 (`guarantees` is the proof: a greatest fixpoint over the schema graph).
 *
 * Query and Mutation deny what has no marker, and a schema with an unmarked root field does not start.
 */

type Requirements = ReadonlyMap<string, Requirement>;

const ROOTS = ['Query', 'Mutation', 'Subscription'];

/** What the SDL's markers say. */
export interface Markers {
  /** By type name, or `Type.field`. */
  demands: ReadonlyMap<string, Requirements>;
  publicFields: ReadonlySet<string>;
}

/**
 * Generates graphql-shield middleware for a subgraph's schema.
 *
 * @param schema built from SDL with its AST nodes
 * @param permissions the closed list; a scope outside it is a typing mistake
 * @param rates how `@rateLimit` is counted
 * @returns middleware for `applyMiddleware`
 * @throws AuthMarkerError naming each root field without a marker and each unknown scope
 */
export function shieldFromDirectives(
  schema: GraphQLSchema,
  permissions: readonly string[],
  rates: FieldRates,
) {
  const markers = readMarkers(schema, new Set(permissions));
  const tree = ruleTree(schema, markers, [stepUpRules(schema), rateRules(schema, rates)]);
  const everywhere = shield(tree, {
    allowExternalErrors: true, // resolvers throw coded errors; the mask for all others is formatError
    fallbackRule: allow, // non-root fields without a demand: their parent was already granted
    fallbackError: forbidden(),
  });
  return middleware((of) => onlyWithRules(everywhere.generate(of) as IMiddlewareTypeMap, tree));
}

/**
 * graphql-shield stands in front of every field, of those it has no rule for too, and each time makes a few promises: of an
 * estimate with 200 positions that was two thirds of the work. Roots stay as they are: what has no rule there is denied.
 */
function onlyWithRules(everywhere: IMiddlewareTypeMap, tree: IRuleTypeMap): IMiddlewareTypeMap {
  const types = Object.entries(everywhere).map(([type, fields]) => {
    if (ROOTS.includes(type)) return [type, fields] as const;
    const ruled = Object.entries(fields).filter(([field]) => Object.hasOwn(tree[type] ?? {}, field));
    return [type, Object.fromEntries(ruled)] as const;
  });
  return Object.fromEntries(types);
}

/** Reads every marker. @throws AuthMarkerError as {@link shieldFromDirectives} */
export function readMarkers(schema: GraphQLSchema, permissions: ReadonlySet<string>): Markers {
  const demands = new Map<string, Requirements>();
  const publicFields = new Set<string>();
  const mistakes: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    if (type.name.startsWith('__')) continue;
    const nodes = [type.astNode, ...type.extensionASTNodes].flatMap((node) => node?.directives ?? []);
    demands.set(type.name, readRequirements(nodes, type.name, permissions, mistakes));
    for (const field of Object.values(type.getFields())) {
      const at = `${type.name}.${field.name}`;
      const directives = field.astNode?.directives ?? [];
      const required = readRequirements(directives, at, permissions, mistakes);
      demands.set(at, required);
      const isPublic = directives.some((directive) => directive.name.value === 'public');
      if (isPublic) publicFields.add(at);
      if (isPublic && required.size > 0) mistakes.push(`${at} is marked both @public and protected`);
      if (ROOTS.includes(type.name) && !isPublic && required.size === 0 && !field.name.startsWith('_')) {
        mistakes.push(`${at} has no auth marker: add @authenticated, @requiresScopes or @public`);
      }
    }
  }
  if (mistakes.length > 0) throw new AuthMarkerError(`The schema can't start:\n  ${mistakes.join('\n  ')}`);
  return { demands, publicFields };
}

function readRequirements(
  directives: readonly ConstDirectiveNode[],
  at: string,
  permissions: ReadonlySet<string>,
  mistakes: string[],
): Requirements {
  const found = new Map<string, Requirement>();
  for (const directive of directives) {
    const name = directive.name.value;
    if (name === 'policy') mistakes.push(`${at} uses @policy, which no rule implements`);
    if (name === 'authenticated') found.set(JSON.stringify(LOGGED_IN), LOGGED_IN);
    if (name !== 'requiresScopes') continue;
    const scopes = scopesOf(directive);
    for (const scope of scopes.flat()) {
      if (!permissions.has(scope)) mistakes.push(`${at} requires the unknown permission "${scope}"`);
    }
    if (scopes.length === 0) mistakes.push(`${at} requires an empty list of scopes`);
    found.set(JSON.stringify(scopes), scopes);
  }
  return found;
}

function scopesOf(directive: ConstDirectiveNode): string[][] {
  const value = directive.arguments?.find((argument) => argument.name.value === 'scopes')?.value;
  if (value?.kind !== 'ListValue') return [];
  return value.values.map((set) =>
    set.kind === 'ListValue'
      ? set.values.flatMap((one) => (one.kind === 'StringValue' ? [one.value] : []))
      : [],
  );
}

function ruleTree(
  schema: GraphQLSchema,
  markers: Markers,
  further: readonly ReadonlyMap<string, ShieldRule>[],
): IRuleTypeMap {
  const granted = guarantees(schema, markers);
  const tree: Record<string, IRuleFieldMap> = {};
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    const rules: IRuleFieldMap = ROOTS.includes(type.name) ? { '*': deny } : {};
    for (const field of Object.values(type.getFields())) {
      const at = `${type.name}.${field.name}`;
      if (at === 'Query._service') rules[field.name] = allow;
      else if (at === 'Query._entities') rules[field.name] = entityRule(markers.demands);
      else {
        const demanded = demandsOf(at, getNamedType(field.type), schema, markers);
        const missing = without(demanded, granted.get(type.name) ?? new Map());
        if (isForPeople(type.name, field.astNode?.directives ?? [], demanded)) rules[field.name] = PERSON;
        else if (missing.size > 0) rules[field.name] = demand([...missing.values()]);
        else if (markers.publicFields.has(at) || ROOTS.includes(type.name)) rules[field.name] = allow;
        // Each is asked after the one before: who may not use the field is not counted.
        for (const next of further.flatMap((others) => others.get(at) ?? [])) {
          rules[field.name] = chain((rules[field.name] as ShieldRule | undefined) ?? allow, next);
        }
      }
    }
    if (Object.keys(rules).length > 0) tree[type.name] = rules;
  }
  return tree;
}

/** What a field demands: its own marker and those of the object types it can return. A public field demands nothing. */
export function demandsOf(
  at: string,
  returned: GraphQLNamedType,
  schema: GraphQLSchema,
  markers: Markers,
): Requirements {
  if (markers.publicFields.has(at)) return new Map();
  const types =
    isUnionType(returned) || isInterfaceType(returned) ? schema.getPossibleTypes(returned) : [returned];
  return new Map([
    ...(markers.demands.get(at) ?? []),
    ...(markers.demands.get(returned.name) ?? []),
    ...types.flatMap((type) => [...(markers.demands.get(type.name) ?? [])]),
  ]);
}

/** For each type, the requirements that every path to it has checked. Greatest fixpoint: start with all, take away. */
function guarantees(schema: GraphQLSchema, markers: Markers): Map<string, Requirements> {
  const objects = Object.values(schema.getTypeMap()).filter(isObjectType);
  const all = new Map([...markers.demands.values()].flatMap((demands) => [...demands]));
  const granted = new Map<string, Requirements>(
    objects.map((type) => [type.name, ROOTS.includes(type.name) ? new Map() : all]),
  );
  const entities = new Set(
    schema.getType('_Entity')
      ? schema.getPossibleTypes(schema.getType('_Entity') as never).map(({ name }) => name)
      : [],
  );
  for (let changed = true; changed;) {
    changed = false;
    for (const parent of objects) {
      for (const field of Object.values(parent.getFields())) {
        if (field.name === '_entities') continue;
        const returned = getNamedType(field.type);
        const at = `${parent.name}.${field.name}`;
        const path = new Map([
          ...(granted.get(parent.name) ?? []),
          ...demandsOf(at, returned, schema, markers),
        ]);
        const reached =
          isUnionType(returned) || isInterfaceType(returned) ? schema.getPossibleTypes(returned) : [returned];
        for (const { name } of reached) changed = narrow(granted, name, path) || changed;
      }
    }
    for (const name of entities) {
      changed = narrow(granted, name, entityDemands(markers.demands, name)) || changed;
    }
  }
  return granted;
}

function narrow(granted: Map<string, Requirements>, name: string, path: Requirements): boolean {
  const before = granted.get(name);
  if (!before || ROOTS.includes(name)) return false;
  const after = new Map([...before].filter(([key]) => path.has(key)));
  granted.set(name, after);
  return after.size < before.size;
}

const without = (demanded: Requirements, granted: Requirements): Requirements =>
  new Map([...demanded].filter(([key]) => !granted.has(key)));

/** An entity reference always demands a log-in, and its type's own marker. */
function entityDemands(demands: Markers['demands'], typeName: string): Requirements {
  return new Map([[JSON.stringify(LOGGED_IN), LOGGED_IN], ...(demands.get(typeName) ?? [])]);
}

/** The rule of one field. Not cached: it is a set look-up, and shield's cache is by rule name (see docs/decisions). */
function demand(requirements: readonly Requirement[]) {
  return rule({ cache: 'no_cache' })((_parent, _args, context: RuleContext) =>
    refusal(requirements, context.viewerOrNull),
  );
}

/**
 * A root field that demands a log-in and no scope is about whoever has logged in: their sessions, their password. What a key may do
 * is said by its scopes, so such a field is closed to it, unless the SDL says `@forKeys`: then its resolver asks for permissions.
 */
function isForPeople(
  typeName: string,
  directives: readonly ConstDirectiveNode[],
  demanded: Requirements,
): boolean {
  if (!ROOTS.includes(typeName) || directives.some(({ name }) => name.value === 'forKeys')) return false;
  return demanded.size > 0 && [...demanded.values()].every((requirement) => requirement === LOGGED_IN);
}

const PERSON = rule({ cache: 'no_cache' })((_parent, _args, { viewerOrNull }: RuleContext) =>
  viewerOrNull?.machine ? personRequired() : refusal([LOGGED_IN], viewerOrNull),
);

function entityRule(demands: Markers['demands']) {
  return rule({ cache: 'no_cache' })(
    (_parent, args: { representations: readonly { __typename?: string }[] }, context: RuleContext) => {
      const names = new Set(args.representations.map((reference) => String(reference.__typename)));
      const requirements = [...names].flatMap((name) => [...entityDemands(demands, name).values()]);
      return refusal(requirements, context.viewerOrNull);
    },
  );
}
