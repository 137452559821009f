import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contender } from '../contenders/contender';
import type { BenchProcess } from '../processes';
import { prepareRequests, type PreparedRequest } from '../requests';
import type { Pairing } from '../rounds';
import { runSuite, say, versionOf, type Prepared, type SuiteRun } from '../suite';
import { createBenchTokens } from '../tokens';
import { askAll, verifyContender } from '../verify';
import { INPUTS } from '../world';
import { callerOf } from './caller';
import { BARE, PRODUCT, STORED_CONTENDERS } from './contenders';
import type { StoredSetup } from './stored-setup';
import { openStoredWorld, type StoredWorld } from './database';
import { LEAD_PAGES, STORED_OPERATIONS, type StoredOperation } from './operations';
import { POSTGRES_PAGE } from './page';
import { sqlWorkOf, type Recorded } from './statements';

/*
 * `npm run bench:postgres`: the product with its own subgraphs on PostgreSQL, against the least that gives the same answers.
 */

const PACKAGES = ['@apollo/server', 'graphql', 'graphql-jit', 'fastify', 'typeorm', 'pg'];

type StoredContender = Contender<StoredSetup>;

interface Started {
  contender: StoredContender;
  process: BenchProcess;
  url: string;
}

/** An operation with one prepared request per input. */
interface Asked {
  operation: StoredOperation;
  requests: readonly PreparedRequest[];
}

async function prepare(run: SuiteRun<StoredContender, StoredOperation>): Promise<Prepared> {
  say('Starting and filling a PostgreSQL.');
  const world = await openStoredWorld(run.atEnd);
  const { privateKeyPem, publicKeyPem, sign } = createBenchTokens();
  const tokenOf = (userId: string) => sign(userId, callerOf(world.orgId, userId));
  const setup = {
    databaseUrl: world.databaseUrl,
    dataDir: join(world.folder, 'data'),
    manifestPath: writeManifest(world, run.operations),
    privateKeyPem,
    publicKeyPem,
  };
  const product = await start(run, find(PRODUCT), setup);
  const cursors = await pageCursors(product.url, tokenOf(world.userIds[0] ?? ''));
  const asked = run.operations.map((operation) => {
    const { name, query } = operation;
    return {
      operation,
      requests: prepareRequests({ name, query, inputs: operation.inputs(world, cursors) }, tokenOf),
    };
  });
  const bare = await start(run, find(BARE), setup);
  const others = run.contenders.filter(({ name }) => name !== BARE && name !== PRODUCT);
  const started = await Promise.all(others.map((contender) => start(run, contender, setup)));
  const measured = [product, ...started, bare].filter(({ contender }) => run.contenders.includes(contender));
  return { pairings: await verifiedPairings(measured, bare, asked), missing: [] };
}

function find(wanted: string): StoredContender {
  const contender = STORED_CONTENDERS.find(({ name }) => name === wanted);
  if (!contender) throw new Error(`There is no contender "${wanted}".`);
  return contender;
}

async function start(
  run: SuiteRun<StoredContender, StoredOperation>,
  contender: StoredContender,
  setup: StoredSetup,
): Promise<Started> {
  const { name, title } = contender;
  const process = run.processes.start(title, run.flagsFor(contender));
  return { contender, process, url: await process.ask({ kind: 'start-stored-contender', name, setup }) };
}

function writeManifest({ folder }: StoredWorld, operations: readonly StoredOperation[]): string {
  const path = join(folder, 'manifest.json');
  mkdirSync(join(folder, 'data'), { recursive: true });
  writeFileSync(path, JSON.stringify(Object.fromEntries(operations.map(({ name, query }) => [name, query]))));
  return path;
}

/** Where each page of leads ends, page by page: cursors are the product's own, and opaque. */
async function pageCursors(url: string, token: string): Promise<string[]> {
  const cursors: string[] = [];
  while (cursors.length < INPUTS) {
    const inputs = [{ variables: { after: cursors.at(-1) ?? null }, userId: '' }];
    const requests = prepareRequests({ name: 'LeadPages', query: LEAD_PAGES, inputs }, () => token);
    const [answer] = await askAll(url, requests);
    const { data } = JSON.parse(answer?.text ?? '') as {
      data?: { leads: { pageInfo: { endCursor: string } } };
    };
    if (!data) throw new Error(`The product does not list its leads: ${answer?.text}`);
    cursors.push(data.leads.pageInfo.endCursor);
  }
  return cursors;
}

/** What a contender sends for each operation when it was asked before; of a cached answer, what it costs to find it. */
async function recordAll({ process, url }: Started, asked: readonly Asked[]) {
  const statements: Record<string, readonly Recorded[]> = {};
  for (const { operation, requests } of asked) {
    const one = requests.slice(0, 1);
    await askAll(url, one);
    await process.ask({ kind: 'record-statements' });
    await askAll(url, one);
    statements[operation.name] = await process.ask<readonly Recorded[]>({ kind: 'recorded-statements' });
  }
  return statements;
}

/** Every contender with every operation, after its answers were found to be the bare handler's, and those to be whole. */
async function verifiedPairings(
  contenders: readonly Started[],
  bare: Started,
  asked: readonly Asked[],
): Promise<Pairing[]> {
  const pairings: Pairing[] = [];
  const statements = new Map<Started, Readonly<Record<string, readonly Recorded[]>>>();
  for (const one of contenders) statements.set(one, await recordAll(one, asked));
  for (const { operation, requests } of asked) {
    const expected = (await askAll(bare.url, requests)).map(({ text }) => wholeData(operation, text));
    for (const one of contenders) {
      const { contender, process, url } = one;
      const { title } = contender;
      const answerBytes = await verifyContender({ title, url }, operation.name, requests, expected);
      const cpuMicros = () => process.ask<number>({ kind: 'cpu' });
      pairings.push({
        contender: contender.name,
        operation: operation.name,
        target: { url, requests, answerBytes, cpuMicros },
        sql: sqlWorkOf(statements.get(one)?.[operation.name] ?? []),
      });
    }
  }
  return pairings;
}

/** The data of an answer. @throws Error when it does not hold what was seeded: two may be alike, and wrong */
function wholeData(operation: StoredOperation, text: string): unknown {
  const { data } = JSON.parse(text) as { data: never };
  const { found, expected } = operation.size(data);
  if (found.join() === expected.join()) return data;
  throw new Error(
    `An answer to ${operation.name} holds ${found.join(', ')} instead of ${expected.join(', ')}.`,
  );
}

runSuite({
  contenders: STORED_CONTENDERS,
  baseline: BARE,
  operations: STORED_OPERATIONS,
  page: POSTGRES_PAGE,
  warmUpFactor: 4,
  versions: () => Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)])),
  prepare,
});
