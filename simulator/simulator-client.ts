import { request, type IncomingHttpHeaders } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { VIRTUAL_EPOCH } from './clock';
import { startKommoSimulator, type KommoSimulator, type KommoSimulatorOptions } from './kommo-simulator';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  // Bodies are judged by the assertions, not by types.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

export interface Ask {
  method?: string;
  token?: string;
  headers?: Record<string, string>;
  /** An object goes out as JSON, a text as it is. */
  body?: unknown;
}

/** One request on a connection of its own, so that no socket outlives a test. */
export function ask(url: string, { method = 'GET', token, headers = {}, body }: Ask = {}): Promise<Answer> {
  const raw = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const sent: Record<string, string> = { ...headers };
  if (token !== undefined) sent.Authorization = `Bearer ${token}`;
  if (raw !== undefined) {
    sent['Content-Type'] ??= 'application/json';
    // Node frames the body of a DELETE only if told its length.
    sent['Content-Length'] = String(Buffer.byteLength(raw));
  }
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers: sent, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const zipped = response.headers['content-encoding'] === 'gzip';
        const text = (zipped ? gunzipSync(bytes) : bytes).toString('utf8');
        let parsed: unknown;
        try {
          parsed = text === '' ? undefined : JSON.parse(text);
        } catch {
          parsed = undefined;
        }
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, body: parsed });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(raw);
  });
}

/** What a 400 says, one line an error: request id, code, path. */
export function errorsOf(answer: Answer): string[] {
  type Body = { request_id: string; errors: { code: string; path: string }[] };
  const rows = (answer.body['validation-errors'] ?? []) as Body[];
  return rows.flatMap((row) => row.errors.map((error) => `${row.request_id} ${error.code} ${error.path}`));
}

/** A simulator on a virtual clock without a request limit, and short ways to talk to it. */
export class SimulatorClient {
  private ownToken: string | undefined;

  private constructor(readonly simulator: KommoSimulator) {}

  static async start(options: KommoSimulatorOptions = {}): Promise<SimulatorClient> {
    const simulator = await startKommoSimulator({
      clock: 'virtual',
      rateLimit: { perSecond: 0 },
      ...options,
    });
    return new SimulatorClient(simulator);
  }

  account(subdomain = 'acme-demo'): string {
    return this.simulator.accountUrl.replace('{subdomain}', subdomain);
  }

  /** An API call as an admin of the demo account; `path` begins behind `/api/v4`. */
  api(path: string, options: Ask & { account?: string } = {}): Promise<Answer> {
    const { account, ...rest } = options;
    const token = rest.token ?? (account ? this.simulator.issueLongLivedToken(account) : this.adminToken());
    return ask(`${this.account(account)}/api/v4${path}`, { ...rest, token });
  }

  private adminToken(): string {
    this.ownToken ??= this.simulator.issueLongLivedToken('acme-demo');
    return this.ownToken;
  }

  post(path: string, body: unknown): Promise<Answer> {
    return this.api(path, { method: 'POST', body });
  }

  patch(path: string, body: unknown): Promise<Answer> {
    return this.api(path, { method: 'PATCH', body });
  }

  /** All rows of a list, page after page. */
  async all(entity: string, query = ''): Promise<Answer['body'][]> {
    const rows: Answer['body'][] = [];
    for (let page = 1; ; page += 1) {
      const answer = await this.api(`/${entity}?limit=250&page=${page}${query}`);
      if (answer.status === 204) return rows;
      rows.push(...answer.body._embedded[entity]);
      if (!answer.body._links.next) return rows;
    }
  }

  /** Events of a type since the start of the virtual clock, newest first. */
  async newEvents(type: string): Promise<Answer['body'][]> {
    const answer = await this.api(
      `/events?limit=100&filter[type]=${type}&filter[created_at][from]=${VIRTUAL_EPOCH}`,
    );
    return answer.status === 204 ? [] : answer.body._embedded.events;
  }

  /** Runs the consent page with `auto=approve` and gives the redirect's parameters. */
  async consent(params: Record<string, string> = {}): Promise<URLSearchParams> {
    const query = new URLSearchParams({
      client_id: this.simulator.integration.clientId,
      state: 'state-1',
      auto: 'approve',
      ...params,
    });
    const answer = await ask(`${this.simulator.authorizeUrl}?${query.toString()}`);
    return new URL(answer.headers.location ?? 'http://none').searchParams;
  }

  /** A call of the token endpoint with the demo integration's credentials; `change` overrides any field. */
  tokens(change: Record<string, unknown>, account = 'acme-demo'): Promise<Answer> {
    const { clientId, clientSecret, redirectUri } = this.simulator.integration;
    return ask(`${this.account(account)}/oauth2/access_token`, {
      method: 'POST',
      body: { client_id: clientId, client_secret: clientSecret, redirect_uri: redirectUri, ...change },
    });
  }

  exchange(code: string | null, change: Record<string, unknown> = {}, account?: string): Promise<Answer> {
    return this.tokens({ grant_type: 'authorization_code', code, ...change }, account);
  }

  refresh(token: string, change: Record<string, unknown> = {}, account?: string): Promise<Answer> {
    return this.tokens({ grant_type: 'refresh_token', refresh_token: token, ...change }, account);
  }

  /** Consent and exchange in one go. */
  async connect(params: Record<string, string> = {}): Promise<{ access: string; refresh: string }> {
    const code = (await this.consent(params)).get('code');
    const { body } = await this.exchange(code, {}, params.account);
    return { access: body.access_token, refresh: body.refresh_token };
  }

  close(): Promise<void> {
    return this.simulator.close();
  }
}
