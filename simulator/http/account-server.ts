import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isApplied } from '../faults';
import type { World } from '../world';
import { answer } from './answer';
import { breakReply, type Broken } from './break-reply';
import { addressOf, type Exchange } from './exchange';
import { internalError, problem } from './reply';
import { readBody } from './request-body';
import { send } from './send';

/** Waits that end early when the simulator stops. */
export interface Waiter {
  wait(milliseconds: number): Promise<void>;
}

function headersOf(request: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}

function exchangeOf(world: World, request: IncomingMessage, body: string): Exchange {
  const target = request.url ?? '/';
  const mark = target.indexOf('?');
  const pathname = mark < 0 ? target : target.slice(0, mark);
  const { subdomain, path } = addressOf(request.headers.host ?? '', pathname);
  const account = subdomain === null ? undefined : world.accountOf(subdomain);
  const method = request.method ?? 'GET';
  const fault = world.faults.take({ method, path, subdomain, accountId: account?.id ?? null });
  return {
    world,
    method,
    path,
    rawQuery: mark < 0 ? '' : target.slice(mark + 1),
    subdomain,
    account,
    headers: headersOf(request),
    body,
    requestId: world.nextRequestId(),
    fault,
    clientId: null,
  };
}

function respond(exchange: Exchange): Broken {
  const { fault } = exchange;
  if (!fault) return answer(exchange);
  return breakReply(exchange, fault.kind, isApplied(fault) ? answer(exchange) : undefined);
}

async function serve(
  world: World,
  waiter: Waiter,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  const exchange = exchangeOf(world, request, body ?? '');
  const { requestId, fault, method, path, rawQuery, subdomain } = exchange;
  const reply = body === undefined ? problem(413, 'Request body is too large') : respond(exchange);
  world.requests.add({
    at: world.clock.now(),
    method,
    path,
    query: rawQuery,
    account: subdomain,
    client_id: exchange.clientId,
    status: reply === 'cut' ? 0 : reply.status,
    fault: fault?.kind ?? null,
    request_id: requestId,
  });
  if (fault?.delay_ms) await waiter.wait(fault.delay_ms);
  if (reply === 'cut') request.socket.destroy();
  else await send(request, response, reply, { requestId, now: world.clock.now() + world.behaviour.dateSkew });
}

/** The Kommo side of the simulator: consent page, token endpoint and API v4 of all accounts. */
export function createAccountServer(worldNow: () => World, waiter: Waiter): Server {
  return createServer((request, response) => {
    const world = worldNow();
    serve(world, waiter, request, response).catch((error: Error) => {
      // A client that left in the middle of its body is no news; a fault of the simulator itself must be seen.
      if (!request.destroyed) process.emitWarning(error);
      if (response.headersSent || request.destroyed) response.destroy();
      else void send(request, response, internalError('0'), { requestId: 'none', now: world.clock.now() });
    });
  });
}
