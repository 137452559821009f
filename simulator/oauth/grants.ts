import { hexFrom, uuidFrom } from '../random';
import { digest, readAccessToken, signAccessToken, type AccessClaims } from './access-token';
import type { Integration } from './integrations';

/** Lifetimes in seconds (kommo-api.md 1.4). */
const CODE_LIFETIME = 20 * 60;
export const ACCESS_LIFETIME = 86_400;
const REFRESH_LIFETIME = 90 * 86_400;

/** strict: a used refresh token is dead at once · grace: it lives until the new pair is first used (1.4). */
export type Rotation = 'strict' | 'grace';

interface Code {
  hash: string;
  clientId: string;
  accountId: number;
  userId: number;
  expiresAt: number;
  used: boolean;
}

/** One consent of one user for one integration in one account. */
export interface Grant {
  id: number;
  clientId: string;
  accountId: number;
  userId: number;
  scopes: string[];
  revoked: boolean;
}

/** active: refreshable · grace: already refreshed, still good · dead. */
interface Pair {
  jti: string;
  grantId: number;
  parent: string | null;
  refreshHash: string | null;
  refreshExpiresAt: number;
  accessExpiresAt: number;
  accessKilled: boolean;
  state: 'active' | 'grace' | 'dead';
}

/** All that must survive a restart so that issued tokens stay good. Holds hashes, no tokens. */
export interface GrantState {
  serial: number;
  codes: Code[];
  grants: Grant[];
  pairs: Pair[];
}

export interface TokenPair {
  accessToken: string;
  refreshToken: string;
}

export type TokenRefusal = 'garbage' | 'expired' | 'revoked';
export type Outcome<T> = { ok: true; value: T } | { ok: false; reason: TokenRefusal };

const refuse = (reason: TokenRefusal): { ok: false; reason: TokenRefusal } => ({ ok: false, reason });

/** Codes, grants and token pairs. Every call is synchronous, so of concurrent refreshes exactly one wins. */
export class GrantBook {
  private serial = 0;
  private codes: Code[] = [];
  private grants: Grant[] = [];
  private pairs = new Map<string, Pair>();
  private readonly key: string;

  constructor(private readonly seed: number) {
    this.key = hexFrom(seed, 'access token key', 64);
  }

  /** Issues an authorization code, good for 20 minutes and one use. */
  issueCode(clientId: string, accountId: number, userId: number, now: number): string {
    const code = `def502${this.secret('code', 600)}`;
    this.codes = this.codes.filter((known) => known.expiresAt > now - 86_400);
    this.codes.push({
      hash: digest(code),
      clientId,
      accountId,
      userId,
      expiresAt: now + CODE_LIFETIME,
      used: false,
    });
    return code;
  }

  /** Turns a code into the first token pair of a new grant. */
  exchangeCode(code: string, integration: Integration, accountId: number, now: number): Outcome<TokenPair> {
    const known = this.codes.find((candidate) => candidate.hash === digest(code));
    if (!known || known.clientId !== integration.clientId || known.accountId !== accountId)
      return refuse('garbage');
    if (known.used) return refuse('revoked');
    if (known.expiresAt <= now) return refuse('expired');
    known.used = true;
    const grant = this.addGrant(integration, accountId, known.userId, integration.scopes);
    return { ok: true, value: this.issuePair(grant, null, now) };
  }

  /** Turns a refresh token into a new pair, after the rotation rule. */
  refresh(
    token: string,
    clientId: string,
    accountId: number,
    rotation: Rotation,
    now: number,
  ): Outcome<TokenPair> {
    const pair = this.pairOfRefresh(token);
    const grant = pair && this.grantOf(pair);
    if (!pair || !grant || grant.clientId !== clientId || grant.accountId !== accountId)
      return refuse('garbage');
    if (grant.revoked || pair.state === 'dead') return refuse('revoked');
    if (pair.refreshExpiresAt <= now) return refuse('expired');
    if (pair.state === 'active') this.firstUseOf(pair);
    pair.state = rotation === 'strict' ? 'dead' : 'grace';
    return { ok: true, value: this.issuePair(grant, pair.jti, now) };
  }

  /** The claims and grant of a good access token. */
  verify(token: string, now: number): Outcome<{ claims: AccessClaims; grant: Grant }> {
    const claims = readAccessToken(token, this.key);
    const pair = claims && this.pairs.get(claims.jti);
    const grant = pair && this.grantOf(pair);
    if (!claims || !pair || !grant) return refuse('garbage');
    if (grant.revoked || pair.accessKilled) return refuse('revoked');
    if (claims.exp <= now) return refuse('expired');
    this.firstUseOf(pair);
    return { ok: true, value: { claims, grant } };
  }

