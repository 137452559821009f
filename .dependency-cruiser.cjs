'use strict';

/*
 * Who may import whom (docs/architecture.md, "Rooms"), types included. `npm run check` runs it.
 *
 * Arrows go one way: schema ← service-kit ← gateway ← pages, and each subgraph. Test files may import testkit/ besides; only
 * OUTSIDE sees everything.
 */

const OUTSIDE = 'main|testkit|tests|bench|scripts';
const TESTS = '\\.test\\.ts$';
const PACKAGES = 'node_modules';

/** What a room may import, besides npm packages and Node's own modules. */
const room = (name, mayImport, comment) => ({
  name: `${name.replace(/[^a-z-]/g, '-')}-imports`,
  comment,
  severity: 'error',
  from: { path: `^${name}/`, pathNot: TESTS },
  to: {
    pathNot: [...mayImport.map((other) => `^${other}/`), PACKAGES],
    dependencyTypesNot: ['core', 'npm', 'unknown'],
  },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Move what both need, usually a type, into a file of its own.',
      severity: 'error',
      from: { path: `^(schema|service-kit|gateway|pages|subgraphs|simulator|${OUTSIDE})/` },
      to: { circular: true },
    },
    room('schema', ['schema'], 'schema/ imports npm packages only.'),
    room('simulator', ['simulator'], 'simulator/ imports npm packages only.'),
    room('service-kit', ['service-kit', 'schema'], 'service-kit/ knows no product code.'),
    room('gateway', ['gateway', 'service-kit', 'schema'], 'gateway/ imports service-kit/ and schema/ only.'),
    room('pages', ['pages', 'gateway', 'service-kit'], 'pages/ are clients of the gateway.'),
    {
      name: 'subgraph-imports',
      comment: 'Other data comes by id through the graph, or by an event.',
      severity: 'error',
      from: { path: '^subgraphs/([^/]+)/', pathNot: TESTS },
      to: {
        pathNot: ['^subgraphs/$1/', '^service-kit/', '^schema/', PACKAGES],
        dependencyTypesNot: ['core', 'npm', 'unknown'],
      },
    },
    {
      name: 'tests-of-a-room',
      comment: 'A test beside the code may import testkit/ besides what its room may.',
      severity: 'error',
      from: { path: `^(service-kit|gateway|pages|subgraphs|simulator)/.*${TESTS}` },
      to: { path: `^(${OUTSIDE})/`, pathNot: '^testkit/' },
    },
    {
      name: 'nothing-unresolved',
      severity: 'error',
      from: {},
      // A package's type declarations are no module.
      to: { couldNotResolve: true, path: '^\\.' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: PACKAGES },
    exclude: { path: '(^|/)(node_modules|dist)/|^bench/peers/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['require', 'node', 'import', 'types'],
    },
  },
};
