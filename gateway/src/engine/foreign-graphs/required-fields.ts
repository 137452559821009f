import {
  Kind,
  parse,
  print,
  visit,
  type ArgumentNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  type SelectionSetNode,
} from 'graphql';
import {
  enumOf,
  hasFields,
  isGiven,
  namedType,
  textOf,
  type TypeWithFields,
} from '../../supergraph/supergraph-links';

/** What an added field stands for: a field with the arguments that a `@requires` gives it. */
export interface RequiredField {
  readonly name: string;
  readonly arguments: readonly ArgumentNode[];
}

/**
 * Gives each selection within a `@requires` of a field that is required with arguments a field of its own, without any:
 * `@join__field(graph: A, requires: "price(currency: \"USD\")")` becomes `requires: "price__required_1"`.
 *
 * @returns the same document when no `@requires` has arguments
 */
export function addRequiredFields(document: DocumentNode): {
  document: DocumentNode;
  requiredFields: ReadonlyMap<string, RequiredField>;
} {
  const adding = new Adding(document);
  const definitions = document.definitions.map((node) =>
    hasFields(node) ? adding.withOwnFields(node) : node,
  );
  if (adding.requiredFields.size === 0) return { document, requiredFields: adding.requiredFields };
  const complete = definitions.map((node) => (hasFields(node) ? adding.withAddedFields(node) : node));
  return { document: { ...document, definitions: complete }, requiredFields: adding.requiredFields };
}

interface Added {
  /** The type whose field was selected; an interface's implementations get the field too. */
  readonly type: string;
  readonly field: string;
  readonly as: string;
  /** The graphs that require it; only for them is it external. */
  readonly graphs: Set<string>;
}

class Adding {
  /** Fields that some `@requires` gives arguments: one without is told apart from it, too. */
  readonly #withArguments: ReadonlySet<string>;
  readonly requiredFields = new Map<string, RequiredField>();
  readonly #added = new Map<string, Added>();
  readonly #types: ReadonlyMap<string, TypeWithFields>;

  constructor(document: DocumentNode) {
    this.#withArguments = fieldsWithArguments(document);
    this.#types = new Map(document.definitions.filter(hasFields).map((node) => [node.name.value, node]));
  }

  /** The type, its `@requires` speaking of own fields. */
  withOwnFields(type: TypeWithFields): TypeWithFields {
    const fields = (type.fields ?? []).map((field): FieldDefinitionNode => {
      if (this.#withArguments.size === 0 || !field.directives) return field;
      return { ...field, directives: field.directives.map((one) => this.#rewritten(one, type.name.value)) };
    });
    return { ...type, fields };
  }

  #rewritten(directive: ConstDirectiveNode, type: string): ConstDirectiveNode {
    const text = directive.name.value === 'join__field' ? textOf(directive, 'requires') : undefined;
    if (!text) return directive;
    const definition = parse(`{${text}}`, { noLocation: true }).definitions[0];
    if (definition?.kind !== Kind.OPERATION_DEFINITION) return directive;
    const graph = graphOf(directive);
    const selections = this.#own(definition.selectionSet, type, graph).selections;
    const value = { kind: Kind.STRING as const, value: selections.map((one) => print(one)).join(' ') };
    const args = (directive.arguments ?? []).map((argument) =>
      argument.name.value === 'requires' ? { ...argument, value } : argument,
    );
    return { ...directive, arguments: args };
  }

  #own(selectionSet: SelectionSetNode, type: string, graph: string): SelectionSetNode {
    const selections = selectionSet.selections.map((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return selection;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value ?? type;
        return { ...selection, selectionSet: this.#own(selection.selectionSet, condition, graph) };
      }
      const inner = selection.selectionSet;
      const field = this.#types.get(type)?.fields?.find(({ name }) => name.value === selection.name.value);
      const own = inner && field ? { selectionSet: this.#own(inner, namedType(field.type), graph) } : {};
      if (!field || !this.#withArguments.has(selection.name.value)) return { ...selection, ...own };
      return { ...selection, ...own, ...this.#substitute(selection, type, graph) };
    });
    return { ...selectionSet, selections };
  }

  #substitute(selection: FieldNode, type: string, graph: string) {
    const args = [...(selection.arguments ?? [])].sort((a, b) => (a.name.value < b.name.value ? -1 : 1));
    const key = `${type}.${selection.name.value}(${args.map((argument) => print(argument)).join()})`;
    let added = this.#added.get(key);
    if (!added) {
      const field = selection.name.value;
      added = { type, field, as: this.#freeName(field), graphs: new Set() };
      this.#added.set(key, added);
      this.requiredFields.set(added.as, { name: field, arguments: args });
    }
    added.graphs.add(graph);
    return { name: { kind: Kind.NAME as const, value: added.as }, arguments: [] };
  }

  #freeName(field: string): string {
    let number = this.requiredFields.size + 1;
    const isTaken = (name: string) =>
      [...this.#types.values()].some(({ fields }) => fields?.some((one) => one.name.value === name));
    while (isTaken(`${field}__required_${number}`)) number += 1;
    return `${field}__required_${number}`;
  }

  /** The type with what was added to it, or to an interface it implements. */
  withAddedFields(type: TypeWithFields): TypeWithFields {
    const kin = new Set([type.name.value, ...(type.interfaces ?? []).map(({ name }) => name.value)]);
    const fields = [...this.#added.values()]
      .filter((added) => kin.has(added.type))
      .flatMap((added) => {
        const field = type.fields?.find(({ name }) => name.value === added.field);
        return field ? [addedField(field, added)] : [];
      });
    return fields.length === 0 ? type : { ...type, fields: [...(type.fields ?? []), ...fields] };
  }
}

function fieldsWithArguments(document: DocumentNode): Set<string> {
  const names = new Set<string>();
  const directives = document.definitions
    .flatMap((node) => (hasFields(node) ? (node.fields ?? []) : []))
    .flatMap((field) => field.directives ?? []);
  for (const directive of directives) {
    const text = textOf(directive, 'requires');
    if (!text?.includes('(')) continue;
    visit(parse(`{${text}}`, { noLocation: true }), {
      Field: ({ name, arguments: args }) => void (args?.length && names.add(name.value)),
    });
  }
  return names;
}

/** Where the field itself is, without arguments. */
function addedField(field: FieldDefinitionNode, { as, graphs }: Added): FieldDefinitionNode {
  const directives = (field.directives ?? []).filter(
    (directive) =>
      directive.name.value.startsWith('join__') && (!isExternal(directive) || graphs.has(graphOf(directive))),
  );
  return { ...field, name: { kind: Kind.NAME, value: as }, arguments: [], directives };
}

const isExternal = (directive: ConstDirectiveNode): boolean => isGiven(directive, 'external', true);

const graphOf = (directive: ConstDirectiveNode): string => enumOf(directive, 'graph') ?? '';
