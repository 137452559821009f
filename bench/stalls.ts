import { openStalls, type Measured } from '../testkit/stalls/stalls';
import { WIDE_ATTACKS } from '../testkit/stalls/wide-attacks';

/*
 * `npm run bench:stalls [part of a name]`: what each hostile request of the stall suite costs others, in figures.
 */

const HEAD =
  '| Attack | At once | Others: undisturbed, ms | meanwhile, ms | Longest round, ms | Memory, MB | Answer |';

const rowOf = ({ name, atOnce, quiet, slowest, longestMs, megabytes, outcomes }: Measured): string => {
  const answers = [...new Set(outcomes.map(({ status }) => status))].join(', ');
  const cells = [name, atOnce, quiet.slowest.toFixed(1), slowest.toFixed(1), longestMs, megabytes, answers];
  return `| ${cells.join(' | ')} |`;
};

async function main(part = ''): Promise<void> {
  for (const kind of ['in-process', 'http'] as const) {
    process.stdout.write(`\nSubgraphs ${kind}\n\n${HEAD}\n|${' --- |'.repeat(7)}\n`);
    const stalls = await openStalls(kind);
    for (const { name } of WIDE_ATTACKS.filter((attack) => attack.name.includes(part))) {
      for (const atOnce of [1, 3]) process.stdout.write(`${rowOf(await stalls.measure(name, atOnce))}\n`);
    }
    await stalls.close();
  }
}

void main(process.argv[2]);
