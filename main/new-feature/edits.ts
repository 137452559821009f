import { Kind, parse } from 'graphql';
import { FeatureRefused, type FeatureNames } from './names';

/*
 * Changes of the files that know of every feature. Each finds its place by the text around it, and refuses when that is gone.
 */

/** Puts text before the first place that `anchor` matches at or after `from`. */
function insertBefore(file: string, text: string, anchor: string, added: string, from = 0): string {
  const at = text.indexOf(anchor, from);
  if (at < 0)
    throw new FeatureRefused(
      `${file}: "${anchor.trim()}" is not where it is expected; add the feature by hand.`,
    );
  return text.slice(0, at) + added + text.slice(at);
}

/** Puts text before what closes the list or object that begins with `opening`. */
function insertAtEndOf(file: string, text: string, opening: string, closing: string, added: string): string {
  const start = text.indexOf(opening);
  if (start < 0)
    throw new FeatureRefused(`${file}: "${opening}" is not where it is expected; add the feature by hand.`);
  return insertBefore(file, text, closing, added, start + opening.length);
}

/** Puts an import after the last one. */
function addImport(file: string, text: string, line: string): string {
  const imports = [...text.matchAll(/^import .*;\n/gm)];
  const last = imports.at(-1);
  if (!last) throw new FeatureRefused(`${file} imports nothing; add the feature by hand.`);
  const at = last.index + last[0].length;
  return `${text.slice(0, at)}${line}\n${text.slice(at)}`;
}

/**
 * Adds root fields to an SDL's `Query` and `Mutation`, and types at its end.
 *
 * @param added what each gets
 */
export function editSdl(
  file: string,
  sdl: string,
  added: { query: string; mutation: string; types: string },
): string {
  let edited = `${sdl.trimEnd()}\n\n${added.types}`;
  const roots = parse(sdl).definitions.flatMap((node) =>
    node.kind === Kind.OBJECT_TYPE_DEFINITION ? [[node.name.value, node.loc?.end ?? 0] as const] : [],
  );
  // The later one first, so that the place of the earlier one stays.
  const wanted = roots
    .filter(([name]) => name === 'Query' || name === 'Mutation')
    .sort((a, b) => b[1] - a[1]);
  if (wanted.length !== 2) throw new FeatureRefused(`${file} needs a type Query and a type Mutation.`);
  for (const [name, end] of wanted) {
    const fields = name === 'Query' ? added.query : added.mutation;
    edited = `${edited.slice(0, end - 1)}${fields}${edited.slice(end - 1)}`;
  }
  return edited;
}

/** Names the entity as the type's mapper, and a page of it as the connection's. */
export function editCodegen(text: string, { subgraph, folder, file, type }: FeatureNames): string {
  const section = `  subgraphs/${subgraph}/src/generated/types.ts:\n`;
  const start = text.indexOf(section);
  if (start < 0) throw new FeatureRefused(`codegen.yml has no section for ${subgraph}.`);
  const mappers = text.indexOf('      mappers:\n', start);
  const after = text.slice(mappers).search(/\n {0,5}\S/) + mappers + 1;
  return `${text.slice(0, after)}        ${type}: ../${folder}/${file}.entity#${type} as ${type}Entity
        ${type}Connection: ../../../../service-kit/data/pagination#Page<${type}Entity>
${text.slice(after)}`;
}

/** Adds the feature to the subgraph's list. */
export function editFeatures(file: string, text: string, { folder, fields }: FeatureNames): string {
  const imported = addImport(
    file,
    text,
    `import { feature as ${fields} } from './${folder}/${folder}.feature';`,
  );
  return insertAtEndOf(file, imported, '= [', ']', `, ${fields}`).replace(/,\s*, /, ', ');
}

/** Adds a migration to the end of the subgraph's set. */
export function editMigrations(
  file: string,
  text: string,
  migration: { className: string; module: string },
): string {
  const { className, module } = migration;
  const imported = addImport(file, text, `import { ${className} } from './${module}';`);
  return insertAtEndOf(file, imported, 'migrations: [', ']', `  ${className},\n  `);
}

/** Tells the isolation suite what the ids name, how to make one, and what a stranger meets. */
export function editIsolationCases(
  file: string,
  text: string,
  { type, field, fields }: FeatureNames,
): string {
  const additions: [opening: string, closing: string, lines: string[]][] = [
    [
      'export const KINDS:',
      '\n};',
      [
        `'Query.${field}(id)': '${field}'`,
        `'Update${type}Input.id': '${field}'`,
        `'Delete${type}Input.id': '${field}'`,
      ],
    ],
    [
      'export const FIELDS:',
      '\n};',
      [
        `'Query.${fields}': 'own'`,
        `'Query.${field}': 'refuses'`,
        `'Mutation.create${type}': 'own'`,
        `'Mutation.update${type}': 'refuses'`,
        `'Mutation.delete${type}': 'refuses'`,
      ],
    ],
  ];
  return additions.reduce(
    (edited, [opening, closing, lines]) =>
      insertAtEndOf(file, edited, opening, closing, `\n${lines.map((line) => `  ${line},`).join('\n')}`),
    text,
  );
}

/** Tells the isolation suite that there is a kind of ids. */
export const editIsolationIds = (file: string, text: string, { field }: FeatureNames): string =>
  insertAtEndOf(file, text, 'export const ID_KINDS = [', '\n] as const;', `\n  '${field}',`);

/** Tells the isolation suite which id a reference to the type takes. */
export const editIsolationEntities = (file: string, text: string, { type, field }: FeatureNames): string =>
  insertAtEndOf(file, text, 'export const ENTITY_KINDS:', '\n};', `\n  ${type}: '${field}',`);

/** Tells the isolation suite how one is made. */
export const editIsolationMakers = (file: string, text: string, { type, field }: FeatureNames): string =>
  insertAtEndOf(
    file,
    text,
    'export const MAKERS:',
    '\n};',
    `\n  ${field}: { mutation: 'create${type}', input: (name) => ({ name }) },`,
  );
