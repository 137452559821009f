import type { GraphQLSchema } from 'graphql';
import type { Logger } from '../../service-kit/logger';
import { createEngine } from './engine';
import { engineEntry } from './subscriptions/engine-entry';
import { throughStages, type Execute, type Stage } from './pipeline/stage';
import type { SubgraphSource } from './subgraph-source';
import type { Supergraph } from './supergraph';

/** One supergraph, ready to answer: its schema, and the chain of stages in front of its engine. */
export interface ServedGraph {
  readonly supergraph: Supergraph;
  readonly schema: GraphQLSchema;
  readonly execute: Execute;
  /** Closes the engine and the sources. Nothing may be in flight. */
  close(): Promise<void>;
}

/** What a stage may know of the graph it serves. */
export interface GraphFacts {
  readonly supergraph: Supergraph;
  readonly schema: GraphQLSchema;
}

/** Makes a stage for a graph; called once per supergraph. @throws SupergraphError for a graph it can't protect */
export type StageFactory = (graph: GraphFacts) => Stage;

/**
 * Builds what serves a supergraph. On failure the sources are closed.
 *
 * @param parts.executor `GATEWAY_EXECUTOR`
 * @param parts.stages in order, the first outermost
 * @throws SupergraphError, ConfigError
 */
export async function openGraph(parts: {
  supergraph: Supergraph;
  sources: readonly SubgraphSource[];
  executor: string;
  stages: readonly StageFactory[];
  log: Logger;
}): Promise<ServedGraph> {
  const { supergraph, sources, executor, log } = parts;
  const closeSources = () => Promise.all(sources.map((source) => source.close()));
  try {
    const engine = await createEngine(executor, { supergraph, sources, log });
    const { schema } = engine;
    const stages = parts.stages.map((create) => create({ supergraph, schema }));
    return {
      supergraph,
      schema,
      execute: throughStages(stages, engineEntry(engine)),
      async close() {
        await engine.close();
        await closeSources();
      },
    };
  } catch (error) {
    await closeSources();
    throw error;
  }
}
