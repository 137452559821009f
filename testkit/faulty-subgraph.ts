import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { freePort } from './ports';

/** What the subgraph does with a request, once it has read it. */
export type Behaviour = (response: ServerResponse, request: IncomingMessage) => void;

/** A subgraph over real HTTP that misbehaves as it is told. */
export interface FaultySubgraph {
  readonly url: string;
  readonly port: number;
  /** How it answers from now on. */
  behave: Behaviour;
  /** Requests that have reached it. */
  readonly requests: number;
  /** Connections that were ever opened to it. */
  readonly connections: number;
  /** Closes its port and every connection: nobody is there. */
  goDown(): Promise<void>;
  /** Listens again, where it was. */
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

/** Starts one that answers well: `{ echo }` of the tiny graph's crm, whatever is asked. */
export async function startFaultySubgraph(): Promise<FaultySubgraph> {
  let requests = 0;
  let connections = 0;
  let server: Server | null = null;
  const port = await freePort();

  async function listen(): Promise<void> {
    server = createServer((request, response) => {
      requests += 1;
      request.resume().on('end', () => subgraph.behave(response, request));
    });
    server.on('connection', () => (connections += 1));
    const listening = server;
    await new Promise<void>((resolve, reject) => {
      listening.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
  }
  async function stop(): Promise<void> {
    const stopping = server;
    server = null;
    if (!stopping) return;
    stopping.closeAllConnections();
    await new Promise((resolve) => {
      stopping.close(resolve);
    });
  }

  const subgraph: FaultySubgraph = {
    get url() {
      return `http://127.0.0.1:${port}/graphql`;
    },
    get port() {
      return port;
    },
    get requests() {
      return requests;
    },
    get connections() {
      return connections;
    },
    behave: answersWell,
    goDown: stop,
    comeBack: listen,
    close: stop,
  };
  await listen();
  return subgraph;
}

/** Answers with a body of JSON. */
export const json =
  (body: string, status = 200): Behaviour =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(body);

/** The answer of a subgraph in good health. */
export const answersWell = json('{"data":{"echo":"1"}}');

/** Nothing of this may be found in an answer to a client, whatever it says. */
export const SECRETS =
  /hunter2|nginx|127\.0\.0\.1|localhost|10\.1\.2\.3|169\.254|ECONN|UND_ERR|\bat .*\.(js|ts)/;

const PAGE = '<h1>nginx at 10.1.2.3 says hunter2</h1>'.repeat(10);
const page =
  (status: number): Behaviour =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'text/html' }).end(PAGE);
const JSON_HEAD = { 'content-type': 'application/json' };

/** Writes a body of a size piece by piece, with or without telling its length before. */
export const big =
  (bytes: number, announced: boolean, onWrite: (bytes: number) => void = () => undefined): Behaviour =>
  (response) => {
    const piece = Buffer.alloc(64 * 1024, 'x');
    let left = bytes;
    response.writeHead(200, { ...JSON_HEAD, ...(announced ? { 'content-length': String(bytes) } : {}) });
    const pump = () => {
      while (left > 0 && !response.destroyed) {
        const sent = Math.min(left, piece.length);
        left -= sent;
        onWrite(sent);
        if (!response.write(piece.subarray(0, sent))) return;
      }
      response.end();
    };
    response.on('drain', pump);
    pump();
  };

/** Ways to fail, each with the reason that stands in the log. */
export const FAULTS: readonly [what: string, reason: string, behave: Behaviour][] = [
  ['resets the connection', 'unreachable', (response) => void response.socket?.resetAndDestroy()],
  [
    'breaks off in the middle of its answer',
    'unreachable',
    (response) => {
      response.writeHead(200, { ...JSON_HEAD, 'content-length': '1000' });
      response.write('{"data":', () => response.socket?.destroy());
    },
  ],
  [
    'does not speak HTTP',
    'unreachable',
    (response) => void response.socket?.end('220 nginx ESMTP hunter2\r\n\r\n'),
  ],
  ['answers a page', 'not-json', page(200)],
  ['answers a page with 500', 'status', page(500)],
  ['answers a page with 502', 'status', page(502)],
  [
    'redirects',
    'status',
    (response) => void response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
  ],
  ['answers nothing', 'not-json', (response) => void response.writeHead(200).end()],
  ['answers 204', 'not-json', (response) => void response.writeHead(204).end()],
  ['answers an empty body of JSON', 'not-json', json('')],
  ['answers JSON that is broken', 'not-json', json('{"data":{"echo":"hunter2')],
  [
    'compresses, which nobody asked for',
    'not-json',
    (response) =>
      void response.writeHead(200, { ...JSON_HEAD, 'content-encoding': 'gzip' }).end(gzipSync('{"data":{}}')),
  ],
  [
    'answers JSON that is no GraphQL answer',
    'malformed',
    json('{"statusCode":500,"message":"hunter2"}', 500),
  ],
  ['answers JSON whose data is a list', 'malformed', json('{"data":["hunter2"]}')],
  ['answers null', 'malformed', json('null')],
  ['answers neither data nor errors', 'malformed', json('{}')],
  ['answers no data, and no errors in a list', 'malformed', json('{"data":null,"errors":[]}')],
  [
    'answers errors, and data that is a text',
    'malformed',
    json('{"data":"x","errors":[{"message":"hunter2"}]}'),
  ],
  ['sends nothing', 'deadline', () => undefined],
  [
    'sends a head and then nothing',
    'deadline',
    (response) => response.writeHead(200, JSON_HEAD).flushHeaders(),
  ],
  [
    'trickles for ever',
    'deadline',
    (response) => {
      response.writeHead(200, JSON_HEAD);
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    },
  ],
  [
    'trickles a page for ever',
    'not-json',
    (response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      const timer = setInterval(() => response.write('hunter2'), 20);
      response.on('close', () => clearInterval(timer));
    },
  ],
];
