import {
  Kind,
  parse,
  print,
  visit,
  type DirectiveNode,
  type DocumentNode,
  type OperationDefinitionNode,
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
];

const EVERYWHERE: readonly StockException[] = [
  {
    reason:
      'a required field fetched under @skip/@include is missing in the representation: the whole representation is dropped',
    rewrite: (document, variables) => withoutConditions(document, variables),
  },
  {
    reason:
      'entities of an @interfaceObject lose fields when only some of their types are asked: by __typename, or for want of a key',
    excuses: ({ isLoss, kind }, document) => isLoss && kind !== 'effects' && hasTypeCondition(document),
  },
  {
    reason: 'an alias that is the name of a key or required field takes its place in the representation',
    rewrite: (document) => withOwnAliases(document),
  },
];

/** The exceptions for a graph. */
export const stockExceptions = ({ subgraphs }: GraphDefinition): readonly StockException[] =>
  Object.values(subgraphs).some((sdl) => sdl.includes('@interfaceObject'))
    ? [...EVERYWHERE, ...INTERFACE_OBJECTS]
    : EVERYWHERE;

/** Evaluates `@skip` and `@include`. */
export function withoutConditions(
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
