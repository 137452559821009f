import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { parseManifest } from '../gateway/src/persisted/manifest';
import { findDocuments } from './graphql-files';
import { buildOperations, DocumentMistakes, formatManifest } from './manifest-builder';
import { runPersist } from './persist-command';

const schema = buildSchema(`
  type Query { me: User, users(first: Int): [User!]! }
  type Mutation { rename(id: ID!, name: String!): User }
  type User { id: ID!, name: String!, friends: [User!]! }
`);
const file = (path: string, text: string) => ({ path, text });

describe('building operations', () => {
  const files = [
    file(
      'b.graphql',
      'query Users { users { ...Card } }\nmutation Rename { rename(id: 1, name: "x") { id } }',
    ),
    file('a.graphql', 'fragment Card on User { ...Name friends { id } }\nfragment Unused on User { id }'),
    file('c.graphql', 'fragment Name on User { name }\nquery Me { me { ...Name } }'),
  ];

  it('makes one of each, with just the fragments it uses, whatever the order of the files', () => {
    const built = buildOperations(files, schema);
    expect(built.map(({ name, type }) => [name, type])).toEqual([
      ['Me', 'query'],
      ['Rename', 'mutation'],
      ['Users', 'query'],
    ]);
    expect(built[0]?.body).toBe(
      'query Me {\n  me {\n    ...Name\n  }\n}\n\nfragment Name on User {\n  name\n}',
    );
    expect(built[2]?.body.match(/fragment \w+/g)).toEqual(['fragment Card', 'fragment Name']);
    for (const { body } of built) expect(validate(schema, parse(body))).toEqual([]);
    expect(buildOperations(files.toReversed(), schema)).toEqual(built);
    expect(new Set(built.map(({ id }) => id)).size).toBe(3);
  });

  it('adds __typename below the root where it is wished', () => {
    const [me] = buildOperations([file('a', 'query Me { me { __typename id friends { id } } }')], schema, {
      typename: true,
    });
    expect(me?.body.replace(/\s+/g, ' ')).toBe('query Me { me { __typename id friends { id __typename } } }');
  });

  it.each([
    ['{ me { id } }', 'x.graphql:1:1: this operation has no name'],
    ['query A {\n  me {\n    nme\n  }\n}', 'x.graphql:3:5: Cannot query field "nme" on type "User"'],
    ['query A {\n  me { id ', 'x.graphql:2:11: Syntax Error: Expected Name, found <EOF>'],
    [
      'query A { me { id } }\nquery A { me { name } }',
      'x.graphql:2:1: the operation "A" is there twice, the first time at x.graphql:1:1',
    ],
    [
      'fragment F on User { id } fragment F on User { id } query A { me { ...F } }',
      'x.graphql:1:27: the fragment "F" is there twice',
    ],
    ['query A { me { ...Nowhere } }', 'x.graphql:1:19: Unknown fragment "Nowhere"'],
    [
      'fragment F on User { ...F } query A { me { ...F } }',
      'x.graphql:1:22: Cannot spread fragment "F" within itself',
    ],
    ['type Query { me: ID }', 'x.graphql:1:1: only operations and fragments belong here'],
  ])('refuses %j by its place', (text, words) => {
    expect(() => buildOperations([file('x.graphql', text)], schema)).toThrow(DocumentMistakes);
    expect(() => buildOperations([file('x.graphql', text)], schema)).toThrow(words);
  });

  it('tells all mistakes at once, and one in a shared fragment once', () => {
    const shared = file('f.graphql', 'fragment F on User { wrong }');
    const users = ['A', 'B'].map((name) => file(`${name}.graphql`, `query ${name} { me { ...F other } }`));
    let mistakes: readonly string[] = [];
    try {
      buildOperations([shared, ...users], schema);
    } catch (error) {
      ({ mistakes } = error as DocumentMistakes);
    }
    expect(mistakes.map((mistake) => mistake.split(': ')[0])).toEqual([
      'A.graphql:1:21',
      'B.graphql:1:21',
      'f.graphql:1:22',
    ]);
  });

  it('writes manifests that the gateway reads, in both formats', () => {
    const built = buildOperations(files, schema);
    const expected = built.map(({ id, body }) => ({ id, body, clients: null }));
    expect(parseManifest(formatManifest(built, 'apollo'), 'm')).toEqual(expected);
    expect(parseManifest(formatManifest(built, 'relay'), 'm')).toEqual(expected);
    expect(parseManifest(formatManifest(built, 'apollo', 'web'), 'm')[0]?.clients).toEqual(new Set(['web']));
  });
});

describe('npm run persist', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'persist-'));
    for (const path of [
      'src/a.graphql',
      'src/deep/b.graphql',
      'src/deep/c.gql',
      'src/d.txt',
      'src/node_modules/e.graphql',
    ])
      write(path, `query ${path.replace(/\W/g, '_')} { me { id } }`);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function write(path: string, text: string) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }

  it.each([
    [['src'], ['src/a.graphql', 'src/deep/b.graphql', 'src/deep/c.gql']],
    [
      ['src/d.txt', 'src/a.graphql', 'src/a.graphql'],
      ['src/a.graphql', 'src/d.txt'],
    ],
    [['src/**/*.graphql'], ['src/a.graphql', 'src/deep/b.graphql']],
    [['src/*.graphql'], ['src/a.graphql']],
    [['src/**/?.{gql,txt}'], ['src/d.txt', 'src/deep/c.gql']],
    [['**/deep/*'], ['src/deep/b.graphql', 'src/deep/c.gql']],
  ])('finds for %j just %j', (inputs, expected) => {
    const found = findDocuments(inputs.map((input) => join(folder, input)));
    expect(found).toEqual(expected.map((path) => join(folder, path)));
  });

  it('says which input leads nowhere', () => {
    const inputs = ['src', 'nowhere', 'src/*.graphqls'].map((path) => join(folder, path));
    expect(() => findDocuments(inputs)).toThrow(`${inputs[1]}, ${inputs[2]}`);
  });

  it('writes a manifest of operations that fit our own schema', async () => {
    const out = join(folder, 'manifest.json');
    const done = await runPersist(['--out', out, '--client', 'web', '--typename', join(folder, 'src')]);
    expect(done).toMatchObject({ status: 0, stdout: `${out}: 3 operations of 3 files\n` });
    const [first] = parseManifest(readFileSync(out, 'utf8'), out);
    expect(first?.body).toBe('query src_a_graphql {\n  me {\n    id\n    __typename\n  }\n}');
  });

  it('tells mistakes by file and line, and its usage', async () => {
    write('src/a.graphql', 'query A {\n  mee { id }\n}');
    const wrong = await runPersist([join(folder, 'src')]);
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toContain('src/a.graphql:2:3: Cannot query field "mee" on type "Query".');
    for (const args of [[], ['--format', 'x', 'y'], ['--unknown']]) {
      const { status, stderr } = await runPersist(args);
      expect(status).toBe(2);
      expect(stderr).toContain('Usage: npm run persist');
    }
  });
});
