import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Agent, request as ask } from 'undici';
import { createGateway, type Gateway } from '../gateway/src/gateway';
import type { GatewayOptions } from '../gateway/src/gateway-options';
import { loadSupergraph } from '../gateway/src/supergraph/supergraph';
import { silentLogger } from '../service-kit/process/logger';
import { exchange, type RawAnswer } from './raw-http';
import { NO_RATES, startTinyGateway, type TinyGateway, type TransportKind } from './tiny-gateway';
import { tinySupergraph } from './tiny-graph';
import { viewerWith } from './tokens';

/*
 * The gateway's two lanes have to answer alike, byte for byte: each request goes to a gateway with the lane of known documents and to one
 * without, over the same subgraphs. By real HTTP: the lane of known documents is in front of what `inject` reaches.
 */

/** The manifest, by id. */
export const TEXTS = {
  status: 'query Status { status }',
  caller: 'query Caller { caller { requestId userAgent deviceId userId } }',
  address: 'query Address { caller { ip } }',
  leads: 'query Leads { leads { id name estimates { id lead { name } } } }',
  lead: 'query Lead($id: ID!) { lead(id: $id) { name } }',
  echo: 'query Echo($amount: Decimal!) { echo(amount: $amount) }',
  partial: 'query Partial { leads { id risk } status }',
  explode: 'query Explode { explode status }',
  contradict: 'query Contradict { contradict { requestId promise } }',
  secrets: 'query Secrets { secrets }',
  big: 'query Big($bytes: Int = 2000) { big(bytes: $bytes) }',
  skip: 'query Skip($no: Boolean!) { status leads @skip(if: $no) { id } }',
  rename: 'mutation Rename($input: RenameLeadInput!) { renameLead(input: $input) { lead { id name } } }',
  several:
    'query One { status } query Two { caller { userId } } mutation Three($input: RenameLeadInput!) { renameLead(input: $input) { lead { name } } }',
  names: '{ __proto__: status constructor: status hasOwnProperty: __typename }',
  schema: '{ __schema { queryType { name } } __type(name: "Lead") { name } }',
  hang: 'query Hang { hang }',
  unfit: 'query Unfit { noSuchField }',
  bound: 'query Bound { status }',
};
export type Name = keyof typeof TEXTS;

/** The only listed page whose scripts may read answers. */
export const OWN_PAGE = 'https://app.example.com';
export const JSON_HEADERS = { 'content-type': 'application/json' };

export interface LaneRequest {
  headers?: Record<string, string | string[] | undefined>;
  /** Sent as it is when it is a text or bytes, else as JSON. */
  body?: unknown;
  method?: 'GET' | 'HEAD' | 'POST';
  url?: string;
}

/** Everything a client can see, but the time, the connection, and how compressed bytes are framed. */
export interface Seen {
  status: number;
  /** Sorted. */
  headers: [string, string][];
  /** Decompressed; in latin1, so that each byte counts. */
  body: string;
}

type Kind = 'listed' | 'known';

export interface TwoLanes {
  /** With the lane of known documents. */
  readonly tiny: TinyGateway;
  /** Without. */
  readonly apolloLane: Gateway;
  readonly urls: { readonly fast: string; readonly slow: string };
  /** Values of `Authorization`: of roles, and those that are refused. */
  readonly tokens: Readonly<Record<string, string>>;
  asOwner(): Record<string, string>;
  /** Sends it to one of them: by default the one with the lane of known documents. */
  send(request: LaneRequest, to?: keyof TwoLanes['urls']): Promise<Seen>;
  /** Sends it to both. @returns what both answered. @throws what `expect` does, unless that is the same */
  both(request: LaneRequest): Promise<Seen>;
  /** As {@link both}, by the byte; see {@link exchange}. */
  bothRaw(pieces: Parameters<typeof exchange>[1], options?: Parameters<typeof exchange>[2]): Promise<Seen[]>;
  /** How many requests the lane of known documents has answered; of one kind, or all. */
  taken(kind?: Kind): Promise<number>;
  /** Lines of a metric of both, once they are the same. @throws what `expect` does, if they don't become so */
  sameMetric(name: string, of?: RegExp): Promise<string[]>;
  close(): Promise<void>;
}

/**
 * Starts both gateways.
 *
 * @param options of both, over the tests' defaults
 * @param kind how the subgraphs are reached
 */
