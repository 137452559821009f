import type { Configuration } from 'openid-client';
import { InputRejected, reject } from '../../../../service-kit/errors/user-errors';
import { PrivateAddress } from '../../../../service-kit/http/public-fetch';
import type { Context } from '../context';

/*
 * What is said to a provider. The library (openid-client) checks what comes back: issuer (RFC 9207 included), state, nonce, PKCE, audience,
 * times, and the signature by the provider's present keys, which are read anew for each log-in: a key that was rotated is
 * never a stale one. It is an ES module, and is loaded when somebody first needs it.
 */

const library = () => import('openid-client');

/** Of each call to a provider. */
const TIMEOUT_SECONDS = 10;

/** Names us to a provider. */
export interface ClientOf {
  issuer: string;
  clientId: string;
  clientSecret: string;
}

/** Who somebody is, as a provider says and the library has checked. */
export interface OidcClaims {
  subject: string;
  email: string | null;
  isEmailVerified: boolean;
  firstName: string | null;
  lastName: string | null;
}

/**
 * Reads what a provider says of itself.
 *
 * @param path of the input that names it, for errors
 * @throws InputRejected PROVIDER_UNREACHABLE, PROVIDER_INVALID
 */
export async function discover(ctx: Context, of: ClientOf, path = ''): Promise<Configuration> {
  const oidc = await library();
  return answering(ctx, path, async () => {
    const options = {
      timeout: TIMEOUT_SECONDS,
      [oidc.customFetch]: ctx.oidc.fetch as never,
      execute: ctx.oidc.isTrusted(of.issuer) ? [oidc.allowInsecureRequests] : [],
    };
    const found = await oidc.discovery(new URL(of.issuer), of.clientId, undefined, oidc.None(), options);
    const server = found.serverMetadata();
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const auth = methods.includes('client_secret_basic') ? oidc.ClientSecretBasic : oidc.ClientSecretPost;
    const { clientSecret } = of;
    const config = new oidc.Configuration(
      server,
      of.clientId,
      { client_secret: clientSecret },
      auth(clientSecret),
    );
    config[oidc.customFetch] = ctx.oidc.fetch as never;
    config.timeout = TIMEOUT_SECONDS;
    oidc.enableNonRepudiationChecks(config); // the signature, even of what came over TLS
    if (ctx.oidc.isTrusted(of.issuer)) oidc.allowInsecureRequests(config);
    return config;
  });
}

/** The secrets of one log-in: none of them may be guessed, or be used for another one. */
export interface LogInSecrets {
  nonce: string;
  codeVerifier: string;
}

/** Where somebody is sent to log in. */
export async function authorizationUrl(
  config: Configuration,
  secrets: LogInSecrets,
  of: { redirectUri: string; state: string; loginHint: string },
): Promise<string> {
  const oidc = await library();
  return oidc.buildAuthorizationUrl(config, {
    redirect_uri: of.redirectUri,
    scope: 'openid email profile',
    state: of.state,
    nonce: secrets.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(secrets.codeVerifier),
    code_challenge_method: 'S256',
    login_hint: of.loginHint,
  }).href;
}

/** What a provider sent the browser back with. */
export interface CallbackParameters {
  state: string;
  code: string;
  iss?: string | null | undefined;
}

/**
 * Exchanges the code, and checks who it is.
 *
 * @throws InputRejected PROVIDER_UNREACHABLE, PROVIDER_INVALID
 */
export async function exchangeCode(
  ctx: Context,
  config: Configuration,
  secrets: LogInSecrets,
  redirectUri: string,
  { state, code, iss }: CallbackParameters,
): Promise<OidcClaims> {
  const oidc = await library();
  return answering(ctx, '', async () => {
    const url = new URL(redirectUri);
    url.search = new URLSearchParams({ state, code, ...(iss == null ? {} : { iss }) }).toString();
    const tokens = await oidc.authorizationCodeGrant(config, url, {
      expectedState: state,
      expectedNonce: secrets.nonce,
      pkceCodeVerifier: secrets.codeVerifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims) throw new Error('There is no id token.');
    const more =
      claims['email'] === undefined && config.serverMetadata().userinfo_endpoint
        ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
        : {};
    return readClaims({ ...more, ...claims });
  });
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

const MAX_SUBJECT = 255;

function readClaims(claims: Record<string, unknown> & { sub: string }): OidcClaims {
  const { given_name: given, family_name: family, name, email_verified: verified } = claims;
  const [first = null, ...others] = text(name)?.trim().split(/\s+/) ?? [];
  // At most 255 ASCII characters: OpenID Connect Core 1.0, 2.
  if (claims.sub === '' || claims.sub.length > MAX_SUBJECT || claims.sub.includes('\0'))
    throw new Error('The subject is none.');
  return {
    subject: claims.sub,
    email: text(claims['email']),
    isEmailVerified: verified === true || verified === 'true', // some send texts
    firstName: text(given) ?? first,
    lastName: text(family) ?? (others.length > 0 ? others.join(' ') : null),
  };
}

/** Nobody there, or not in time. */
const UNREACHABLE = ['OAUTH_TIMEOUT', 'OAUTH_HTTP_REQUEST_FORBIDDEN'];

/** What a provider does wrong is told in one of two ways; what exactly stands in the log. */
async function answering<T>(ctx: Context, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InputRejected) throw error;
    const { code, cause } = error as Error & { code?: string };
    ctx.log.warn({ err: error, cause }, 'an OpenID Connect provider did not do');
    const isAway = UNREACHABLE.includes(code ?? '') || isNetworkError(error) || isNetworkError(cause);
    throw isAway
      ? reject(
          'PROVIDER_UNREACHABLE',
          path,
          'The log-in service of your organisation does not answer. Try again.',
        )
      : reject(
          'PROVIDER_INVALID',
          path,
          'What the log-in service of your organisation answered is not right. Begin again; if it stays so, tell your administrators.',
        );
  }
}

const isNetworkError = (error: unknown): boolean =>
  error instanceof PrivateAddress ||
  (error instanceof Error &&
    (['TimeoutError', 'AbortError'].includes(error.name) || /fetch failed|terminated/.test(error.message)));
