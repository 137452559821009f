import type { Page } from '../report';

/** What bench/results/postgres.md says besides numbers. */
export const POSTGRES_PAGE: Page = {
  file: 'postgres',
  title: 'The product on PostgreSQL',
  command: '`npm run bench:postgres`',
  repeat: '`npm ci`, `npm run bench:peers`, `npm run bench:postgres`',
  comparison: { to: 'a bare handler', tells: 'times as much' },
  besides: 'PostgreSQL and the client that makes the load',
  sharing: 'on the same PostgreSQL (the embedded one, in its own settings but for more connections)',
  rightAnswer: "the bare handler's",
  notes: `- **Our product** is all of it in one process, as \`npm start\` runs it: gateway, subgraphs and workers. Its limits are on, so high
  that none is reached. The general lane takes any operation; the lane of known documents those of a manifest (docs/persisted-operations.md).
- **The bare handler** is the floor: node:http, the token verified, \`pg\`, a function per operation, JSON. It knows nothing of
  GraphQL, limits, masking or metrics. Its SQL is written by hand and reads the columns that are shown and no other. Each
  statement travels in one write with what says whose rows may be seen, under the same roles and the same row security.
- **PostGraphile 5** makes a schema of its own of the same tables, and serves it with its own server as its documentation has it in
  production. It is asked for the same rows and columns in its own words, over a role that reads all three schemas under the same
  row security; what ours compute (names, a lead's status, how many zeros an amount has) it leaves to its client. It needs
  Node.js 22, so all rows are measured under that of \`bench/peers\`.
- **From the cache**: 64 inputs fit in it and nothing changes meanwhile, so all but the first answers come from it. A request still
  asks PostgreSQL for the organisation's change version, many at once in one statement (docs/caching.md). The other rows have no cache.
- **SQL statements** are those of one request; **round trips** are what was sent to PostgreSQL at once. Reads of one part that begin
  together share one. Independent ones overlap: on the longest path Me has 2, Leads 2, Estimate 3.
- One organisation: 64 people, 1300 leads with two contacts each, 2664 estimates, of which 64 have 200 positions.`,
};
