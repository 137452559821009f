import type { GraphDefinition } from '../../testkit/federation/federated-graph';
import { runDifferential } from './run-differential';
import { stockExceptions } from './stock-exceptions';

const SEED = 2026;
/** Some twenty times what it takes on two idle cores. */
const TIMEOUT_MS = 600_000;

/**
 * Declares the tests of one graph: each engine answers random operations as the monolith does. A failure prints the seed, the
 * number and the smallest operation that shows it; `soak.ts` repeats it.
 *
 * @param operations how many, for each engine
 */
export function describeDifferential(definition: GraphDefinition, operations: number): void {
  // Stock is asked whether what it is excused for is still so; each excuse is met among the first ones.
  const few = Math.ceil(operations / 4);
  describe(`the graph "${definition.name}"`, () => {
    it(
      `is answered by the compiled engine as by the monolith, ${operations} times, keys in order, errors in place`,
      async () => {
        const result = await runDifferential({ definition, executor: 'compiled', operations, seed: SEED });
        expect(result.failures.join('\n\n')).toBe('');
        expect(result.operations).toBe(operations);
      },
      TIMEOUT_MS,
    );

    it(
      `is answered by the compiled engine with parts as subgraphs wrote them as by the monolith, ${operations} times`,
      async () => {
        const result = await runDifferential({ definition, executor: 'verbatim', operations, seed: SEED });
        expect(result.failures.join('\n\n')).toBe('');
        expect(result.verbatimParts).toBeGreaterThan(operations / 50); // few, where most types are abstract;
      },
      TIMEOUT_MS,
    );

    it(
      `is answered by stock as by the monolith, ${few} times, but for what stock is known to get wrong`,
      async () => {
        const { failures } = await runDifferential({
          definition,
          executor: 'reference',
          operations: few,
          seed: SEED,
          exceptions: stockExceptions(definition),
        });
        expect(failures.join('\n\n')).toBe('');
      },
      TIMEOUT_MS,
    );
  });
}
