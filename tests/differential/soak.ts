/*
 * As many random operations as one likes, with seeds of one's own:
 * `node -r @swc-node/register tests/differential/soak.ts --graph shop --engine compiled --operations 5000 --seed 7`
 */
import { parseArgs } from 'node:util';
import { GRAPHS } from './graphs';
import { stockExceptions } from './stock-exceptions';
import { runDifferential } from './run-differential';

const { values } = parseArgs({
  options: {
    graph: { type: 'string' },
    engine: { type: 'string', default: 'compiled' },
    operations: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    failures: { type: 'string', default: '3' },
  },
});

async function main(): Promise<void> {
  for (const graph of GRAPHS.filter(({ name }) => values.graph === undefined || name === values.graph)) {
    const startedAt = performance.now();
    const { operations, failures, excused } = await runDifferential({
      definition: graph,
      executor: values.engine,
      operations: Number(values.operations),
      seed: Number(values.seed),
      maxFailures: Number(values.failures),
      exceptions: values.engine === 'reference' ? stockExceptions(graph) : [],
    });
    for (const failure of failures) console.log(`\n${failure}`);
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    console.log(excused);
    console.log(`${graph.name}: ${operations} operations in ${seconds} s, ${failures.length} failures`);
  }
}

void main();
