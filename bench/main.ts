import type { Contender } from './contenders/contender';
import { BASELINE, CONTENDERS } from './contenders/contenders';
import { GATEWAY_PAGE } from './gateway-page';
import { OPERATIONS, type Operation } from './operations';
import { peerVersion, unlessPeerFails } from './peers';
import type { Missing } from './report';
import { prepareRequests } from './requests';
import type { Pairing } from './rounds';
import { runSuite, versionOf, type Prepared, type SuiteRun } from './suite';
import { composeBenchSupergraph } from './supergraph';
import { createBenchTokens, type BenchTokens } from './tokens';
import { verifyContender } from './verify';
import { createWorld } from './world';

/*
 * `npm run bench`: our gateway against its peers, on subgraphs that answer from memory; then what hostile requests cost others.
 */

/** Whose versions the results depend on most. */
const PACKAGES = ['@apollo/server', '@apollo/gateway', 'graphql', 'fastify'];
const PEER_PACKAGES = [
  '@graphql-hive/gateway-runtime',
  '@graphql-hive/router-runtime',
  'mercurius',
  '@mercuriusjs/gateway',
];

const versions = (): Record<string, string> => ({
  ...Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)])),
  ...Object.fromEntries(PEER_PACKAGES.map((name) => [name, peerVersion(name) ?? 'not installed'])),
  'graphql of these peers': peerVersion('graphql') ?? 'not installed', // Mercurius' gateway fails with 16.15.0
});

async function prepare(run: SuiteRun<Contender, Operation>): Promise<Prepared> {
  const { processes, contenders, operations } = run;
  const tokens = createBenchTokens();
  const { publicKeyPem } = tokens;
  const subgraphUrls = await processes
    .start('the subgraphs')
    .ask<Record<string, string>>({ kind: 'serve-subgraphs', publicKeyPem });
  const setup = { supergraphSdl: composeBenchSupergraph(subgraphUrls), subgraphUrls, publicKeyPem };
  const missing: Missing[] = [];
  const started = await Promise.all(
    contenders.map((contender) =>
      unlessPeerFails(contender, missing, async () => {
        const { name, title } = contender;
        const child = processes.start(title, run.flagsFor(contender));
        const url = await child.ask<string>({ kind: 'start-contender', name, setup });
        return { contender, url, cpuMicros: () => child.ask<number>({ kind: 'cpu' }) };
      }),
    ),
  );
  const present = started.filter((one) => one !== null);
  return { pairings: await verifiedPairings(present, operations, tokens, missing), missing };
}

interface Started {
  contender: Contender;
  url: string;
  cpuMicros: () => Promise<number>;
}

/** Every contender with every operation, after all of its answers were found right. */
async function verifiedPairings(
  contenders: readonly Started[],
  operations: readonly Operation[],
  tokens: BenchTokens,
  missing: Missing[],
): Promise<Pairing[]> {
  const world = createWorld();
  const pairings: Pairing[] = [];
  for (const operation of operations) {
    const requests = prepareRequests(operation, tokens.sign);
    const expected = operation.inputs.map((input) => operation.answer(world, input));
    for (const { contender, url, cpuMicros } of contenders) {
      const { name, title } = contender;
      const verify = () => verifyContender({ title, url }, operation.name, requests, expected);
      const answerBytes = await unlessPeerFails(contender, missing, verify, operation.name);
      if (!answerBytes) continue;
      const target = { url, requests, answerBytes, cpuMicros };
      pairings.push({ contender: name, operation: operation.name, target });
    }
  }
  return pairings;
}

runSuite({
  contenders: CONTENDERS,
  baseline: BASELINE,
  operations: OPERATIONS,
  page: GATEWAY_PAGE,
  warmUpFactor: 1,
  versions,
  prepare,
  // Here, so that the process that measures the gateways holds none of the product.
  afterwards: async () => (await import('./stall-figures')).showStalls(),
});
