import { GraphQLError, GraphQLScalarType, type GraphQLSchema, type ValueNode } from 'graphql';

/*
 * What custom scalars take. A supergraph tells their names only, so a gateway lets any value pass, and what is malformed is
 * found by a subgraph in the middle of the work. A gateway that is given the scalars themselves refuses it before anything
 * is planned, literal or variable, as it refuses a text where an Int belongs.
 */

/**
 * Has a schema's scalars refuse what the given ones of the same names refuse. Values pass on as they came: it is the
 * subgraph that reads them.
 *
 * @param schema of a gateway; changed in place
 * @param scalars with the functions that read values; what they throw has a message for the client
 */
export function checkInputs(schema: GraphQLSchema, scalars: readonly GraphQLScalarType[]): void {
  for (const scalar of scalars) {
    const type = schema.getType(scalar.name);
    if (!(type instanceof GraphQLScalarType)) continue;
    const { parseLiteral } = type;
    type.parseValue = (value) => {
      scalar.parseValue(value);
      return value;
    };
    type.parseLiteral = (node, variables) => {
      readLiteral(scalar, node, variables);
      return parseLiteral.call(type, node, variables);
    };
  }
}

type Variables = Parameters<GraphQLScalarType['parseLiteral']>[1];

/** @throws GraphQLError that says where the literal stands */
function readLiteral(scalar: GraphQLScalarType, node: ValueNode, variables: Variables): void {
  try {
    scalar.parseLiteral(node, variables);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const { message, extensions } = error;
    throw new GraphQLError(message, { nodes: node, extensions });
  }
}
