import { composeServices } from '@apollo/composition';
import { gql } from 'graphql-tag';
import { SUBGRAPH_NAMES, SUBGRAPH_SDL } from './subgraphs';

/**
 * Composes the benchmark's subgraphs.
 *
 * @param urls addresses by subgraph
 * @throws Error with every composition error
 */
export function composeBenchSupergraph(urls: Readonly<Record<string, string>>): string {
  const result = composeServices(
    SUBGRAPH_NAMES.map((name) => ({ name, url: urls[name] ?? '', typeDefs: gql(SUBGRAPH_SDL[name]) })),
  );
  if (result.errors) throw new Error(result.errors.map(({ message }) => message).join('\n'));
  return result.supergraphSdl;
}
