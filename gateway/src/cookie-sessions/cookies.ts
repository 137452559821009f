/*
 * The two cookies of a session. `__Host-` has browsers take them from this very host only, over TLS (or on localhost), for all its
 * paths: no other subdomain can set one (RFC 6265bis, 4.1.3.2). `HttpOnly`: no script reads them.
 */

/** Their names; cookies of any other name are not looked at. */
const ACCESS_COOKIE = '__Host-access';
const REFRESH_COOKIE = '__Host-refresh';

/** When browsers send them: `strict` and `lax` to pages of the same site, `none` to any page that CORS lets in. */
export type SameSite = 'strict' | 'lax' | 'none';

/** As long as an access token lives; as long as a session lives without use at most. */
const ACCESS_SECONDS = 600;
const REFRESH_SECONDS = 14 * 24 * 60 * 60;

const VALUE = /^[\w.~+/=-]{1,8000}$/;

/** What a request's cookies say. */
export interface SentCookies {
  access: string | null;
  refresh: string | null;
}

/**
 * Reads the cookies of a session.
 *
 * @param header `Cookie`, as Node joins several of them
 * @returns null when one of ours is there twice: whoever could set the other one is not to be believed
 */
export function readCookies(header: string | undefined): SentCookies | null {
  const found: SentCookies = { access: null, refresh: null };
  const names = { [ACCESS_COOKIE]: 'access', [REFRESH_COOKIE]: 'refresh' } as const;
  const seen = new Set<string>();
  for (const pair of (header ?? '').split(';')) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, Math.max(0, equals)).trim();
    if (!Object.hasOwn(names, name)) continue;
    if (seen.has(name)) return null;
    seen.add(name);
    const value = pair.slice(equals + 1).trim();
    found[names[name as keyof typeof names]] = VALUE.test(value) ? value : null;
  }
  return found;
}

const cookie = (name: string, value: string, seconds: number, sameSite: SameSite): string =>
  `${name}=${value}; Path=/; Max-Age=${seconds}; Secure; HttpOnly; SameSite=${sameSite[0]?.toUpperCase()}${sameSite.slice(1)}`;

/** The cookies that keep a pair of tokens. */
export const cookiesOf = (
  { accessToken, refreshToken }: { accessToken: string; refreshToken: string },
  sameSite: SameSite,
): string[] => [
  cookie(ACCESS_COOKIE, accessToken, ACCESS_SECONDS, sameSite),
  cookie(REFRESH_COOKIE, refreshToken, REFRESH_SECONDS, sameSite),
];

/** The cookies that take them away. */
export const cookiesGone = (sameSite: SameSite): string[] => [
  cookie(ACCESS_COOKIE, '', 0, sameSite),
  cookie(REFRESH_COOKIE, '', 0, sameSite),
];
