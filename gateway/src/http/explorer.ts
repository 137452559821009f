import type { FastifyInstance } from 'fastify';
import { withLogIn, type ExplorerStart } from './explorer-log-in';
import { pagePolicy } from './security-headers';

const START: ExplorerStart = { queries: ['query Hello {\n  __typename\n}\n'] };
const ENDPOINT = '/graphql';

/**
 * Pages for people who write queries; for development only: `/` says where everything is, `/explorer` is GraphiQL served
 * from here (works without internet), `/sandbox` embeds Apollo Sandbox (comes from Apollo's servers).
 *
 * @param start what the explorer shows at first; without it, there is no log-in: whose graph it is, is not known
 */
export function registerExplorer(app: FastifyInstance, start?: ExplorerStart): void {
  app.get('/', pagePolicy({}), async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(LANDING_PAGE),
  );
  app.addHook('onRequest', async (request, reply) => {
    const isBrowser = request.headers.accept?.includes('text/html');
    if (isBrowser && request.method === 'GET' && request.url === '/graphql') return reply.redirect('/');
    return undefined;
  });
  let page: Promise<string> | null = null;
  app.get('/explorer', pagePolicy(GRAPHIQL), async (_request, reply) => {
    page ??= renderExplorer(start); // 9 MB of it, so it is not loaded before someone asks
    return reply.type('text/html; charset=utf-8').send(await page);
  });
  app.get('/sandbox', pagePolicy(SANDBOX), async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(SANDBOX_PAGE),
  );
}

/** GraphiQL is one inline script that starts workers from blobs; it talks to this server only. */
const GRAPHIQL = {
  scriptSrc: ["'unsafe-inline'", 'blob:'],
  workerSrc: ['blob:'],
  connectSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'", 'data:'],
};

async function renderExplorer(start?: ExplorerStart): Promise<string> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const page = renderGraphiQL({
    ...{ title: 'CashCraft explorer', endpoint: ENDPOINT },
    defaultTabs: (start ?? START).queries.map((query) => ({ query })),
    subscriptionsProtocol: 'GRAPHQL_SSE',
  });
  return start ? withLogIn(page, start, ENDPOINT) : page;
}

const SANDBOX = {
  scriptSrc: ["'unsafe-inline'", 'https://embeddable-sandbox.cdn.apollographql.com'],
  frameSrc: ['https://sandbox.embed.apollographql.com'],
  connectSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
};

/** As Apollo documents it: https://www.apollographql.com/docs/graphos/platform/sandbox#embedding-sandbox */
const SANDBOX_PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>CashCraft in Apollo Sandbox</title>
<style>body { margin: 0; font: 16px/1.5 system-ui, sans-serif } p { margin: 2rem } #sandbox { position: absolute; inset: 0 } iframe { width: 100%; height: 100%; border: 0 }</style>
</head>
<body>
<p>Apollo Sandbox comes from the internet. Without it, use <a href="/explorer">the explorer served from here</a>.</p>
<div id="sandbox"></div>
<script src="https://embeddable-sandbox.cdn.apollographql.com/_latest/embeddable-sandbox.umd.production.min.js"></script>
<script>
  if (window.EmbeddedSandbox) {
    new window.EmbeddedSandbox({ target: '#sandbox', initialEndpoint: location.origin + '/graphql', runTelemetry: false });
  }
</script>
</body>
</html>
`;

const LANDING_PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>CashCraft</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem; color: #222 }
  dt { font-weight: 600; margin-top: .8rem } dd { margin: 0; color: #555 } code { background: #f2f2f2; padding: 0 .3em }
</style>
</head>
<body>
<h1>CashCraft</h1>
<p>One federated GraphQL endpoint: <code>POST /graphql</code>. This page exists in development only.</p>
<dl>
  <dt><a href="/explorer">Explorer</a></dt><dd>GraphiQL, served from here; works without internet.</dd>
  <dt><a href="/sandbox">Apollo Sandbox</a></dt><dd>Needs internet. Or point <a href="https://studio.apollographql.com/sandbox/explorer">studio.apollographql.com</a> at this address.</dd>
  <dt><a href="/health">Health</a></dt><dd>What works and what doesn't; <code>/health/live</code> and <code>/health/ready</code> for probes.</dd>
  <dt><a href="/metrics">Metrics</a></dt><dd>For Prometheus.</dd>
  <dt><a href="/.well-known/jwks.json">Keys</a></dt><dd>Public keys of the access tokens.</dd>
</dl>
</body>
</html>
`;
