/**
 * What `npm run test:quick` runs: the loop of a working day, under a minute on two free cores. Of each room and each feature what tells
 * soonest that something broke; `npm test` runs all.
 */

/** Unit tests left out: hundreds of random cases, whole gateways started many times over, databases started and killed. */
const SLOW = [
  /^(bench|simulator)\//,
  /^tests\/(differential|stalls)\//,
  /^tests\/(machine-access|wrong-scalars)/,
  /^main\/(persist-command|environment)/,
  /(property|oracle|inference)\.test/,
  /^gateway\/src\/(pipeline\/operations|sources\/subgraph-faults|http\/(wrong-inputs|token-refusals)|api-keys\/)/,
  /^gateway\/src\/(graphs\/(reload|object-defaults)|limits\/(bombs|operation-lifetime|rates\/)|engine\/plan-thread)/,
  /^gateway\/src\/(subscriptions\/(reloads|sockets|event-streams)|persisted\/persisted-operations)/,
  /^gateway\/src\/known-documents\/(hand-over|reloads|lanes-(answers|modes|odd-requests|over-http|rates|stop)|lanes\.test)/,
  /^gateway\/src\/(engine\/foreign-graphs\/overrides|caching\/cache-key|pipeline\/leaving-clients)/,
  /^service-kit\/(postgres\/embedded-postgres|http\/(http-limits|event-stream)|telemetry\/tracing|auth\/jwks)/,
  /^subgraphs\/identity\/src\/auth\/(keys|passwords|password-rules)/,
  /^subgraphs\/estimates\/src\/imports\/xlsx\//,
];

/** Tests with a database that are run: each needs a clone of its own, and there is room for these. */
const DATABASE = [
  'service-kit/data/reader',
  'service-kit/jobs/jobs',
  'service-kit/subgraph/context',
  'subgraphs/crm/src/leads/leads',
  'subgraphs/crm/src/contacts/contacts',
  'subgraphs/crm/src/sync/first-load',
  'subgraphs/estimates/src/estimates/estimates',
  'subgraphs/estimates/src/estimates/estimate-lists',
  'subgraphs/estimates/src/positions/positions',
  'subgraphs/estimates/src/sections/sections',
  'subgraphs/estimates/src/statuses/status-moves',
  'subgraphs/identity/src/columns',
  'subgraphs/identity/src/users/users',
  'tests/one-role',
].map((name) => `${name}.db.test.ts`);

/** Whether the quick loop runs a test file. @param file its path from the repository's top */
export function isQuick(file) {
  if (file.endsWith('.e2e.test.ts')) return false;
  return file.endsWith('.db.test.ts') ? DATABASE.includes(file) : !SLOW.some((slow) => slow.test(file));
}
