import type { Contender } from './contender';

/** What ratios are relative to. */
export const BASELINE = 'stock';

/**
 * Who takes part, in the order of the tables. To add one: a file beside this one that exports `start`, and a line here. A
 * contender's libraries are loaded in its own process only.
 */
export const CONTENDERS: readonly Contender[] = [
  {
    name: BASELINE,
    title: 'Apollo Server + ApolloGateway, stock',
    load: () => import('./stock'),
  },
  {
    name: 'hive',
    title: 'Hive Gateway',
    isPeer: true,
    load: () => import('./hive'),
  },
  {
    name: 'hive-router-runtime',
    title: 'Hive Gateway + router-runtime',
    isPeer: true,
    load: () => import('./hive-router-runtime'),
  },
  {
    name: 'mercurius',
    title: 'Mercurius gateway + jit',
    isPeer: true,
    load: () => import('./mercurius'),
  },
  {
    name: 'ours-apollo-http',
    title: 'our gateway, every request through Apollo Server, HTTP subgraphs',
    load: () => import('./ours-apollo-http'),
  },
  {
    name: 'ours-http',
    title: 'our gateway, general lane, HTTP subgraphs',
    load: () => import('./ours-http'),
  },
  {
    name: 'ours-in-process',
    title: 'our gateway, general lane, in-process subgraphs (their work included)',
    load: () => import('./ours-in-process'),
  },
  {
    name: 'ours-fast-http',
    title: 'our gateway, known documents, HTTP subgraphs',
    load: () => import('./ours-fast-http'),
  },
  {
    name: 'ours-parsed-http',
    title: 'the same, every answer parsed and written again (no verbatim parts)',
    load: () => import('./ours-parsed-http'),
  },
  {
    name: 'ours-fast-in-process',
    title: 'our gateway, known documents, in-process subgraphs (their work included)',
    load: () => import('./ours-fast-in-process'),
  },
  {
    name: 'floor',
    title: 'hand-written handlers, no GraphQL',
    load: () => import('./floor'),
  },
];
