'use strict';

const globals = require('globals');
const tseslint = require('typescript-eslint');

/** Forbids imports whose path matches; relative paths name the room they lead into. */
const mayNotImport = (rooms, message) => ({
  'no-restricted-imports': [
    'error',
    { patterns: [{ regex: `(^|/)\\.\\./(.*/)?(${rooms.join('|')})/`, message, allowTypeImports: false }] },
  ],
});

const SUBGRAPHS = ['identity', 'crm', 'estimates'];
const OUTSIDE = ['simulator', 'main', 'testkit', 'tests', 'bench'];

/** Who may import whom (docs/architecture.md): schema ← service-kit ← gateway and each subgraph. */
const zones = [
  {
    files: ['schema/**/*.ts'],
    rules: mayNotImport(
      ['service-kit', 'gateway', 'subgraphs', ...OUTSIDE],
      'schema/ imports npm packages only.',
    ),
  },
  {
    files: ['service-kit/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: mayNotImport(['gateway', 'subgraphs', ...OUTSIDE], 'service-kit/ knows no product code.'),
  },
  {
    files: ['simulator/**/*.ts'],
    rules: mayNotImport(
      ['schema', 'service-kit', 'gateway', 'subgraphs', ...OUTSIDE.filter((room) => room !== 'simulator')],
      'simulator/ imports npm packages only.',
    ),
  },
  {
    files: ['gateway/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: mayNotImport(['subgraphs', ...OUTSIDE], 'gateway/ imports service-kit/ and schema/ only.'),
  },
  ...SUBGRAPHS.map((name) => ({
    files: [`subgraphs/${name}/**/*.ts`],
    ignores: ['**/*.test.ts'],
    rules: mayNotImport(
      [
        'gateway',
        'subgraphs',
        ...OUTSIDE,
        ...SUBGRAPHS.filter((other) => other !== name).map((other) => `${other}/(src|migrations)`),
      ],
      'A subgraph imports service-kit/, schema/ and itself: other data comes by id through the graph, or by an event.',
    ),
  })),
];

module.exports = tseslint.config(
  { ignores: ['dist/', '**/node_modules/', '.data/', '**/generated/'] },
  ...tseslint.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.node },
      parserOptions: { projectService: { allowDefaultProject: ['*.js'] }, tsconfigRootDir: __dirname },
    },
  },
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'MemberExpression[object.name="process"][property.name="env"]',
          message: 'The environment is read by main files only; pass configuration as arguments.',
        },
        { selector: 'ExportAllDeclaration', message: 'No barrels: import from the file that defines it.' },
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
      ],
    },
  },
  {
    // Composition roots read the environment; command-line tools talk to a terminal.
    files: [
      'gateway/src/telemetry/telemetry-off.ts',
      'main/**/*.ts',
      'scripts/**',
      'testkit/**',
      'tests/**',
      'bench/**',
    ],
    rules: { 'no-restricted-syntax': 'off', 'no-console': 'off' },
  },
  {
    // Fixtures are one closure each: what a test file gets, made before and undone after.
    files: ['testkit/**'],
    rules: { 'max-lines-per-function': ['error', { max: 100, skipBlankLines: true, skipComments: true }] },
  },
  {
    files: ['**/*.test.ts', 'bench/**'],
    rules: {
      'max-lines-per-function': 'off',
      'max-lines': ['error', { max: 600 }],
      'no-restricted-syntax': 'off',
    },
  },
  { files: ['**/*.js', '**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  { files: ['**/*.js', '**/*.mjs', '**/*.cjs'], ...tseslint.configs.disableTypeChecked },
  ...zones,
);
