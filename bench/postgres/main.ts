import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchProcess } from '../processes';
import { peerNode, peerVersion, unlessPeerFails } from '../peers';
import type { Missing } from '../report';
import { prepareRequests, type PreparedRequest } from '../requests';
import type { Pairing } from '../rounds';
import { runSuite, say, versionOf, type Prepared, type SuiteRun } from '../suite';
import { createBenchTokens } from '../tokens';
import { askAll, verifyContender } from '../verify';
import { INPUTS } from '../world';
import { callerOf } from './caller';
import { BARE, PRODUCT, STORED_CONTENDERS, type StoredContender } from './contenders';
import type { StoredSetup } from './stored-setup';
import { openStoredWorld, type StoredWorld } from './database';
import type { OwnWords } from './own-words';
import { LEAD_PAGES, STORED_OPERATIONS, type StoredOperation } from './operations';
import { POSTGRES_PAGE } from './page';
import { sqlWorkOf, type Recorded } from './statements';

/*
 * `npm run bench:postgres`: the product with its own subgraphs on PostgreSQL, against the least that gives the same answers.
 */

const PACKAGES = ['@apollo/server', 'graphql', 'graphql-jit', 'fastify', 'typeorm', 'pg'];

interface Started {
  contender: StoredContender;
  process: BenchProcess;
  url: string;
}

/** Asks in a contender's words: a request per input of an operation. */
type Ask = (operation: StoredOperation) => readonly PreparedRequest[];

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
  const missing: Missing[] = [];
  const product = await start(run, find(PRODUCT), setup);
  const bare = await start(run, find(BARE), setup);
  const others = run.contenders.filter(({ name }) => name !== BARE && name !== PRODUCT);
  const started = await Promise.all(
    others.map((contender) => unlessPeerFails(contender, missing, () => start(run, contender, setup))),
  );
  const all = [product, ...started.flatMap((one) => one ?? []), bare];
  const measured = all.filter(({ contender }) => run.contenders.includes(contender));
  const ours = await wordsOf(product, world, tokenOf);
  const asks = new Map<Started, Ask>();
  for (const one of measured) {
    const own = () => wordsOf(one, world, tokenOf);
    const ask = one.contender.words ? await unlessPeerFails(one.contender, missing, own) : ours;
    if (ask) asks.set(one, ask);
  }
  return { pairings: await verifiedPairings(asks, { bare, ours }, run.operations, missing), missing };
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

/** How a contender is asked. Where its pages begin only it can tell: cursors are opaque. */
async function wordsOf(
  { contender: { words }, url }: Started,
  world: StoredWorld,
  tokenOf: (userId: string) => string,
): Promise<Ask> {
  const cursors = await pageCursors(url, tokenOf(world.userIds[0] ?? ''), words?.pages ?? OUR_PAGES);
  return (operation) => {
    const inputs = operation.inputs(world, cursors);
    const own = words?.operations[operation.name];
    const { name, query } = own ? { name: operation.name, query: own.query } : operation;
    const asked = own
      ? inputs.map((input, index) => ({
          ...input,
          variables: own.variables(input, world, cursors[index] ?? ''),
        }))
      : inputs;
    return prepareRequests({ name, query, inputs: asked }, tokenOf);
  };
}

const OUR_PAGES: OwnWords['pages'] = {
  query: LEAD_PAGES,
  endOf: ({ leads }: { leads: { pageInfo: { endCursor: string } } }) => leads.pageInfo.endCursor,
};

/** Where each page of leads ends, page by page. */
async function pageCursors(
  url: string,
  token: string,
  { query, endOf }: OwnWords['pages'],
): Promise<string[]> {
  const cursors: string[] = [];
  while (cursors.length < INPUTS) {
    const inputs = [{ variables: { after: cursors.at(-1) ?? null }, userId: '' }];
    const requests = prepareRequests({ name: 'LeadPages', query, inputs }, () => token);
    const [answer] = await askAll(url, requests);
    const { data } = JSON.parse(answer?.text ?? '') as { data?: never };
    if (!data) throw new Error(`Leads are not listed: ${answer?.text}`);
    cursors.push(endOf(data));
  }
  return cursors;
}

/** What a contender sends for an operation when it was asked before; of a cached answer, what it costs to find it. */
async function recorded({ process, url }: Started, requests: readonly PreparedRequest[]) {
  const one = requests.slice(0, 1);
  await askAll(url, one);
  await process.ask({ kind: 'record-statements' });
  await askAll(url, one);
  return process.ask<readonly Recorded[]>({ kind: 'recorded-statements' });
}

/** Every contender with every operation, after its answers were found to be the bare handler's, and those to be whole. */
async function verifiedPairings(
  asks: ReadonlyMap<Started, Ask>,
  { bare, ours }: { bare: Started; ours: Ask },
  operations: readonly StoredOperation[],
  missing: Missing[],
): Promise<Pairing[]> {
  const pairings: Pairing[] = [];
  for (const operation of operations) {
    const expected = (await askAll(bare.url, ours(operation))).map(({ text }) => wholeData(operation, text));
    for (const [one, ask] of asks) {
      const { contender, process, url } = one;
      const { name, title, words } = contender;
      const requests = ask(operation);
      const sql = sqlWorkOf(await recorded(one, requests));
      const inOurs = words?.operations[operation.name]?.inOurs;
      const verify = () => verifyContender({ title, url }, operation.name, requests, expected, inOurs);
      const answerBytes = await unlessPeerFails(contender, missing, verify, operation.name);
      if (!answerBytes) continue;
      const cpuMicros = () => process.ask<number>({ kind: 'cpu' });
      pairings.push({
        contender: name,
        operation: operation.name,
        target: { url, requests, answerBytes, cpuMicros },
        sql,
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

const node = peerNode();

runSuite({
  contenders: STORED_CONTENDERS,
  baseline: BARE,
  operations: STORED_OPERATIONS,
  page: POSTGRES_PAGE,
  warmUpFactor: 4,
  ...(node ? { node } : {}),
  versions: () => ({
    ...Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)])),
    postgraphile: peerVersion('postgraphile') ?? 'not installed',
  }),
  prepare,
});
