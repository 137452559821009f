import type { GraphQLScalarType, GraphQLSchema } from 'graphql';
import type { Logger } from '../../../service-kit/process/logger';
import { createEngine } from '../engine/create-engine';
import type { IsOverrideActive } from '../engine/foreign-graphs/overrides';
import { engineEntry } from '../subscriptions/engine-entry';
import type { Operation } from '../pipeline/operation';
import type { EngineMetrics } from '../telemetry/metrics';
import { tracedOperation } from '../telemetry/operation-spans';
import { throughStages, type Execute, type Stage } from '../pipeline/stage';
import type { SubgraphSource } from '../sources/subgraph-source';
import type { Supergraph } from '../supergraph/supergraph';
import { checkInputs } from './input-scalars';
import { tellObjectDefaults } from './object-defaults';

/** One supergraph, ready to answer: its schema, and the chain of stages in front of its engine. */
export interface ServedGraph {
  readonly supergraph: Supergraph;
  readonly schema: GraphQLSchema;
  readonly execute: Execute;
  /** Resolves when nothing is in flight on it, at once or later. */
  idle(): Promise<void>;
  /** Does what can be done before the first request of a trusted operation, and keeps it. */
  prepare(operation: Operation): void | Promise<void>;
  /** Closes the engine and the sources. What is in flight loses its subgraphs. */
  close(): Promise<void>;
}

/** What a stage may know of the graph it serves. */
export interface GraphFacts {
  readonly supergraph: Supergraph;
  readonly schema: GraphQLSchema;
}

/** Makes a stage for a graph; called once per supergraph. @throws SupergraphError for a graph it can't protect */
export type StageFactory = (graph: GraphFacts) => Stage;

/** What all graphs that are served in turn have in common. */
export interface GraphOptions {
  /** `GATEWAY_EXECUTOR`. */
  readonly executor: string;
  /** In order, the first outermost. */
  readonly stages: readonly StageFactory[];
  /** Custom scalars whose values are checked before anything is planned. */
  readonly scalars?: readonly GraphQLScalarType[];
  /** Decides labels of `@override`. */
  readonly isOverrideActive?: IsOverrideActive;
  readonly metrics?: EngineMetrics;
  readonly log: Logger;
}

/** Builds what serves a supergraph. On failure the sources are closed. @throws SupergraphError, ConfigError */
export async function openGraph(
  parts: GraphOptions & { supergraph: Supergraph; sources: readonly SubgraphSource[] },
): Promise<ServedGraph> {
  const { supergraph, sources, executor, log, isOverrideActive, metrics } = parts;
  const closeSources = () => Promise.all(sources.map((source) => source.close()));
  try {
    const engine = await createEngine(executor, { supergraph, sources, log, isOverrideActive, metrics });
    const { schema } = engine;
    checkInputs(schema, parts.scalars ?? []);
    tellObjectDefaults();
    const stages = parts.stages.map((create) => create({ supergraph, schema }));
    const { execute, idle } = counted(throughStages(stages, engineEntry(engine)));
    return {
      supergraph,
      schema,
      execute,
      idle,
      prepare: (operation) => engine.prepare?.(operation),
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

/** Counts what is in flight, whichever way it came in: a graph that was replaced ends with its last operation. */
function counted(execute: Execute): Pick<ServedGraph, 'execute' | 'idle'> {
  let inFlight = 0;
  const waiting: (() => void)[] = [];
  return {
    async execute(request) {
      inFlight += 1;
      try {
        return await tracedOperation(request, execute);
      } finally {
        inFlight -= 1;
        if (inFlight === 0) for (const resolve of waiting.splice(0)) resolve();
      }
    },
    async idle() {
      if (inFlight > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}
