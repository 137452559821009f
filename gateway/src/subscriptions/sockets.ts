import { ServerResponse, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { WebSocketServer } from 'ws';
import { addressKey } from '../../../service-kit/http/address-key';
import { errorBody } from '../../../service-kit/errors/errors';
import type { OriginCheck } from '../http/cors';
import { CLOSE } from './close-codes';
import { Quota } from './limits';
import { chooseProtocol, createProtocol } from './socket-protocol';
import type { SubscriptionParts } from './run-operation';
import { SocketSession } from './socket-session';

const PATH = '/graphql';
/** How long clients may take to answer a close. */
const CLOSING_MS = 1_000;

/**
 * Takes WebSockets at `/graphql`. The upgrade goes through Fastify as a GET request does, so all hooks (request limits, ids,
 * trusted proxies) see it.
 *
 * @param isAllowed origins whose pages may connect: a page's own script could not send a token of ours across sites, but a
 *   page has no business here unless it may call the endpoint, too
 */
export function registerSockets(
  app: FastifyInstance,
  parts: SubscriptionParts,
  isAllowed: OriginCheck,
): void {
  const { limits, metrics } = parts;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.maxMessageBytes,
    perMessageDeflate: false, // its memory per socket is what an attacker would like
    handleProtocols: (offered) => chooseProtocol(offered),
  });
  const speak = createProtocol(limits.initTimeoutMs);
  const addresses = new Quota(limits.socketsPerAddress);
  const sessions = new Set<SocketSession>();
  const upgrades = receiveUpgrades(app);

  app.addHook('preHandler', async (request, reply) => {
    const upgrade = upgrades.get(request.raw);
    if (!upgrade || request.routeOptions.url !== PATH) return undefined;
    const refusal = refusalOf(request, isAllowed);
    if (refusal) return reply.code(refusal.status).send(errorBody(refusal.message, 'BAD_REQUEST'));
    const giveBack = addresses.take(addressKey(request.ip));
    if (!giveBack) return tooManySockets(reply);
    reply.hijack();
    upgrade.socket.once('close', giveBack);
    upgrade.response.detachSocket(upgrade.socket);
    server.handleUpgrade(request.raw, upgrade.socket, upgrade.head, (socket) => {
      const session = new SocketSession(socket, request, parts);
      sessions.add(session);
      metrics.sockets.inc();
      socket.once('close', () => {
        sessions.delete(session);
        metrics.sockets.dec();
      });
      speak(session);
    });
    return reply;
  });
  const timer = setInterval(() => sweep(sessions, limits.idleMs), limits.keepAliveMs).unref();
  app.addHook('preClose', async () => {
    clearInterval(timer);
    await closeAll(sessions);
  });
}

interface Upgrade {
  socket: Socket;
  head: Buffer;
  response: ServerResponse;
}

/** Hands upgrade requests to Fastify with a response on their own socket. */
function receiveUpgrades(app: FastifyInstance): WeakMap<IncomingMessage, Upgrade> {
  const upgrades = new WeakMap<IncomingMessage, Upgrade>();
  app.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.once('finish', () => socket.end()); // it was refused
    upgrades.set(request, { socket, head, response });
    app.routing(request, response);
  });
  return upgrades;
}

function refusalOf(request: FastifyRequest, isAllowed: OriginCheck) {
  const { origin, host, upgrade } = request.headers;
  if (request.method !== 'GET' || upgrade?.toLowerCase() !== 'websocket') {
    return { status: 400, message: `Only a WebSocket is offered at ${PATH}.` };
  }
  const isOwn = origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
  if (origin === undefined || isOwn || isAllowed(origin)) return null; // what is no browser sends no origin
  return { status: 403, message: 'Pages of this origin may not connect: see CORS_ORIGINS.' };
}

function tooManySockets(reply: FastifyReply): FastifyReply {
  const message = 'Too many sockets are open from this address. Close one first.';
  return reply.code(429).header('retry-after', '10').send(errorBody(message, 'RATE_LIMITED'));
}

/** Pings every client, ends those that did not answer the last ping, and closes idle sockets. */
function sweep(sessions: ReadonlySet<SocketSession>, idleMs: number): void {
  for (const session of sessions) {
    const { socket, idleSince } = session;
    if (!session.isAlive) socket.terminate();
    else if (idleSince !== null && Date.now() - idleSince > idleMs) session.close(CLOSE.idle);
    else if (socket.readyState === socket.OPEN) {
      session.isAlive = false;
      socket.ping();
    }
  }
}

async function closeAll(sessions: ReadonlySet<SocketSession>): Promise<void> {
  const all = [...sessions];
  const gone = all.map(({ socket }) => new Promise((resolve) => socket.once('close', resolve)));
  for (const session of all) session.close(CLOSE.goingAway);
  const timer = setTimeout(() => {
    for (const { socket } of all) socket.terminate();
  }, CLOSING_MS);
  await Promise.all(gone);
  clearTimeout(timer);
}
