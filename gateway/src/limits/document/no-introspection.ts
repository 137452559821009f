import { GraphQLError, type ValidationRule } from 'graphql';

/** Refuses what asks for the schema. Apollo Server's own rule would tell callers how its operator can allow it. */
export const noIntrospection: ValidationRule = (context) => ({
  Field(node) {
    if (node.name.value !== '__schema' && node.name.value !== '__type') return;
    const message = `This server does not tell its schema: "${node.name.value}" can't be asked. Ask its operator for the schema.`;
    const extensions = { validationErrorCode: 'INTROSPECTION_DISABLED' };
    context.reportError(new GraphQLError(message, { nodes: node, extensions }));
  },
});
