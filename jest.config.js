'use strict';

const { readFileSync } = require('node:fs');

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

/** What scripts/test.mjs has chosen to run, and bundled, by project; without it each project runs what Jest is asked for. */
const chosen = process.env.TEST_RUN ? JSON.parse(readFileSync(process.env.TEST_RUN, 'utf8')) : {};
const matchOf = (project, pattern) => (chosen[project] ?? [pattern]).map((file) => `<rootDir>/${file}`);

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
  // To end what hangs; a test that works is not to be refused by a busy machine.
  testTimeout: 300_000,
  // Two workers use two cores, and a worker that has grown makes room for a new one: 4 GiB must do.
  maxWorkers: 2,
  testSequencer: '<rootDir>/testkit/longest-first.cjs',
  workerIdleMemoryLimit: '500MB',
  // Half a gigabyte of heap takes a busy machine more than the default of half a second to give back, with nothing left
  // running; what a file does leave running fails that file (testkit/leak-environment.ts).
  workerGracefulExitTimeout: 10_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      globalSetup: '<rootDir>/testkit/build.setup.ts',
      testMatch: matchOf('unit', '**/*.test.ts'),
      testPathIgnorePatterns: ['/node_modules/', '\\.db\\.test\\.ts$', '\\.e2e\\.test\\.ts$'],
    },
    {
      ...shared,
      ...withServices,
      displayName: 'db',
      testMatch: matchOf('db', '**/*.db.test.ts'),
    },
    { ...shared, ...withServices, displayName: 'e2e', testMatch: matchOf('e2e', '**/*.e2e.test.ts') },
  ],
};
