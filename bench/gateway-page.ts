import type { Page } from './report';

/** What bench/results/gateway.md says besides numbers. */
export const GATEWAY_PAGE: Page = {
  file: 'gateway',
  title: 'Gateways',
  command: '`npm run bench`',
  repeat: '`npm ci`, `npm run bench:peers` (once; the other gateways), `npm run bench`',
  comparison: { to: 'stock', tells: 'times less' },
  besides: 'The subgraphs that are reached over HTTP and the client that makes the load',
  sharing: 'on the same subgraphs',
  rightAnswer: 'the right answer',
  notes: `- HTTP subgraphs send answers from memory. In-process subgraphs execute them (graphql-js), and that is in their numbers.
- Our gateway verifies tokens and has its limits (cost, rates; so high that none is reached), masking, security headers and metrics
  on; its response cache is off, for 64 inputs would be a test of it (docs/caching.md has its numbers). The others pass the token on
  and do none of that.
- The known lane's operations are those of a manifest (docs/persisted-operations.md). The general lane takes any: a document goes
  through Apollo Server once, and is known then (docs/decisions/0013-known-documents.md). One row shows it with every request there.
- Mercurius speaks Federation 1, so it gets the subgraphs' schemas in that dialect; the other gateways get the supergraph.`,
};
