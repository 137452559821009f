import { ConfigError } from '../../../service-kit/process/config';
import { createReferenceEngine } from '../reference/reference-engine';
import { createCompiledEngine } from './compiled-engine';
import type { Engine, EngineParts } from './engine';

/** The engines by their names in `GATEWAY_EXECUTOR`. */
const ENGINES: Record<string, (parts: EngineParts) => Promise<Engine>> = {
  compiled: createCompiledEngine,
  reference: createReferenceEngine,
};

/**
 * Makes what executes the operations.
 *
 * @param name `compiled` (ours) or `reference` (stock `@apollo/gateway`)
 * @throws ConfigError for an unknown name
 * @throws SupergraphError for a supergraph that can't be built
 */
export async function createEngine(name: string, parts: EngineParts): Promise<Engine> {
  const create = Object.hasOwn(ENGINES, name) ? ENGINES[name] : undefined;
  if (!create) throw new ConfigError([`GATEWAY_EXECUTOR: must be one of ${Object.keys(ENGINES).join(', ')}`]);
  return create(parts);
}
