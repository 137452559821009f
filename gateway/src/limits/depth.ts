import { GraphQLError, Kind, type ASTVisitor, type SelectionSetNode, type ValidationContext } from 'graphql';

/**
 * Fields within fields: room for four lists within one another (each takes three: the field, `edges`, `node`) and for
 * what hangs on the last. Introspection is not counted: graphql-js bounds it itself.
 */
const MAX_DEPTH = 15;

/**
 * A validation rule: refuses operations whose fields nest deeper than `max`. Fragments are measured once each, so a
 * document of many spreads costs no more than its length.
 */
export function depthLimit(max = MAX_DEPTH) {
  return (context: ValidationContext): ASTVisitor => {
    const depthOf = createMeasure(context);
    return {
      OperationDefinition(node) {
        const depth = depthOf(node.selectionSet);
        if (depth <= max) return;
        const message = `This operation nests ${depth} fields deep; ${max} is the limit. Ask in two operations.`;
        context.reportError(new GraphQLError(message, { nodes: node }));
      },
    };
  };
}

function createMeasure(context: ValidationContext): (selectionSet: SelectionSetNode) => number {
  const depths = new Map<string, number>();

  function fragmentDepth(name: string): number {
    let depth = depths.get(name);
    if (depth !== undefined) return depth;
    depths.set(name, 0); // a cycle, or a fragment that isn't there: other rules' concern
    const fragment = context.getFragment(name);
    depth = fragment ? depthOf(fragment.selectionSet) : 0;
    depths.set(name, depth);
    return depth;
  }

  function depthOf({ selections }: SelectionSetNode): number {
    let deepest = 0;
    for (const selection of selections) {
      let depth;
      if (selection.kind === Kind.FRAGMENT_SPREAD) depth = fragmentDepth(selection.name.value);
      else if (selection.kind === Kind.INLINE_FRAGMENT) depth = depthOf(selection.selectionSet);
      else if (selection.name.value.startsWith('__')) depth = 0;
      else depth = 1 + (selection.selectionSet ? depthOf(selection.selectionSet) : 0);
      deepest = Math.max(deepest, depth);
    }
    return deepest;
  }

  return depthOf;
}
