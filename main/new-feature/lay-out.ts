import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Kind, parse, type DocumentNode } from 'graphql';
import { newMigration } from '../migration-file';
import {
  editCodegen,
  editFeatures,
  editIsolationCases,
  editIsolationEntities,
  editIsolationIds,
  editIsolationMakers,
  editMigrations,
  editSdl,
} from './edits';
import { fill } from './fill';
import { FeatureRefused, type FeatureNames } from './names';

/** The files of a new feature, as texts by path from the project's root. */
export interface FeaturePlan {
  readonly made: Readonly<Record<string, string>>;
  readonly changed: Readonly<Record<string, string>>;
  /** Whether the subgraph takes an `Idempotency-Key`; where it doesn't, neither do the new mutations. */
  readonly idempotent: boolean;
}

/** The files of a feature's folder: template and name. */
const FILES = (names: FeatureNames): [template: string, name: string][] => [
  ['entity.ts', `${names.file}.entity.ts`],
  ['loaders.ts', `${names.folder}.loaders.ts`],
  ['service.ts', `${names.folder}.service.ts`],
  ['resolvers.ts', `${names.folder}.resolvers.ts`],
  ['feature.ts', `${names.folder}.feature.ts`],
  ['db.test.ts', `${names.folder}.db.test.ts`],
];

const namesIn = (document: DocumentNode): string[] =>
  document.definitions.flatMap((node) => ('name' in node && node.name ? [node.name.value] : []));
const rootFieldsIn = (document: DocumentNode): string[] =>
  document.definitions.flatMap((node) =>
    node.kind === Kind.OBJECT_TYPE_DEFINITION && ['Query', 'Mutation'].includes(node.name.value)
      ? (node.fields ?? []).map((field) => field.name.value)
      : [],
  );

/** @throws FeatureRefused when any subgraph has a type or a root field of a name that the feature needs */
function refuseKnownNames(root: string, added: DocumentNode): void {
  const folder = join(root, 'schema');
  for (const file of readdirSync(folder).filter(
    (name) => name.endsWith('.graphql') && name !== 'supergraph.graphql',
  )) {
    const known = parse(readFileSync(join(folder, file), 'utf8'));
    const [types, fields] = [new Set(namesIn(known)), new Set(rootFieldsIn(known))];
    const taken = [
      ...namesIn(added).filter((name) => !['Query', 'Mutation'].includes(name) && types.has(name)),
      ...rootFieldsIn(added).filter((name) => fields.has(name)),
    ];
    if (taken.length > 0)
      throw new FeatureRefused(`schema/${file} has ${taken.join(', ')} already: take another noun.`);
  }
}

/** @throws FeatureRefused when the subgraph has the folder, the table or the loader */
function refuseKnownParts(root: string, { subgraph, folder, table, fields }: FeatureNames): void {
  const home = join(root, 'subgraphs', subgraph);
  if (existsSync(join(home, 'src', folder))) {
    throw new FeatureRefused(`subgraphs/${subgraph}/src/${folder} is there already: take another noun.`);
  }
  const texts = (under: string, suffix: string) =>
    readdirSync(join(home, under), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith(suffix))
      .map(
        (name) =>
          [`subgraphs/${subgraph}/${under}/${name}`, readFileSync(join(home, under, name), 'utf8')] as const,
      );
  for (const [file, text] of [...texts('src', '.entity.ts'), ...texts('migrations', '.ts')]) {
    const isTable = new RegExp(`@Entity\\('${table}'\\)|\\b${subgraph}\\.${table}\\b|^  ${table}: \``, 'm');
    if (isTable.test(text))
      throw new FeatureRefused(`${file} has the table ${table} already: take another noun.`);
  }
  for (const [file, text] of texts('src', '.loaders.ts')) {
    if (new RegExp(`readonly ${fields}: `).test(text))
      throw new FeatureRefused(`${file} has the loader "${fields}" already: take another noun.`);
  }
}

/** The SDL of a feature, for a subgraph that takes an `Idempotency-Key` or for one that doesn't. */
function sdlOf(names: FeatureNames, idempotent: boolean): { query: string; mutation: string; types: string } {
  const mutation = fill('root-fields.mutation.graphql', names);
  return {
    query: fill('root-fields.query.graphql', names),
    mutation: idempotent ? mutation : mutation.replace(/ *@idempotent\n/g, ''),
    types: fill('types.graphql', names),
  };
}

/**
 * Works out a feature's files, and what tells every list of it: SDL, codegen, features, migrations, isolation suite.
 *
 * @param root the project's folder
 * @param now gives the migration's timestamp
 * @throws FeatureRefused when something of that name is there already
 */
export function planFeature(root: string, names: FeatureNames, now = new Date()): FeaturePlan {
  const { subgraph, folder } = names;
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  const sdlPath = `schema/${subgraph}.graphql`;
  const sdl = read(sdlPath);
  const idempotent = sdl.includes('directive @idempotent');
  const added = sdlOf(names, idempotent);
  refuseKnownParts(root, names);
  refuseKnownNames(
    root,
    parse(`type Query {${added.query}} type Mutation {${added.mutation}} ${added.types}`),
  );

  const migration = newMigration(subgraph, `create-${folder}`, now);
  const migrationModule = migration.path.split('/').at(-1)?.replace(/\.ts$/, '') ?? '';
  const made: Record<string, string> = {};
  for (const [template, name] of FILES(names)) {
    made[`subgraphs/${subgraph}/src/${folder}/${name}`] = fill(template, names);
  }
  made[migration.path] = fill('migration.ts', names, { MIGRATION_CLASS: migration.className });

  const changed: Record<string, string> = {};
  const change = (path: string, edit: (path: string, text: string) => string) => {
    changed[path] = edit(path, read(path));
  };
  change(sdlPath, (path, text) => editSdl(path, text, added));
  change('codegen.yml', (_path, text) => editCodegen(text, names));
  change(`subgraphs/${subgraph}/src/features.ts`, (path, text) => editFeatures(path, text, names));
  change(`subgraphs/${subgraph}/migrations/index.ts`, (path, text) =>
    editMigrations(path, text, { className: migration.className, module: migrationModule }),
  );
  change('tests/isolation/cases.ts', (path, text) => editIsolationCases(path, text, names));
  change('tests/isolation/id-kinds.ts', (path, text) => editIsolationIds(path, text, names));
  change('tests/isolation/entity-cases.ts', (path, text) => editIsolationEntities(path, text, names));
  change('tests/isolation/makers.ts', (path, text) => editIsolationMakers(path, text, names));

  return { made, changed, idempotent };
}

/** Writes what {@link planFeature} has worked out. @throws Error when a file that is to be made is there */
export function writeFeature(root: string, { made, changed }: FeaturePlan): void {
  for (const [path, text] of Object.entries(made)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { flag: 'wx' });
  }
  for (const [path, text] of Object.entries(changed)) writeFileSync(join(root, path), text);
}
