import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { projectRoot } from '../service-kit/process/paths';
import { EXPLORER_QUERIES } from './first-query';

/** What documents promise: commands, links and queries that work as they stand. */
const read = (path: string) => readFileSync(join(projectRoot, path), 'utf8');
const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(projectRoot, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path}`),
];
const schema = buildSchema(read('schema/supergraph.graphql'), { assumeValid: true });

it.each(DOCUMENTS)('%s names only commands that exist', (document) => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const named = [...read(document).matchAll(/npm run ([\w:|-]+)/g)].flatMap(([, names = '']) =>
    names.split('|'),
  );
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

it.each(DOCUMENTS)('%s links to files that exist', (document) => {
  const links = [...read(document).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path = '']) => path);
  expect(links.filter((path) => !existsSync(join(projectRoot, dirname(document), path)))).toEqual([]);
});

it.each(DOCUMENTS)('%s names folders and files that exist', (document) => {
  const roots = readdirSync(projectRoot).join('|').replaceAll('.', '\\.');
  const named = [...read(document).matchAll(new RegExp(`\`((?:${roots})/[\\w./-]+)\``, 'g'))];
  const missing = named.map(([, path = '']) => path).filter((path) => !existsPrefix(path));
  expect(missing).toEqual([]);
});

/** `docs/decisions/0003` stands for the file that begins so. */
function existsPrefix(path: string): boolean {
  if (existsSync(join(projectRoot, path))) return true;
  const [folder, begin] = [join(projectRoot, dirname(path)), path.split('/').at(-1) ?? ''];
  return (
    /^\d{4}$/.test(begin) && existsSync(folder) && readdirSync(folder).some((name) => name.startsWith(begin))
  );
}

it('numbers decisions without gaps, and titles them by their number', () => {
  const files = readdirSync(join(projectRoot, 'docs/decisions')).toSorted();
  expect(files.map((name) => Number(name.slice(0, 4)))).toEqual(files.map((_, index) => index + 1));
  for (const [index, name] of files.entries())
    expect(read(`docs/decisions/${name}`)).toMatch(`# ${index + 1}. `);
});

it('shows queries that fit the schema, in the README and in the explorer', () => {
  const queries = [...read('README.md').matchAll(/```graphql\n(.*?)```/gs)].map(([, query = '']) => query);
  expect(queries.length).toBeGreaterThan(1);
  for (const query of [...queries, ...EXPLORER_QUERIES]) expect(validate(schema, parse(query))).toEqual([]);
});
