import { createHash } from 'node:crypto';
import type { GraphQLError } from 'graphql';
import {
  getLocation,
  Kind,
  parse,
  print,
  Source,
  validate,
  visit,
  type ASTNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type NameNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** A file with documents. */
export interface DocumentFile {
  readonly path: string;
  readonly text: string;
}

export type ManifestFormat = 'apollo' | 'relay';

export interface BuiltOperation {
  /** SHA-256 of the body, hex. */
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** The operation and the fragments it uses, and no others. */
  readonly body: string;
}

/** Thrown when documents can't make a manifest; has every mistake, each as `file:line:column: what`. */
export class DocumentMistakes extends Error {
  constructor(readonly mistakes: readonly string[]) {
    super(mistakes.join('\n'));
    this.name = 'DocumentMistakes';
  }
}

/**
 * Builds the operations of a manifest. Fragments may be used across files. The order of files doesn't matter.
 *
 * @param options.typename adds `__typename` to every selection below the root, as Apollo Client and urql do before they ask
 * @returns one per operation, sorted by name
 * @throws DocumentMistakes for what doesn't parse, has no name or a taken one, or doesn't fit the schema
 */
export function buildOperations(
  files: readonly DocumentFile[],
  schema: GraphQLSchema,
  options: { typename?: boolean } = {},
): BuiltOperation[] {
  const { operations, fragments } = collect(files);
  const mistakes = new Set<string>();
  const built = operations.map((operation) => {
    const document = {
      kind: Kind.DOCUMENT,
      definitions: [operation, ...usedBy(operation, fragments)],
    } as const;
    for (const error of validate(schema, document)) mistakes.add(inWords(error));
    const body = print(options.typename ? withTypenames(document) : document);
    const id = createHash('sha256').update(body).digest('hex');
    return { id, name: operation.name.value, type: operation.operation, body };
  });
  if (mistakes.size > 0) throw new DocumentMistakes([...mistakes].toSorted());
  return built.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** @returns the file's text: the same for the same operations */
export function formatManifest(
  operations: readonly BuiltOperation[],
  format: ManifestFormat,
  clientName?: string,
): string {
  const manifest =
    format === 'relay'
      ? Object.fromEntries(operations.map(({ id, body }) => [id, body]))
      : {
          format: 'apollo-persisted-query-manifest',
          version: 1,
          operations: operations.map((operation) =>
            clientName === undefined ? operation : { ...operation, clientName },
          ),
        };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

type NamedOperation = OperationDefinitionNode & { readonly name: NameNode };

interface Collected {
  operations: NamedOperation[];
  fragments: Map<string, FragmentDefinitionNode>;
}

function collect(files: readonly DocumentFile[]): Collected {
  const mistakes: string[] = [];
  const fragments = new Map<string, FragmentDefinitionNode>();
  const operations = new Map<string, NamedOperation>();
  for (const node of files.flatMap((file) => definitionsOf(file, mistakes))) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) take('fragment', fragments, node, mistakes);
    else if (node.kind !== Kind.OPERATION_DEFINITION)
      mistakes.push(`${at(node)}: only operations and fragments belong here`);
    else if (!node.name)
      mistakes.push(`${at(node)}: this operation has no name; clients and logs tell operations by it`);
    else take('operation', operations, { ...node, name: node.name }, mistakes);
  }
  if (mistakes.length > 0) throw new DocumentMistakes(mistakes);
  return { operations: [...operations.values()], fragments };
}

function definitionsOf({ path, text }: DocumentFile, mistakes: string[]): DocumentNode['definitions'] {
  try {
    return parse(new Source(text, path)).definitions;
  } catch (error) {
    mistakes.push(inWords(error as GraphQLError));
    return [];
  }
}

function take<N extends ASTNode & { readonly name: NameNode }>(
  kind: string,
  into: Map<string, N>,
  node: N,
  mistakes: string[],
): void {
  const { value: name } = node.name;
  const former = into.get(name);
  if (former)
    mistakes.push(`${at(node)}: the ${kind} "${name}" is there twice, the first time at ${at(former)}`);
  else into.set(name, node);
}

/** The fragments an operation uses, also through others, sorted by name. One that isn't there is validation's concern. */
function usedBy(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): FragmentDefinitionNode[] {
  const used = new Map<string, FragmentDefinitionNode>();
  const look = (node: ASTNode) =>
    visit(node, {
      FragmentSpread({ name: { value: name } }) {
        const fragment = fragments.get(name);
        if (!fragment || used.has(name)) return;
        used.set(name, fragment);
        look(fragment);
      },
    });
  look(operation);
  return [...used.keys()].toSorted().flatMap((name) => used.get(name) ?? []);
}

const TYPENAME = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } } as const;

function withTypenames(document: DocumentNode): DocumentNode {
  return visit(document, {
    SelectionSet(node, _key, parent): SelectionSetNode | undefined {
      const isRoot = (parent as ASTNode | undefined)?.kind === Kind.OPERATION_DEFINITION;
      const hasIt = node.selections.some(
        (selection) =>
          selection.kind === Kind.FIELD && (selection.alias ?? selection.name).value === '__typename',
      );
      return isRoot || hasIt ? undefined : { ...node, selections: [...node.selections, TYPENAME] };
    },
  });
}

function inWords({ message, nodes, source, positions }: GraphQLError): string {
  const node = nodes?.[0];
  if (node?.loc) return `${at(node)}: ${message}`;
  if (!source || positions?.[0] === undefined) return message;
  const { line, column } = getLocation(source, positions[0]);
  return `${source.name}:${line}:${column}: ${message}`;
}

function at({ loc }: ASTNode): string {
  if (!loc) return 'unknown place';
  const { line, column } = getLocation(loc.source, loc.start);
  return `${loc.source.name}:${line}:${column}`;
}