  /** A token of a private integration that lives long and has no refresh token (kommo-api.md 1.7). */
  issueLongLived(
    integration: Integration,
    accountId: number,
    userId: number,
    now: number,
    options: { lifetime: number; scopes?: string[] | undefined },
  ): string {
    const grant = this.addGrant(integration, accountId, userId, options.scopes ?? integration.scopes);
    return this.mint(grant, null, now, options.lifetime, null);
  }

  /** The account a live refresh token belongs to (for the subdomain look-up of 1.8). */
  accountOfRefresh(token: string): number | undefined {
    const pair = this.pairOfRefresh(token);
    const grant = pair && this.grantOf(pair);
    return grant && !grant.revoked ? grant.accountId : undefined;
  }

  /** Revokes the grants that match; returns how many. */
  revoke(matches: (grant: Grant) => boolean): number {
    const hit = this.grants.filter((grant) => !grant.revoked && matches(grant));
    for (const grant of hit) grant.revoked = true;
    return hit.length;
  }

  /** Makes one access token useless before its time, as if it had expired; the refresh token stays good. */
  killAccess(token: string): void {
    const claims = readAccessToken(token, this.key);
    const pair = claims && this.pairs.get(claims.jti);
    if (pair) pair.accessKilled = true;
  }

  state(): GrantState {
    return { serial: this.serial, codes: this.codes, grants: this.grants, pairs: [...this.pairs.values()] };
  }

  restore(state: GrantState): void {
    this.serial = state.serial;
    this.codes = state.codes;
    this.grants = state.grants;
    this.pairs = new Map(state.pairs.map((pair) => [pair.jti, pair]));
  }

  private addGrant(integration: Integration, accountId: number, userId: number, scopes: string[]): Grant {
    const { clientId } = integration;
    const grant = {
      id: this.grants.length + 1,
      clientId,
      accountId,
      userId,
      scopes: [...scopes],
      revoked: false,
    };
    this.grants.push(grant);
    return grant;
  }

  private issuePair(grant: Grant, parent: string | null, now: number): TokenPair {
    this.forgetOld(now);
    const refreshToken = `def502${this.secret('refresh', 1_000)}`;
    return { accessToken: this.mint(grant, parent, now, ACCESS_LIFETIME, refreshToken), refreshToken };
  }

  private mint(
    grant: Grant,
    parent: string | null,
    now: number,
    lifetime: number,
    refresh: string | null,
  ): string {
    const jti = this.secret('jti', 80);
    const exp = now + lifetime;
    this.pairs.set(jti, {
      jti,
      grantId: grant.id,
      parent,
      refreshHash: refresh === null ? null : digest(refresh),
      refreshExpiresAt: now + REFRESH_LIFETIME,
      accessExpiresAt: exp,
      accessKilled: false,
      state: 'active',
    });
    return signAccessToken(
      {
        aud: grant.clientId,
        jti,
        iat: now,
        nbf: now,
        exp,
        sub: String(grant.userId),
        grant_type: '',
        account_id: grant.accountId,
        base_domain: 'kommo.com',
        version: 2,
        scopes: grant.scopes,
        hash_uuid: uuidFrom(this.seed, `token ${this.serial}`),
        api_domain: 'api-c.kommo.com',
      },
      this.key,
    );
  }

  /** With the first use of a new pair the one it came from dies (rotation `grace`). */
  private firstUseOf(pair: Pair): void {
    const parent = pair.parent === null ? undefined : this.pairs.get(pair.parent);
    if (parent) parent.state = 'dead';
  }

  private pairOfRefresh(token: string): Pair | undefined {
    const hash = digest(token);
    for (const pair of this.pairs.values()) if (pair.refreshHash === hash) return pair;
    return undefined;
  }

  private grantOf(pair: Pair): Grant | undefined {
    return this.grants[pair.grantId - 1];
  }

  private forgetOld(now: number): void {
    for (const [jti, pair] of this.pairs) {
      if (pair.accessExpiresAt < now && pair.refreshExpiresAt + REFRESH_LIFETIME < now)
        this.pairs.delete(jti);
    }
  }

  private secret(name: string, length: number): string {
    this.serial += 1;
    return hexFrom(this.seed, `${name} ${this.serial}`, length);
  }
}
