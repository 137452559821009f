/*
 * Rules of the SDL that composition does not check: a description on every type, field, argument, input field and enum
 * value; an auth marker on every root field; one `input` and a payload with `userErrors` for every mutation; an idempotency key for those
 * that create or send on somebody's behalf.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Kind, parse, visit, type FieldDefinitionNode, type ObjectTypeDefinitionNode } from 'graphql';
import { projectRoot } from '../service-kit/process/paths';

const DESCRIBED = new Set<string>([
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.UNION_TYPE_DEFINITION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.INPUT_OBJECT_TYPE_DEFINITION,
  Kind.SCALAR_TYPE_DEFINITION,
  Kind.DIRECTIVE_DEFINITION,
  Kind.FIELD_DEFINITION,
  Kind.INPUT_VALUE_DEFINITION,
  Kind.ENUM_VALUE_DEFINITION,
]);
const ROOTS = ['Query', 'Mutation', 'Subscription'];
const MARKERS = ['public', 'authenticated', 'requiresScopes'];
/** What creates or sends: sent again after a lost answer it would be there twice. Keys belong to people, so public fields take none. */
const CREATES =
  /^(add|attach|copy|create|duplicate|enqueue|export|grant|import|invite|request|resend|send|upload)[A-Z]/;
/** A second one finds the first, and answers that. */
const SAME_AGAIN = new Set(['addOidcDomain']);

/** @returns one line per mistake */
export function schemaMistakes(file: string, sdl: string): string[] {
  const mistakes: string[] = [];
  const at: string[] = [];
  visit(parse(sdl), {
    enter(node) {
      if (!('name' in node) || !node.name || !DESCRIBED.has(node.kind)) return;
      at.push(node.name.value);
      const root = at.length === 1 && ROOTS.includes(node.name.value);
      if (!root && 'description' in node && !node.description?.value.trim()) {
        mistakes.push(`${file}: ${at.join('.')} has no description`);
      }
      if (node.kind === Kind.OBJECT_TYPE_DEFINITION && root) mistakes.push(...rootMistakes(file, node));
    },
    leave(node) {
      if ('name' in node && node.name && DESCRIBED.has(node.kind)) at.pop();
    },
  });
  return mistakes;
}

function rootMistakes(file: string, root: ObjectTypeDefinitionNode): string[] {
  return (root.fields ?? []).flatMap((field) => {
    const where = `${file}: ${root.name.value}.${field.name.value}`;
    const marked = field.directives?.some((directive) => MARKERS.includes(directive.name.value));
    return [
      ...(marked ? [] : [`${where} has no auth marker (${MARKERS.map((name) => `@${name}`).join(', ')})`]),
      ...(root.name.value === 'Mutation' ? mutationMistakes(where, field) : []),
    ];
  });
}

function mutationMistakes(where: string, field: FieldDefinitionNode): string[] {
  const name = field.name.value.charAt(0).toUpperCase() + field.name.value.slice(1);
  const [input, ...others] = field.arguments ?? [];
  const inputType = input?.type.kind === Kind.NON_NULL_TYPE ? input.type.type : input?.type;
  const payload = field.type.kind === Kind.NON_NULL_TYPE ? field.type.type : field.type;
  const named = (type: typeof inputType, expected: string) =>
    type?.kind === Kind.NAMED_TYPE && type.name.value === expected;
  return [
    ...(input?.name.value === 'input' && others.length === 0 && named(inputType, `${name}Input`)
      ? []
      : [`${where} must take one argument "input" of type ${name}Input`]),
    ...(named(payload, `${name}Payload`) ? [] : [`${where} must answer ${name}Payload`]),
    ...(CREATES.test(field.name.value) && !SAME_AGAIN.has(field.name.value) && !takesKey(field)
      ? [`${where} creates or sends: mark it @idempotent`]
      : []),
  ];
}

const takesKey = ({ directives = [] }: FieldDefinitionNode): boolean =>
  directives.some(({ name }) => ['idempotent', 'public'].includes(name.value));

function main(): void {
  const folder = join(projectRoot, 'schema');
  const files = readdirSync(folder).filter(
    (file) => file.endsWith('.graphql') && file !== 'supergraph.graphql',
  );
  const mistakes = files.flatMap((file) =>
    schemaMistakes(`schema/${file}`, readFileSync(join(folder, file), 'utf8')),
  );
  for (const mistake of mistakes) console.error(mistake);
  if (mistakes.length > 0) process.exitCode = 1;
}

if (require.main === module) main();
