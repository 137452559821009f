'use strict';

const ES_MODULES = '/node_modules/(openid-client|oauth4webapi|jose)/';

const shared = {
  rootDir: __dirname,
  testEnvironment: '<rootDir>/testkit/leak-environment.ts',
  // These three are ES modules only, which Jest can't load as they are; Node can.
  transform: {
    '^.+\\.ts$': '@swc/jest',
    [`${ES_MODULES}.+\\.js$`]: ['@swc/jest', { module: { type: 'commonjs' } }],
  },
  transformIgnorePatterns: ['/node_modules/(?!(openid-client|oauth4webapi|jose)/)'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.data/', '<rootDir>/bench/peers/'],
};

/**
 * Left out of `npm run test:quick`, which has to end within a minute: what walks large accounts, crashes servers or tries
 * hundreds of random cases, and what changes seldom. `npm test` runs them all.
 */
const SLOW = [
  'subgraphs/crm/src/sync',
  'property',
  'refresh\\.db',
  'tests/migrations',
  'testkit/services',
  '<rootDir>/simulator/',
  'bench/',
  'tests/differential/',
  'embedded-postgres/(embedded-postgres|supervisor)',
  'gateway/src/', // each composes a graph; `npm test -- --testPathPatterns gateway/src/limits` while working on one
  'service-kit/changes/change',
  'main/persist',
  'idempotency\\.db',
  'tests/row-level',
  'tests/stalls/',
  'oracle\\.test',
  'concurrency\\.db',
  'tests/change-versions',
  'subgraphs/crm/src/(workers|connections/connections)',
];
const leftOut = process.env.TEST_QUICK ? SLOW : [];

const withServices = {
  globalSetup: '<rootDir>/testkit/services.setup.ts',
  globalTeardown: '<rootDir>/testkit/services.teardown.ts',
};

/**
 * Three projects: `unit` does no I/O beyond loopback to what it starts itself, `db` runs each file on its own
 * clone of a migrated PostgreSQL database, `e2e` plays the whole product over HTTP.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  testTimeout: 30_000,
  // Two workers use two cores, and a worker that has grown makes room for a new one: 4 GiB must do.
  maxWorkers: 2,
  workerIdleMemoryLimit: '500MB',
  // Half a gigabyte of heap takes a busy machine more than the default of half a second to give back, with nothing left
  // running; what a file does leave running fails that file (testkit/leak-environment.ts).
  workerGracefulExitTimeout: 10_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '\\.db\\.test\\.ts$', '\\.e2e\\.test\\.ts$', ...leftOut],
    },
    {
      ...shared,
      ...withServices,
      displayName: 'db',
      testMatch: ['<rootDir>/**/*.db.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', ...leftOut],
    },
    { ...shared, ...withServices, displayName: 'e2e', testMatch: ['<rootDir>/**/*.e2e.test.ts'] },
  ],
};
