import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { planFeature, writeFeature } from '../main/new-feature/lay-out';
import { featureNames, type FeatureRequest } from '../main/new-feature/names';
import { makeScratchCopy, type ScratchCopy } from '../testkit/scratch-copy';

/*
 * `npm run new -- feature` in a copy of the project: one feature for each subgraph, and what it has laid out passes its own
 * tests. The copy has a PostgreSQL of its own, because its migrations are others.
 */

const LAST = { subgraph: 'estimates', thing: 'work-order', scope: 'projects' };
const FEATURES: readonly FeatureRequest[] = [
  { subgraph: 'identity', thing: 'allowance' },
  { subgraph: 'crm', thing: 'sales-reply', plural: 'sales-replies' },
  LAST,
];
const folderOf = (request: FeatureRequest) => {
  const { subgraph, folder } = featureNames(request);
  return `subgraphs/${subgraph}/src/${folder}`;
};
const MINUTES = 60_000;

let copy: ScratchCopy;
const read = (path: string) => readFileSync(join(copy.root, path), 'utf8');
const bin = (name: string) => join(copy.root, 'node_modules', '.bin', name);

beforeAll(() => {
  copy = makeScratchCopy();
  for (const request of FEATURES.slice(0, -1)) {
    writeFeature(copy.root, planFeature(copy.root, featureNames(request)));
  }
}, 2 * MINUTES);
afterAll(() => copy?.remove());

it(
  'lays a feature out and generates what follows from it',
  async () => {
    const words = ['feature', LAST.subgraph, LAST.thing, '--scope', LAST.scope];
    const { code, output } = await copy.run(['scripts/run.mjs', 'main/new', ...words]);
    expect([code, output]).toEqual([0, expect.stringContaining('work-orders.service.ts')]);
    expect(read('schema/supergraph.graphql')).toContain('type SalesReplyConnection');
    for (const request of FEATURES) {
      const { subgraph, type } = featureNames(request);
      expect(read(`subgraphs/${subgraph}/src/generated/types.ts`)).toContain(`${type}Entity`);
    }
    expect(read('schema/estimates.graphql')).toMatch(
      /createWorkOrder\([^@]*@requiresScopes\(scopes: \[\["projects:write"\]\]\)\s*@idempotent/,
    );
  },
  5 * MINUTES,
);

it(
  'lays out nothing twice',
  async () => {
    const before = read('schema/estimates.graphql');
    const { code, output } = await copy.run([
      'scripts/run.mjs',
      'main/new',
      'feature',
      'estimates',
      'work-order',
    ]);
    expect([code, output]).toEqual([
      2,
      expect.stringContaining('work-orders is there already: take another noun.'),
    ]);
    expect(read('schema/estimates.graphql')).toBe(before);
  },
  2 * MINUTES,
);

it(
  'keeps the rules of the schema',
  async () => {
    const answer = await copy.run(['-r', '@swc-node/register', 'scripts/check-schema.ts']);
    expect(answer).toEqual({ code: 0, output: '' });
  },
  2 * MINUTES,
);

it(
  'compiles, and is formatted',
  async () => {
    const { subgraph } = LAST;
    const formatted = [
      `schema/${subgraph}.graphql`,
      'codegen.yml',
      `subgraphs/${subgraph}/src/features.ts`,
      `subgraphs/${subgraph}/migrations`,
      folderOf(LAST),
      'tests/isolation/cases.ts',
      'tests/isolation/id-kinds.ts',
      'tests/isolation/entity-cases.ts',
      'tests/isolation/makers.ts',
    ];
    const prettier = await copy.run([bin('prettier'), '--check', '--log-level', 'warn', ...formatted]);
    expect(prettier).toEqual({ code: 0, output: '' });
    // One of the tests stands for all: they are the same but for their names, and each needs much to be compiled.
    const files = [
      ...FEATURES.map(({ subgraph: name }) => `subgraphs/${name}/src/features.ts`),
      ...FEATURES.map(({ subgraph: name }) => `subgraphs/${name}/migrations/index.ts`),
      `${folderOf(LAST)}/${featureNames(LAST).folder}.db.test.ts`,
      'tests/isolation/cases.ts',
      'tests/isolation/id-kinds.ts',
      'tests/isolation/entity-cases.ts',
      'tests/isolation/makers.ts',
    ];
    writeFileSync(
      join(copy.root, 'tsconfig.new.json'),
      JSON.stringify({ extends: './tsconfig.json', files }),
    );
    const types = await copy.run([bin('tsc'), '--noEmit', '-p', 'tsconfig.new.json']);
    expect(types).toEqual({ code: 0, output: '' });
  },
  10 * MINUTES,
);

it(
  'passes its own tests, and those that look up every field and table',
  async () => {
    const { code, output } = await copy.run(
      [
        bin('jest'),
        '--ci',
        '--selectProjects',
        'unit',
        'db',
        '--maxWorkers=2',
        '--testPathPatterns',
        ...FEATURES.map((request) => `${folderOf(request)}/`),
        'tests/fields.test',
        'tests/row-level-security',
      ],
      // Without TEST_DATABASE_URL it starts a server of its own, and leaves the template of this run alone.
      { TEST_DATABASE_URL: undefined, TEST_RUN: undefined, REDIS_URL: process.env['TEST_REDIS_URL'] },
    );
    expect([code, output]).toEqual([0, expect.stringContaining('Test Suites: 5 passed, 5 total')]);
  },
  10 * MINUTES,
);
