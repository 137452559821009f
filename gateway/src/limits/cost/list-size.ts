import {
  GraphQLError,
  Kind,
  valueFromASTUntyped,
  type FieldNode,
  type GraphQLField,
  type ValueNode,
} from 'graphql';
import type { ErrorCode } from '../../../../service-kit/errors/errors';
import type { Amount } from './amount';
import type { Variables } from '../../pipeline/conditions';
import type { FieldCost, ListSize } from './cost-weights';

/** What an argument holds: known at once, or by the variables. */
type Given = { value: unknown } | ((variables: Variables) => unknown);

/**
 * How many items a field's list may have: the largest of its slicing arguments that are given (a list of keys counts its
 * items), else its assumed size.
 *
 * @param otherwise the size where nothing is said
 * @returns a number, or a function that throws a GraphQLError when exactly one slicing argument was wanted
 */
export function sizeOfList(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  size: ListSize | null,
  otherwise: number,
): Amount {
  const assumed = size?.assumedSize ?? otherwise;
  if (!size || size.slicingArguments.length === 0) return assumed;
  const given = size.slicingArguments.map((path) => argumentAt(node, field, path));
  const sizeFor = (variables: Variables): number => {
    const sizes = given.map((one) => sizeOf(typeof one === 'function' ? one(variables) : one.value));
    const told = sizes.filter((one) => one !== null);
    if (size.requireOneSlicingArgument && told.length !== 1) throw wantsOne(node, size);
    return told.length === 0 ? assumed : Math.max(0, ...told);
  };
  const isKnown = given.every((one) => typeof one !== 'function') && !size.requireOneSlicingArgument;
  return isKnown ? sizeFor({}) : sizeFor;
}

function sizeOf(value: unknown): number | null {
  if (Array.isArray(value)) return value.length;
  return typeof value === 'number' ? value : null;
}

/** The value of an argument, or of a field in it: of what the client wrote, else of the schema's default. */
function argumentAt(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  [name = '', ...path]: readonly string[],
): Given {
  const written = node.arguments?.find((argument) => argument.name.value === name)?.value;
  if (!written) return { value: at(field.args.find((one) => one.name === name)?.defaultValue, path) };
  if (!mentionsVariables(written)) return { value: at(valueFromASTUntyped(written), path) };
  return (variables) => at(valueFromASTUntyped(written, variables as Record<string, unknown>), path);
}

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce((inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key], value);

function mentionsVariables(value: ValueNode): boolean {
  if (value.kind === Kind.VARIABLE) return true;
  if (value.kind === Kind.LIST) return value.values.some(mentionsVariables);
  return value.kind === Kind.OBJECT && value.fields.some((field) => mentionsVariables(field.value));
}

function wantsOne(node: FieldNode, { slicingArguments }: ListSize): GraphQLError {
  const names = slicingArguments.map((path) => `"${path.join('.')}"`).join(', ');
  const message = `"${node.name.value}" needs exactly one of these arguments, which say how much is asked for: ${names}.`;
  return new GraphQLError(message, {
    nodes: node,
    extensions: { code: 'BAD_USER_INPUT' satisfies ErrorCode },
  });
}

/** The arguments that say how long a field's list is, with dots where they stand within one another. */
export const slicesOf = (own: FieldCost | undefined): string[] =>
  (own?.listSize?.slicingArguments ?? []).map((names) => names.join('.'));
