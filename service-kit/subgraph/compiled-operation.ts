import {
  execute,
  getNamedType,
  getOperationAST,
  GraphQLError,
  GraphQLScalarType,
  isInputObjectType,
  isNonNullType,
  Kind,
  OperationTypeNode,
  typeFromAST,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type GraphQLType,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { setAsked } from './context';
import { askedBy } from '../data/asked';
import { coerceVariables } from '../http/variables';

/*
 * An operation as executable code: graphql-js reads the document at every run, graphql-jit compiles it once into a
 * function. Compiling takes milliseconds, so it pays for what is asked again and again.
 */

/** Executes one operation; variables are coerced here. */
export type RunOperation = (
  contextValue: object,
  variables: Record<string, unknown> | undefined,
) => Promise<ExecutionResult> | ExecutionResult;

/** Runs before an operation is compiled. */
const WARM_RUNS = 3;

/**
 * Makes an operation executable: by graphql-js at first, a query by graphql-jit from the fourth run on. What graphql-jit
 * can't compile stays with graphql-js. The context is told what the operation asks for. Fields without a resolver must hold plain values, neither functions nor promises.
 *
 * @param document validated
 * @param warmRuns before it is compiled
 */
export function createOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
  warmRuns = WARM_RUNS,
): RunOperation {
  const interpreted = takingCoerced(schema, document);
  const interpret: Run = (contextValue, _given, variableValues) =>
    execute({ ...interpreted, contextValue, variableValues, operationName });
  const asked = askedBy(schema, document, operationName);
  const isCompilable = canCompile(schema, document, operationName);
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  let runs = 0;
  let run = interpret;
  return (contextValue, variables = {}) => {
    // graphql-js and graphql-jit print whole values into each error, however long: what they get has no mistakes.
    const { errors, coerced } = coerceVariables(schema, definitions, variables);
    if (errors) return { errors };
    setAsked(contextValue, asked);
    if (isCompilable && runs++ === warmRuns)
      run = compile(schema, document, operationName, interpret) ?? interpret;
    return run(contextValue, variables, coerced);
  };
}

/** @param coerced of the variables given */
type Run = (
  contextValue: object,
  given: Record<string, unknown>,
  coerced: Record<string, unknown>,
) => Promise<ExecutionResult> | ExecutionResult;

/** The type of variables that were coerced before: any value is one of it. */
const COERCED = new GraphQLScalarType({ name: 'Coerced', parseValue: (value) => value });

/**
 * The same schema and document, of which graphql-js takes variables as they are. It has no other way to leave out its own coercion, which
 * for the lines of a large estimate takes a tenth of a second, once more.
 */
function takingCoerced(schema: GraphQLSchema, document: DocumentNode) {
  const type = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: COERCED.name } } as const;
  const definitions = document.definitions.map((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION && definition.variableDefinitions?.length
      ? {
          ...definition,
          variableDefinitions: definition.variableDefinitions.map(({ kind, variable }) => ({
            kind,
            variable,
            type,
          })),
        }
      : definition,
  );
  const getType = (name: string) => (name === COERCED.name ? COERCED : schema.getType(name));
  return {
    schema: Object.create(schema, { getType: { value: getType } }) as GraphQLSchema,
    document: { ...document, definitions },
  };
}

/**
 * Queries only: a mutation's time is its transaction's. And not with variables that graphql-jit 0.8.9 reads wrongly: it
 * never ends compiling an input type that holds itself (a section's sections), and asks for a `T! = default` that was
 * left out.
 */
function canCompile(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
): boolean {
  const operation = getOperationAST(document, operationName);
  if (operation?.operation !== OperationTypeNode.QUERY) return false;
  return (operation.variableDefinitions ?? []).every(
    ({ type, defaultValue }) =>
      !(type.kind === Kind.NON_NULL_TYPE && defaultValue) && canRead(typeFromAST(schema, type as never)),
  );
}

function canRead(type: GraphQLType | undefined, above: readonly GraphQLType[] = []): boolean {
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return true;
  if (above.includes(named)) return false;
  return Object.values(named.getFields()).every(
    (field) =>
      !(isNonNullType(field.type) && field.defaultValue !== undefined) &&
      canRead(field.type, [...above, named]),
  );
}

function compile(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
  interpret: Run,
): Run | null {
  const compiled = tryCompile(schema, document, operationName);
  if (!isCompiledQuery(compiled)) return null;
  return async (contextValue, given, coerced) => {
    const result = await compiled.query(undefined, contextValue, given);
    // Nothing was executed: graphql-jit takes for wrong what was found right.
    if (result.errors && result.data === undefined) return interpret(contextValue, given, coerced);
    return result.errors ? { ...result, errors: result.errors.map(asGraphQLError) } : result;
  };
}

/** graphql-jit's errors are GraphQLErrors by prototype only. */
function asGraphQLError({ message, path, originalError, extensions }: GraphQLError): GraphQLError {
  return new GraphQLError(message, {
    path: Array.isArray(path) ? path : null,
    originalError: originalError ?? null,
    extensions: (extensions as GraphQLError['extensions'] | undefined) ?? null,
  });
}

/** Documented to answer an ExecutionResult with the errors; some documents make it throw. */
function tryCompile(schema: GraphQLSchema, document: DocumentNode, operationName: string | undefined) {
  try {
    return compileQuery(schema, document, operationName, { disablingCapturingStackErrors: true });
  } catch (error) {
    return { errors: [error as GraphQLError] };
  }
}
