import {
  Kind,
  parse,
  print,
  validate,
  visit,
  type ASTNode,
  type DocumentNode,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';

const MAX_TRIALS = 600;

/**
 * Makes a failing document smaller as long as it keeps failing: leaves out selections, directives, arguments and fragments.
 *
 * @param fails whether a document still shows the failure
 * @returns the smallest found, in at most 600 trials
 */
export async function shrink(
  schema: GraphQLSchema,
  document: DocumentNode,
  fails: (document: DocumentNode) => Promise<boolean>,
): Promise<DocumentNode> {
  let best = document;
  let trials = 0;
  for (let isSmaller = true; isSmaller && trials < MAX_TRIALS;) {
    isSmaller = false;
    for (const less of smaller(best)) {
      if (trials >= MAX_TRIALS) break;
      if (!isWhole(less) || validate(schema, less).length > 0) continue;
      const candidate = parse(print(less)); // nodes of its own: what is known of an operation hangs on its node
      trials += 1;
      if (await fails(candidate)) {
        best = candidate;
        isSmaller = true;
        break;
      }
    }
  }
  return best;
}

/** Each document with one thing less, larger things first. */
function* smaller(document: DocumentNode): Generator<DocumentNode> {
  const nodes: { node: ASTNode; size: number }[] = [];
  visit(document, {
    enter(node) {
      if (REMOVABLE.includes(node.kind)) nodes.push({ node, size: print(node).length });
    },
  });
  nodes.sort((one, other) => other.size - one.size);
  for (const { node } of nodes) {
    yield tidy(without(document, node));
    if (node.kind === Kind.INLINE_FRAGMENT) yield tidy(unwrapped(document, node, node.selectionSet));
    if (node.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = document.definitions.find(
        (one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === node.name.value,
      );
      if (fragment?.kind !== Kind.FRAGMENT_DEFINITION) continue;
      const { typeCondition, selectionSet } = fragment;
      const inlined = { kind: Kind.INLINE_FRAGMENT as const, typeCondition, selectionSet };
      yield tidy(visit(document, { FragmentSpread: (one) => (one === node ? inlined : undefined) }));
    }
  }
}

/** Taking things out leaves empty braces behind, which no text has. */
function isWhole(document: DocumentNode): boolean {
  let isWhole = document.definitions.length > 0;
  visit(document, {
    SelectionSet(node) {
      if (node.selections.length === 0) isWhole = false;
    },
  });
  return isWhole;
}

const REMOVABLE: string[] = [
  Kind.FIELD,
  Kind.INLINE_FRAGMENT,
  Kind.FRAGMENT_SPREAD,
  Kind.DIRECTIVE,
  Kind.ARGUMENT,
];

const without = (document: DocumentNode, gone: ASTNode): DocumentNode =>
  visit(document, { enter: (node) => (node === gone ? null : undefined) });

/** The selections of a fragment in its place. */
function unwrapped(document: DocumentNode, fragment: ASTNode, inner: SelectionSetNode): DocumentNode {
  return visit(document, {
    SelectionSet: {
      leave: (node) =>
        node.selections.includes(fragment as never)
          ? {
              ...node,
              selections: node.selections.flatMap((one) => (one === fragment ? inner.selections : [one])),
            }
          : undefined,
    },
  });
}

/** Takes out variables and fragments nobody uses. */
export function tidy(document: DocumentNode): DocumentNode {
  const used = new Set<string>();
  visit(document, {
    FragmentSpread: (node) => void used.add(`...${node.name.value}`),
    VariableDefinition: () => false,
    Variable: (node) => void used.add(`$${node.name.value}`),
  });
  const tidied = visit(document, {
    FragmentDefinition: (node) => (used.has(`...${node.name.value}`) ? undefined : null),
    VariableDefinition: (node) => (used.has(`$${node.variable.name.value}`) ? undefined : null),
  });
  return tidied.definitions.length < document.definitions.length ? tidy(tidied) : tidied;
}
