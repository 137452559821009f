import { WIDE_ATTACKS } from '../../testkit/stalls/wide-attacks';
import { openStalls, type Stalls } from '../../testkit/stalls/stalls';

/*
 * While anybody sends anything, another client's small request is answered about as quickly as before. What is compared are
 * ratios to the undisturbed latency, and how long rounds of the event loop take of its thread's own time; a neighbour on the machine can only make it
 * slower, so a measurement that does not fit is repeated.
 */
describe.each(['in-process', 'http'] as const)('a gateway over a wide graph, its subgraphs %s', (kind) => {
  let stalls: Stalls;
  beforeAll(async () => {
    stalls = await openStalls(kind);
  });
  afterAll(() => stalls.close());

  it.each(attacksOf(kind))('nobody waits for somebody who sends %s', async (name) => {
    const { measured, ...outcome } = await stalls.attack(name);
    expect({ ...outcome, measured: outcome.fits ? [] : measured }).toEqual({ fits: true, measured: [] });
  });
});

/** All of them in one process; by HTTP those for which it makes a difference, and those that go to a subgraph's own port. */
function attacksOf(kind: 'in-process' | 'http'): string[] {
  const some = WIDE_ATTACKS.filter(({ name, toSubgraph }) =>
    kind === 'in-process' ? !toSubgraph : toSubgraph || /wide|unknown keys/.test(name),
  );
  return some.map(({ name }) => name);
}
