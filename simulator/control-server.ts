import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ZodError } from 'zod';
import type { SimulatorControl } from './control';
import { ControlError } from './control-account';
import { controlSchemas, type TokenInput } from './control-schemas';
import { parseJson, readBody } from './http/request-body';
import type { LongLivedOptions } from './options';
import type { ControlPages } from './page/page-server';

type Issue = (subdomain: string, options: LongLivedOptions) => string;

interface ControlCall {
  control: SimulatorControl;
  issue: Issue;
  params: readonly string[];
  query: URLSearchParams;
  // Each function checks its own input by its schema.
  body: never;
}

type ControlHandler = (call: ControlCall) => unknown;

function requestFilter(query: URLSearchParams): Parameters<SimulatorControl['requests']>[0] {
  const filter: Record<string, unknown> = {};
  for (const key of ['method', 'path', 'account']) if (query.has(key)) filter[key] = query.get(key);
  if (query.has('status')) filter.status = Number(query.get('status'));
  return filter;
}

function issueToken(issue: Issue, input: TokenInput): { access_token: string } {
  const wanted = controlSchemas.token.parse(input);
  return {
    access_token: issue(wanted.subdomain, {
      ...(wanted.user_id === undefined ? {} : { userId: wanted.user_id }),
      ...(wanted.scopes === undefined ? {} : { scopes: wanted.scopes }),
      ...(wanted.lifetime_s === undefined ? {} : { lifetime: wanted.lifetime_s }),
      ...(wanted.client_id === undefined ? {} : { clientId: wanted.client_id }),
    }),
  };
}

const account = ({ params }: ControlCall): string => params[0] ?? '';

/** Method and path (a `*` is one part) of each control call. */
const CALLS: Record<string, ControlHandler> = {
  'POST reset': ({ control, body }) => control.reset(body),
  'POST clock': ({ control, body }) => control.clock(body),
  'GET clock': ({ control }) => ({ now: control.now() }),
  'POST faults': ({ control, body }) => control.faults(body),
  'GET faults': ({ control }) => ({ faults: control.listFaults() }),
  'DELETE faults': ({ control }) => control.clearFaults(),
  'POST behaviour': ({ control, body }) => control.behaviour(body),
  'POST integrations': ({ control, body }) => control.addIntegration(body),
  'POST integrations/*/secret': ({ control, params }) => control.regenerateSecret(params[0] ?? ''),
  'POST tokens': ({ issue, body }) => issueToken(issue, body),
  'POST accounts/*/mutate': (call) => call.control.mutate(account(call), call.body),
  'POST accounts/*/rename': (call) => call.control.rename(account(call), call.body),
  'POST accounts/*/revoke': (call) => call.control.revoke(account(call), call.body),
  'POST accounts/*/uninstall': (call) => call.control.uninstall(account(call), call.body),
  'POST accounts/*/install': (call) => call.control.install(account(call), call.body),
  'POST accounts/*/user': (call) => call.control.user(account(call), call.body),
  'POST accounts/*/odd': (call) => call.control.odd(account(call), (call.body as { rows: [] }).rows),
  'POST accounts/*/plan': (call) => call.control.plan(account(call), call.body),
  'POST accounts/*/webhooks': (call) => call.control.webhooks(account(call), call.body),
  'POST accounts/*/messages': (call) => call.control.incoming(account(call), call.body),
  'POST accounts/*/chats': (call) => call.control.chat(account(call), call.body),
  'POST accounts/*/replies': (call) => call.control.reply(account(call), call.body),
  'GET accounts/*/reported': (call) => ({ reported: call.control.reported(account(call)) }),
  'POST channel': ({ control, body }) => control.channel(body),
  'POST accounts/*/talks': (call) => call.control.talks(account(call), call.body),
  'POST accounts/*/block': (call) => call.control.block(account(call), call.body),
  'GET requests': ({ control, query }) => ({ requests: control.requests(requestFilter(query)) }),
  'DELETE requests': ({ control }) => control.clearRequests(),
  'GET deliveries': ({ control }) => ({ deliveries: control.deliveries() }),
};

function find(method: string, path: string): { handler: ControlHandler; params: string[] } | undefined {
  const given = path.split('/');
  for (const [name, handler] of Object.entries(CALLS)) {
    const [wantedMethod, pattern = ''] = name.split(' ');
    const parts = pattern.split('/');
    const fits =
      parts.length === given.length && parts.every((part, at) => part === '*' || part === given[at]);
    if (wantedMethod !== method || !fits) continue;
    return { handler, params: given.filter((_, at) => parts[at] === '*').map(decodeURIComponent) };
  }
  return undefined;
}

function reply(response: ServerResponse, status: number, body?: unknown): void {
  response.writeHead(status, body === undefined ? {} : { 'Content-Type': 'application/json' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

function refusal(error: unknown): [status: number, body: { error: string }] {
  if (error instanceof ZodError) {
    const issues = error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
    return [400, { error: issues.join('; ') }];
  }
  if (error instanceof ControlError || error instanceof RangeError) return [400, { error: error.message }];
  return [500, { error: 'The simulator failed at this control call' }];
}

async function serve(
  control: SimulatorControl,
  issue: Issue,
  pages: ControlPages,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const url = new URL(request.url ?? '/', 'http://control');
  const method = request.method ?? 'GET';
  const text = (await readBody(request)) ?? '';
  if (pages.serve(request, response, url, text)) return undefined;
  const found = url.pathname.startsWith('/__sim/') && find(method, url.pathname.slice('/__sim/'.length));
  if (!found) return reply(response, 404, { error: `There is no control call ${method} ${url.pathname}` });
  // A page in a browser cannot send JSON across origins without a preflight, which nobody answers here.
  if (text !== '' && !request.headers['content-type']?.startsWith('application/json')) {
    return reply(response, 415, { error: 'Send the body as application/json' });
  }
  const body = text === '' ? {} : parseJson(text);
  if (body === undefined) return reply(response, 400, { error: 'The body is not valid JSON' });
  const call = { control, issue, params: found.params, query: url.searchParams, body: body as never };
  const result = await found.handler(call);
  return result === undefined ? reply(response, 204) : reply(response, 200, result);
}

/** The control API and its page over HTTP, on a port of their own: account hosts and prefixes never reach it. */
export function createControlServer(control: SimulatorControl, issue: Issue, pages: ControlPages): Server {
  return createServer((request, response) => {
    serve(control, issue, pages, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else reply(response, ...refusal(error));
    });
  });
}
