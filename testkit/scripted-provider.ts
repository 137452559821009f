import { generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { sign } from 'jsonwebtoken';
import { freePort } from './ports';

/** What a provider does wrong. */
export interface ProviderFaults {
  /** Claims of the id token that differ from what is right; undefined takes one away. */
  claims?: Record<string, unknown>;
  /** Signs with a key that its JWKS has not. */
  isForged?: boolean;
  /** `none` and HS256 with the client's secret: what a bad library would take. */
  algorithm?: 'none' | 'HS256';
  /** Answers 500, or never. */
  breaks?: 'token' | 'discovery' | 'jwks' | 'hangs';
  /** The issuer that its own metadata names. */
  namedIssuer?: string;
  /** How long its answers are, in bytes more. */
  padding?: number;
}

/** An OpenID Connect provider that does what a test tells it to. */
export interface ScriptedProvider {
  readonly issuer: string;
  faults: ProviderFaults;
  /** Of whoever logs in next. */
  person: Record<string, unknown>;
  /** Makes a new key, and forgets the one before. */
  rotate(): void;
  /** Stops and starts answering at its port. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** The code and the state that a browser comes back with, which goes to an address of `startOidcLogIn`. */
  approve(authorizationUrl: string): { code: string; state: string; iss: string };
}

export const CLIENT = { clientId: 'cashcraft', clientSecret: 'a secret that only two know' };

interface Key {
  kid: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
}
const newKey = (): Key => ({ kid: randomUUID(), ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) });

/** Starts one for a test file. */
export function useScriptedProvider(): ScriptedProvider {
  let server: Server;
  let port = 0;
  let key = newKey();
  const codes = new Map<string, { nonce: string | null; person: Record<string, unknown> }>();
  const provider: ScriptedProvider = {
    get issuer() {
      return `http://127.0.0.1:${port}`;
    },
    faults: {},
    person: {},
    rotate: () => (key = newKey()),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    start,
    approve(authorizationUrl) {
      const { searchParams } = new URL(authorizationUrl);
      const code = randomUUID();
      codes.set(code, { nonce: searchParams.get('nonce'), person: provider.person });
      return { code, state: searchParams.get('state') ?? '', iss: provider.issuer };
    },
  };

  function idToken(code: string): string {
    const { claims = {}, isForged, algorithm } = provider.faults;
    const { nonce, person } = codes.get(code) ?? { nonce: null, person: {} };
    const now = Math.floor(Date.now() / 1000);
    const right = { iss: provider.issuer, aud: CLIENT.clientId, iat: now, exp: now + 300, nonce };
    const payload = { ...right, sub: 'someone', ...person, ...claims };
    const shown = Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined));
    const { privateKey, kid } = isForged ? { ...newKey(), kid: key.kid } : key;
    if (algorithm === 'none') return sign(shown, null, { algorithm: 'none' });
    if (algorithm === 'HS256') return sign(shown, CLIENT.clientSecret, { algorithm: 'HS256', keyid: kid });
    return sign(shown, privateKey, { algorithm: 'ES256', keyid: kid });
  }

  function documentOf(path: string, body: string): object | null {
    const { issuer, faults } = provider;
    if (path === '/.well-known/openid-configuration') {
      if (faults.breaks === 'discovery') return null;
      return {
        issuer: faults.namedIssuer ?? issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['ES256'],
        authorization_response_iss_parameter_supported: true,
        padding: 'x'.repeat(faults.padding ?? 0),
      };
    }
    if (path === '/jwks') {
      if (faults.breaks === 'jwks') return null;
      return {
        keys: [{ ...key.publicKey.export({ format: 'jwk' }), kid: key.kid, alg: 'ES256', use: 'sig' }],
      };
    }
    if (path !== '/token' || faults.breaks === 'token') return null;
    const code = new URLSearchParams(body).get('code') ?? '';
    return { access_token: randomUUID(), token_type: 'Bearer', expires_in: 300, id_token: idToken(code) };
  }

  function serve(request: IncomingMessage, response: ServerResponse): void {
    if (provider.faults.breaks === 'hangs') return;
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const document = documentOf(request.url ?? '', body);
      response.writeHead(document ? 200 : 500, { 'content-type': 'application/json' });
      response.end(JSON.stringify(document ?? { error: 'server_error' }));
    });
  }

  async function start(): Promise<void> {
    port ||= await freePort();
    server = createServer(serve);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
  }
  beforeAll(start);
  afterAll(() => provider.stop());
  return provider;
}
