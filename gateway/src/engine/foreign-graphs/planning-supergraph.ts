import { Kind, parse, print, visit, type ConstDirectiveNode, type DocumentNode } from 'graphql';
import { enumOf, hasFields, isGiven, textOf } from '../../supergraph/supergraph-links';
import { addRequiredFields, type RequiredField } from './required-fields';

/*
 * The planner gets a copy of the supergraph in which two things it does wrong can't happen
 * (docs/decisions/0009-plans-put-right.md):
 * - it merges `@requires` selections of one field with different arguments, for it knows a field by its response key: each
 *   such selection becomes a field of its own;
 * - it returns to a subgraph by a key that is declared `resolvable: false` when that is the first one: such keys are left
 *   out where the subgraph has another.
 */

export interface PlanningSupergraph {
  readonly sdl: string;
  /** What the fields stand for that were added, by their names. */
  readonly requiredFields: ReadonlyMap<string, RequiredField>;
  /** Field names that plans fetch by themselves, for keys and requirements: a client's alias must not take them. */
  readonly fetchedNames: ReadonlySet<string>;
}

/** Takes the supergraph as the gateway reads it; answers the planner's copy. */
export function planningSupergraph(gatewaySdl: string): PlanningSupergraph {
  const given = parse(gatewaySdl, { noLocation: true });
  const { document, requiredFields } = addRequiredFields(withoutUselessKeys(given));
  const sdl = document === given ? gatewaySdl : print(document);
  return { sdl, requiredFields, fetchedNames: namesInFieldSets(given) };
}

/** @returns the same document when there was nothing to take out */
function withoutUselessKeys(document: DocumentNode): DocumentNode {
  const definitions = document.definitions.map((node) => {
    const joins = hasFields(node) ? (node.directives ?? []).filter(isTypeJoin) : [];
    const reachable = new Set(joins.filter(isResolvableKey).map((join) => enumOf(join, 'graph')));
    const useless = new Set<unknown>(
      joins.filter((join) => isUnresolvableKey(join) && reachable.has(enumOf(join, 'graph'))),
    );
    if (!hasFields(node) || useless.size === 0) return node;
    return { ...node, directives: (node.directives ?? []).filter((directive) => !useless.has(directive)) };
  });
  const isSame = definitions.every((node, index) => node === document.definitions[index]);
  return isSame ? document : { ...document, definitions };
}

const isTypeJoin = ({ name }: ConstDirectiveNode): boolean => name.value === 'join__type';

/** Whether a `@join__type` says that its graph resolves entities of the type by its key. */
export const isResolvableKey = (join: ConstDirectiveNode): boolean =>
  textOf(join, 'key') !== undefined && !isGiven(join, 'resolvable', false);

/** Whether it says that there is a key by which the graph does not. */
export const isUnresolvableKey = (join: ConstDirectiveNode): boolean =>
  textOf(join, 'key') !== undefined && isGiven(join, 'resolvable', false);

/** The interfaces that are interface objects in some subgraph. */
export function interfaceObjectsOf(supergraph: DocumentNode): ReadonlySet<string> {
  const names = supergraph.definitions.flatMap((node) =>
    node.kind === Kind.INTERFACE_TYPE_DEFINITION &&
    node.directives?.some((join) => isTypeJoin(join) && isGiven(join, 'isInterfaceObject', true))
      ? [node.name.value]
      : [],
  );
  return new Set(names);
}

function namesInFieldSets(document: DocumentNode): Set<string> {
  const names = new Set<string>();
  const add = (directives: readonly ConstDirectiveNode[] = []) => {
    for (const directive of directives) {
      for (const argument of ['key', 'requires', 'provides']) {
        const text = textOf(directive, argument);
        if (text && directive.name.value.startsWith('join__')) addNames(text, names);
      }
    }
  };
  for (const node of document.definitions) {
    if (!hasFields(node)) continue;
    add(node.directives);
    for (const field of node.fields ?? []) add(field.directives);
  }
  return names.add('__typename');
}

function addNames(fieldSet: string, names: Set<string>): void {
  visit(parse(`{${fieldSet}}`, { noLocation: true }), {
    Field: ({ name }) => void names.add(name.value),
  });
}
