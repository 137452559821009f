import {
  Kind,
  type ConstDirectiveNode,
  type ConstValueNode,
  type DocumentNode,
  type TypeDefinitionNode,
} from 'graphql';
import { directiveName, isGiven, linksOf, valueOf } from '../../supergraph/supergraph-links';

/*
 * What the schema says of costs: the directives `@cost` and `@listSize` of IBM's cost specification
 * (https://ibm.github.io/graphql-specs/cost-spec.html), as composition carries them into the supergraph.
 */

/** How long a list may be, by `@listSize`. */
export interface ListSize {
  /** When no argument tells. */
  readonly assumedSize: number | null;
  /** Paths of arguments that tell the length: `["first"]`, `["input", "first"]`. */
  readonly slicingArguments: readonly (readonly string[])[];
  /** Paths of fields below, which are the lists that are meant; empty when it is the field itself. */
  readonly sizedFields: readonly (readonly string[])[];
  readonly requireOneSlicingArgument: boolean;
}

export interface FieldCost {
  /** In place of its type's. */
  readonly weight: number | null;
  readonly listSize: ListSize | null;
  /** Of its arguments, when they are given. */
  readonly argumentWeights: ReadonlyMap<string, number>;
}

export interface CostWeights {
  /** By the type's name; only of types that have one. */
  readonly types: ReadonlyMap<string, number>;
  /** By `Type.field`; only of fields that have something. */
  readonly fields: ReadonlyMap<string, FieldCost>;
  /** By `Input.field`, when it is given. */
  readonly inputFields: ReadonlyMap<string, number>;
}

const COST_SPEC = 'https://specs.apollo.dev/cost';

/** Reads a supergraph's costs; one that does not link the feature has none. */
export function readCostWeights(supergraph: DocumentNode): CostWeights {
  const link = linksOf(supergraph).find(({ identity }) => identity === COST_SPEC);
  const types = new Map<string, number>();
  const fields = new Map<string, FieldCost>();
  const inputFields = new Map<string, number>();
  if (!link) return { types, fields, inputFields };
  const costName = directiveName(link, 'cost');
  const sizeName = directiveName(link, 'listSize');
  const weightOf = (directives: readonly ConstDirectiveNode[] = []) => {
    const cost = directives.find(({ name }) => name.value === costName);
    return cost ? numberOf(valueOf(cost, 'weight')) : null;
  };
  for (const node of supergraph.definitions) {
    if (!('name' in node) || !node.name || !isTypeDefinition(node)) continue;
    const weight = weightOf(node.directives);
    if (weight !== null) types.set(node.name.value, weight);
    for (const field of 'fields' in node ? (node.fields ?? []) : []) {
      const path = `${node.name.value}.${field.name.value}`;
      const ownWeight = weightOf(field.directives);
      if (field.kind === Kind.INPUT_VALUE_DEFINITION) {
        if (ownWeight !== null) inputFields.set(path, ownWeight);
        continue;
      }
      const listSize = readListSize(field.directives?.find(({ name }) => name.value === sizeName));
      const given = (field.arguments ?? []).flatMap(({ name, directives }) => {
        const argumentWeight = weightOf(directives);
        return argumentWeight === null ? [] : [[name.value, argumentWeight] as const];
      });
      if (ownWeight === null && !listSize && given.length === 0) continue;
      fields.set(path, { weight: ownWeight, listSize, argumentWeights: new Map(given) });
    }
  }
  return { types, fields, inputFields };
}

const isTypeDefinition = (node: { kind: string }): node is TypeDefinitionNode =>
  node.kind.endsWith('TypeDefinition');

function readListSize(directive: ConstDirectiveNode | undefined): ListSize | null {
  if (!directive) return null;
  return {
    assumedSize: numberOf(valueOf(directive, 'assumedSize')),
    slicingArguments: pathsOf(valueOf(directive, 'slicingArguments')),
    sizedFields: pathsOf(valueOf(directive, 'sizedFields')),
    requireOneSlicingArgument: !isGiven(directive, 'requireOneSlicingArgument', false),
  };
}

/** Apollo writes weights as numbers, IBM's specification as strings. */
function numberOf(value: ConstValueNode | undefined): number | null {
  if (value?.kind !== Kind.INT && value?.kind !== Kind.FLOAT && value?.kind !== Kind.STRING) return null;
  const number = Number(value.value);
  return Number.isFinite(number) ? number : null;
}

function pathsOf(value: ConstValueNode | undefined): string[][] {
  const values = value?.kind === Kind.LIST ? value.values : [];
  return values.flatMap((item) => (item.kind === Kind.STRING ? [item.value.split('.')] : []));
}
