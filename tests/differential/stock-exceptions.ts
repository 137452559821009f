import {
  Kind,
  parse,
  print,
  visit,
  type DirectiveNode,
  type DocumentNode,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';
import type { Difference } from '../../testkit/federation/compare-answers';
import type { GraphDefinition } from '../../testkit/federation/federated-graph';
import { tidy } from '../../testkit/federation/shrink';

/*
 * What stock `@apollo/gateway` is known to get wrong. Each exception says how an operation is to be written for stock to get
 * it right: only a difference that is gone then is excused, so an exception can't hide another fault.
 */

export interface StockException {
  readonly reason: string;
  /** Where nothing can be rewritten: whether this is what happened. */
  excuses?(difference: Difference, document: DocumentNode): boolean;
  /** The same question, without what stock stumbles over. */
  rewrite?(document: DocumentNode, variables: Readonly<Record<string, unknown>>): DocumentNode;
}

const INTERFACE_OBJECTS: readonly StockException[] = [
  {
    reason: 'the planner throws at a fragment that can never match under an @interfaceObject',
    excuses: ({ words }) =>
      /^it threw Error: We should have an edge from \w+\(\w+\) for __typename/.test(words),
  },
  {
    reason: 'the __typename an @interfaceObject subgraph answers overwrites the concrete one',
    rewrite: (document) => withoutTypenames(document),
  },
  {
    reason:
      'entities of an @interfaceObject lose fields when only some of their types are asked: by __typename, or for want of a key',
    excuses: ({ isLoss, kind }, document) => isLoss && kind !== 'effects' && hasTypeCondition(document),
  },
];

const RENAMED_ROOTS: readonly StockException[] = [
  {
    reason: 'the __typename of a root type, by the name a subgraph has for it, loses the whole answer',
    rewrite: (document) => withoutTypenames(document),
  },
];

const MUTATIONS: readonly StockException[] = [
  {
    reason: 'fields of a mutation inside a fragment run before those beside it',
    rewrite: (document, variables) => withFlatRoot(withoutConditions(document, variables)),
  },
];

const EVERYWHERE: readonly StockException[] = [
  {
    reason:
      'a required field fetched under @skip/@include is missing in the representation: the whole representation is dropped',
    rewrite: (document, variables) => withoutConditions(document, variables),
  },
  {
    reason: 'an alias that is the name of a key or required field takes its place in the representation',
    rewrite: (document) => withOwnAliases(document),
  },
];

/** The exceptions for a graph. */
export function stockExceptions({ subgraphs }: GraphDefinition): readonly StockException[] {
  const sdl = Object.values(subgraphs).join('\n');
  const hurt = fieldsHurtByArguments(sdl);
  const argumentsShared: StockException = {
    reason:
      'requirements with arguments share one response key with others, or with what the client asks: one value is taken for all',
    excuses: (_difference, document) => selectedNames(document).some((name) => hurt.has(name)),
  };
  return [
    ...EVERYWHERE,
    ...(sdl.includes('@interfaceObject') ? INTERFACE_OBJECTS : []),
    ...(sdl.includes('schema {') ? RENAMED_ROOTS : []),
    ...(/Mutation|mutation:/.test(sdl) ? MUTATIONS : []),
    ...(hurt.size > 0 ? [argumentsShared] : []),
  ];
}

/** Names of fields that require a field with arguments, and of those that require such a field, and so on. */
function fieldsHurtByArguments(sdl: string): Set<string> {
  const requirements = [
    ...sdl.matchAll(/(\w+)(?:\([^)]*\))?: [\w!\[\]]+ @requires\(fields: "((?:[^"\\]|\\.)*)"\)/g),
  ].map(([, name = '', fields = '']) => ({ name, fields }));
  const hurt = new Set(requirements.filter(({ fields }) => fields.includes('(')).map(({ name }) => name));
  for (let size = -1; size !== hurt.size;) {
    size = hurt.size;
    for (const { name, fields } of requirements) {
      if (fields.match(/\w+/g)?.some((word) => hurt.has(word))) hurt.add(name);
    }
  }
  return hurt;
}

function selectedNames(document: DocumentNode): string[] {
  const names: string[] = [];
  visit(document, { Field: ({ name }) => void names.push(name.value) });
  return names;
}

/** Evaluates `@skip` and `@include`. */
function withoutConditions(
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
): DocumentNode {
  const [operation] = document.definitions as readonly OperationDefinitionNode[];
  const defaults = new Map(
    operation?.variableDefinitions?.map(({ variable, defaultValue }) => [variable.name.value, defaultValue]),
  );
  const isTrue = ({ arguments: [argument] = [] }: DirectiveNode): boolean => {
    const value = argument?.value;
    if (value?.kind === Kind.BOOLEAN) return value.value;
    const name = value?.kind === Kind.VARIABLE ? value.name.value : '';
    if (Object.hasOwn(variables, name)) return variables[name] === true;
    const ofDefault = defaults.get(name);
    return ofDefault?.kind === Kind.BOOLEAN && ofDefault.value;
  };
  const selection = (node: { readonly directives?: readonly DirectiveNode[] }) => {
    const isLeftOut = node.directives?.some((one) => isTrue(one) === (one.name.value === 'skip'));
    return isLeftOut ? null : { ...node, directives: [] };
  };
  return whole(visit(document, { Field: selection, InlineFragment: selection, FragmentSpread: selection }));
}

const withoutTypenames = (document: DocumentNode): DocumentNode =>
  whole(visit(document, { Field: (node) => (node.name.value === '__typename' ? null : undefined) }));

/** Gives each aliased field an alias that is no field's name. */
const withOwnAliases = (document: DocumentNode): DocumentNode =>
  whole(
    visit(document, {
      Field: (node) =>
        node.alias
          ? { ...node, alias: { kind: Kind.NAME, value: `own_${node.alias.value.replace(/^__/, '')}` } }
          : undefined,
    }),
  );

function hasTypeCondition(document: DocumentNode): boolean {
  let has = false;
  visit(document, {
    InlineFragment({ typeCondition }) {
      has ||= typeCondition !== undefined;
    },
    FragmentDefinition() {
      has = true;
    },
  });
  return has;
}

/** Puts the fields of the root's fragments into the root, in the order they are to run. */
function withFlatRoot(document: DocumentNode): DocumentNode {
  const bodies = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node.selectionSet] as const] : [],
    ),
  );
  const flat = (selections: readonly SelectionNode[]): SelectionNode[] =>
    selections.flatMap((node) => {
      if (node.kind === Kind.FIELD) return [node];
      const body = node.kind === Kind.FRAGMENT_SPREAD ? bodies.get(node.name.value) : node.selectionSet;
      return flat(body?.selections ?? []);
    });
  return whole({
    ...document,
    definitions: document.definitions.map((node) =>
      node.kind === Kind.OPERATION_DEFINITION
        ? { ...node, selectionSet: { ...node.selectionSet, selections: flat(node.selectionSet.selections) } }
        : node,
    ),
  });
}

const PLACEHOLDER = { kind: Kind.FIELD as const, name: { kind: Kind.NAME as const, value: '__typename' } };

/** Fills selection sets that became empty, and takes out variables and fragments nobody uses. */
function whole(document: DocumentNode): DocumentNode {
  const filled = visit(document, {
    SelectionSet: {
      leave: (node) => (node.selections.length === 0 ? { ...node, selections: [PLACEHOLDER] } : undefined),
    },
  });
  return parse(print(tidy(filled)));
}