export async function startTwoLanes(
  options: Partial<GatewayOptions> = {},
  kind: TransportKind = 'in-process',
): Promise<TwoLanes> {
  const folder = mkdtempSync(join(tmpdir(), 'lanes-'));
  const both = {
    corsOrigins: [OWN_PAGE],
    ...options,
    limits: { rates: NO_RATES, ...options.limits },
    persisted: {
      ...{ manifestPath: writeManifest(folder), clients: 'strict=enforce,watched=log' },
      ...options.persisted,
    },
  };
  const tiny = await startTinyGateway(kind, both);
  const apolloLane = await startBeside(tiny, both);
  const [fast, slow] = await Promise.all(
    [tiny.gateway, apolloLane].map(({ app }) => app.listen({ host: '127.0.0.1', port: 0 })),
  );
  const urls = { fast: String(fast), slow: String(slow) };
  const agent = new Agent();
  const tokens = tokensOf(tiny);
  return {
    ...{ tiny, apolloLane, urls, tokens },
    ...comparison(urls, agent),
    ...metricsOf(tiny.gateway, apolloLane),
    asOwner: () => ({ ...JSON_HEADERS, authorization: String(tokens['owner']) }),
    async close() {
      await agent.destroy();
      tiny.graph.release();
      await apolloLane.close();
      await tiny.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function writeManifest(folder: string): string {
  const operations = Object.entries(TEXTS).map(([id, body]) => ({
    ...{ id, body },
    ...(id === 'bound' ? { clientName: 'web' } : {}),
  }));
  const path = join(folder, 'manifest.json');
  writeFileSync(path, JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }));
  return path;
}

/** The gateway without the lane of known documents, over the same subgraphs. */
function startBeside(
  { transports, tokens }: TinyGateway,
  options: Partial<GatewayOptions>,
): Promise<Gateway> {
  return createGateway({
    supergraph: loadSupergraph(tinySupergraph(), 'tiny'),
    verifier: tokens.verifier,
    log: silentLogger(),
    environment: 'development',
    ...options,
    transports,
    knownDocumentsLane: false,
  });
}

function tokensOf({ tokens }: TinyGateway): Record<string, string> {
  const ended = viewerWith('owner');
  const bearer = (...args: Parameters<typeof tokens.sign>) => `Bearer ${tokens.sign(...args)}`;
  const all = {
    owner: bearer(viewerWith('owner')),
    viewer: bearer(viewerWith('viewer')),
    expired: bearer(viewerWith('owner'), -3_600),
    ended: bearer(ended),
    nonsense: 'Bearer nonsense',
    basic: 'Basic abc',
  };
  tokens.revoke(ended.sessionId);
  return all;
}

/** What makes the answers of both tell the same ids. */
export const SAME_IDS = {
  'x-request-id': 'the-same-for-both',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
};
/** What says nothing of the answer, or never is the same. */
const LEFT_OUT = new Set(['date', 'connection', 'keep-alive']);
const FRAMING = new Set(['content-length', 'transfer-encoding']);

function comparison(urls: TwoLanes['urls'], agent: Agent): Pick<TwoLanes, 'send' | 'both' | 'bothRaw'> {
  async function sendTo(
    origin: string,
    { headers = {}, body, method = 'POST', url = '/graphql' }: LaneRequest,
  ) {
    const given = { ...SAME_IDS, ...headers };
    const sent = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const isAsItIs = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
    const answer = await ask(`${origin}${url}`, {
      ...{ method, dispatcher: agent, headers: sent as Record<string, string | string[]> },
      body: isAsItIs ? (body ?? null) : JSON.stringify(body),
    });
    const received = Object.entries(answer.headers).flatMap(([name, value]) =>
      [value ?? []].flat().map((one): [string, string] => [name, one]),
    );
    const bytes = Buffer.from(await answer.body.arrayBuffer());
    return seen({ status: answer.statusCode, headers: received, body: bytes });
  }

  return {
    send: (request, to = 'fast') => sendTo(urls[to], request),
    async both(request) {
      const fast = await sendTo(urls.fast, request);
      const slow = await sendTo(urls.slow, request);
      expect({ request, ...fast }).toEqual({ request, ...slow });
      return fast;
    },
    async bothRaw(pieces, options) {
      const origins = [urls.fast, urls.slow];
      const answers = await Promise.all(origins.map((origin) => exchange(origin, pieces, options)));
      const [fast = [], slow] = answers.map((one) => one.map(seen));
      expect(fast).toEqual(slow);
      return fast;
    },
  };
}

/** Of what may be compared. */
function seen({ status, headers, body }: RawAnswer): Seen {
  const coding = headers.find(([name]) => name === 'content-encoding')?.[1];
  const vary = headers.filter(([name]) => name === 'vary').flatMap(([, value]) => value.split(/ *, */));
  const comparable = (name: string, value: string) => COMPARABLE[name]?.(value) ?? value;
  const others = headers
    .filter(([name]) => name !== 'vary' && !LEFT_OUT.has(name) && !(coding && FRAMING.has(name)))
    .map(([name, value]): [string, string] => [name, comparable(name, value)]);
  const all = vary.length > 0 ? [...others, ['vary', vary.sort().join(', ')] as [string, string]] : others;
  return {
    status,
    headers: all.sort((one, other) => (one.join() < other.join() ? -1 : 1)),
    body: decompressed(body, coding).toString('latin1'),
  };
}

const withoutNumber = (seconds: string): string => seconds.replace(/^\d+$/, 'seconds');

const COMPARABLE: Record<string, (value: string) => string> = {
  // The span is new in each process; the rest of the trace is the sender's.
  traceresponse: (trace) => trace.replace(/-[0-9a-f]{16}-/, '-span-'),
  // Time goes by between the two.
  'ratelimit-reset': withoutNumber,
  'retry-after': withoutNumber,
};

const decompressed = (body: Buffer, coding: string | undefined): Buffer =>
  coding === 'gzip' ? gunzipSync(body) : coding === 'br' ? brotliDecompressSync(body) : body;

function metricsOf(fast: Gateway, slow: Gateway): Pick<TwoLanes, 'taken' | 'sameMetric'> {
  const linesOf = async ({ operations }: Gateway, name: string, of: RegExp) =>
    (await operations.inject('/metrics')).body
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) && of.test(line))
      .sort();
  return {
    async taken(kind) {
      const lines = await linesOf(fast, 'graphql_known_documents_total', new RegExp(`kind="${kind ?? ''}`));
      return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    },
    async sameMetric(name, of = /./) {
      // What is counted when an answer has gone out may be counted after it has come in.
      for (const until = Date.now() + 30_000; ; await sleep(20)) {
        const lines = await linesOf(fast, name, of);
        const others = await linesOf(slow, name, of);
        if (Date.now() > until) expect(lines).toEqual(others);
        if (lines.join() === others.join()) return lines;
      }
    },
  };
}
