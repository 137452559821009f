import { setTimeout as delay } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { inOrganization, readInOrganization } from '../../../../service-kit/postgres/database';
import { newId } from '../../../../service-kit/data/ids';
import { findIntegrationSecrets } from '../credentials/integration-secrets';
import { readAccessTokenClaims } from '../kommo/access-token';
import { BLOCK_PAUSE_MS, type Access, type AccessSource, type Relocation } from '../kommo/client';
import { KommoError, type KommoErrorKind } from '../kommo/kommo-error';
import { lookUpSubdomain, refreshPair, type IntegrationSecrets, type TokenPair } from '../kommo/oauth-api';
import { accountAddress } from '../kommo/settings';
import type { ConnectionRef, CrmRuntime } from '../runtime';
import { markDegraded, markNeedsReconnect } from './connection-health';
import { ConnectionTokens } from './connection-tokens.entity';
import { Connection } from './connection.entity';
import { dropLease, openTokens, replaceTokens, takeLease, type OpenTokens } from './token-store';

/*
 * Keeps a connection's tokens good. A refresh token is single use, so of all processes exactly one may refresh: the one
 * that holds the lease of the pair's version (docs/decisions/0006-token-renewal-by-lease.md). The others wait until
 * the version has grown. The new pair is stored before it is used, by compare-and-swap on the version.
 *
 * A lost answer is asked for once more with the old token; what fails then is either the network's fault (DEGRADED, and
 * tried again later) or a dead token (NEEDS_RECONNECT). "Somebody else is at it" is never taken for "invalid".
 */

/** Longer than one call to the token endpoint can take; prolonged before each further call. */
const LEASE_MS = 20_000;
const POLL_MS = 100;
const WAIT_MS = 60_000;
/** A pair is renewed when this part of its life is over. */
const RENEW_AT = 0.8;
const RETRY_PAUSE_AT_MOST_MS = 3_000;

/** Failures that say nothing about the token. */
const PASSING: ReadonlySet<KommoErrorKind> = new Set<KommoErrorKind>([
  'unavailable',
  'malformed',
  'rate_limited',
  'blocked_html',
]);
const isPassing = (error: unknown): error is KommoError =>
  error instanceof KommoError && PASSING.has(error.kind);

const NO_CREDENTIALS = {
  code: 'CREDENTIALS_MISSING',
  message: 'The Kommo integration was deleted, so access cannot be renewed. Save it and connect again.',
};

interface Kept {
  connection: Connection;
  row: ConnectionTokens;
  tokens: OpenTokens;
}

/** Makes the access source of one connection; keep it no longer than one piece of work. */
export function createTokenKeeper(runtime: CrmRuntime, ref: ConnectionRef): AccessSource {
  return new TokenKeeper(runtime, ref);
}

class TokenKeeper implements AccessSource {
  private known: { access: Access; renewAt: number } | null = null;

  constructor(
    private readonly runtime: CrmRuntime,
    private readonly ref: ConnectionRef,
  ) {}

  async current(): Promise<Access> {
    if (this.known && Date.now() < this.known.renewAt) return this.known.access;
    const kept = await this.load();
    if (Date.now() < renewalTime(kept)) return this.remember(kept);
    return this.renewEarly(kept);
  }

  renew(refused: Access): Promise<Access> {
    this.known = null;
    return this.renewOnce(refused.version);
  }

  async giveUp(refused: Access): Promise<void> {
    this.known = null;
    await this.write((db) => markNeedsReconnect(db, this.ref, refused.version));
  }

  async noteBlock(): Promise<void> {
    await this.write((db) => markDegraded(db, this.ref, 'blocked_html', BLOCK_PAUSE_MS));
  }

  async relocate(): Promise<Relocation> {
    const kept = await this.load();
    const owner = newId();
    try {
      const moved = await this.newAddress(kept, owner);
      if (!moved) return 'unknown';
      if (moved === kept.connection.subdomain) return 'same';
      this.known = null;
      const { orgId, connectionId } = this.ref;
      await this.write((db) => db.update(Connection, { orgId, id: connectionId }, { subdomain: moved }));
      return 'moved';
    } finally {
      await this.write((db) => dropLease(db, this.ref, owner));
    }
  }

  private async isAccepted({ connection, tokens }: Kept): Promise<boolean> {
    const { http, settings } = this.runtime;
    try {
      await http.send({
        method: 'GET',
        url: `${accountAddress(settings, connection.subdomain)}/api/v4/account`,
        headers: { authorization: `Bearer ${tokens.accessToken}` },
      });
      return true;
    } catch (error) {
      if (error instanceof KommoError && error.kind === 'unauthorized') return false;
      throw error;
    }
  }

  /** Before its end a token is still good, so a renewal that fails in passing does not stop the work. */
  private async renewEarly(kept: Kept): Promise<Access> {
    try {
      return await this.renewOnce(kept.row.version);
    } catch (error) {
      if (isPassing(error) && kept.row.expiresAt.getTime() > Date.now()) return accessOf(kept);
      throw error;
    }
  }

  /** One renewal per connection and process at a time; all who wait share its outcome. */
  private async renewOnce(version: number): Promise<Access> {
    const { renewals } = this.runtime;
    const key = this.ref.connectionId;
    let running = renewals.get(key) as Promise<Kept> | undefined;
    if (!running) {
      running = this.renewUnderLease(version).finally(() => renewals.delete(key));
      renewals.set(key, running);
    }
    const kept = await running;
    // It may have been under way for an older version than the one that was refused here.
    return kept.row.version <= version ? this.renewOnce(version) : this.remember(kept);
  }

  private async renewUnderLease(version: number): Promise<Kept> {
    const owner = newId();
    for (const end = Date.now() + WAIT_MS; Date.now() < end; await delay(POLL_MS)) {
      const kept = await this.load();
      if (kept.row.version > version) return kept;
      if (kept.tokens.refreshToken === null) {
        // The account itself has the last word on a long-lived token.
        if (await this.isAccepted(kept)) {
          throw new KommoError('forbidden', { detail: 'refused, though the token is good' });
        }
        await this.write((db) => markNeedsReconnect(db, this.ref, kept.row.version));
        throw new KommoError('unauthorized', { detail: 'the long-lived token was refused' });
      }
      if (!(await this.lease(kept, owner))) continue;
      try {
        return await this.refresh(kept, owner);
      } finally {
        await this.write((db) => dropLease(db, this.ref, owner));
      }
    }
    throw new KommoError('unavailable', { detail: 'another process is renewing the token for too long' });
  }

  private async refresh(kept: Kept, owner: string): Promise<Kept> {
    const secrets = await this.read((db) => findIntegrationSecrets(db, this.runtime.keyRing, this.ref.orgId));
    if (!secrets) return this.dead(kept, NO_CREDENTIALS);
    const { subdomain } = kept.connection;
    const pair = await this.ask(kept, subdomain, secrets, owner);
    if (pair) return this.store(kept, pair);
    const moved = await this.newAddress(kept, owner);
    const second = moved && moved !== subdomain ? await this.ask(kept, moved, secrets, owner) : null;
    return second ? this.store(kept, second, moved) : this.dead(kept);
  }

  /**
   * Calls the token endpoint; once more with the same token when the answer was lost.
   *
   * @returns null when Kommo refuses the token there
   */
  private async ask(
    kept: Kept,
    subdomain: string,
    secrets: IntegrationSecrets,
    owner: string,
  ): Promise<TokenPair | null> {
    for (let isRetry = false; ; isRetry = true) {
      await this.lease(kept, owner);
      try {
        return await refreshPair(this.runtime, subdomain, secrets, kept.tokens.refreshToken ?? '');
      } catch (error) {
        if (!(error instanceof KommoError)) throw error;
        if (!isPassing(error)) return null;
        if (isRetry || error.kind === 'blocked_html') return this.degraded(error);
        await delay(Math.min(error.facts.retryAfterMs ?? POLL_MS, RETRY_PAUSE_AT_MOST_MS));
      }
    }
  }

  /** Where Kommo says the account lives now; null when it does not say, or names another account. */
  private async newAddress(kept: Kept, owner: string): Promise<string | null> {
    const { accessToken, refreshToken } = kept.tokens;
    const apiDomain = readAccessTokenClaims(accessToken)?.api_domain;
    if (!apiDomain || refreshToken === null) return null;
    await this.lease(kept, owner);
    try {
      const found = await lookUpSubdomain(this.runtime, apiDomain, refreshToken);
      return found?.accountId === kept.connection.accountId ? found.subdomain : null;
    } catch (error) {
      if (isPassing(error)) return this.degraded(error);
      throw error;
    }
  }

  private async store(kept: Kept, pair: TokenPair, subdomain: string | null = null): Promise<Kept> {
    const { orgId, connectionId } = this.ref;
    const issuedAt = new Date();
    const expiresAt = new Date(issuedAt.getTime() + pair.expiresIn * 1000);
    const tokens = { ...pair, issuedAt, expiresAt };
    await this.write(async (db) => {
      // The connection before its tokens, as everywhere.
      await db.findOne(Connection, {
        where: { orgId, id: connectionId },
        lock: { mode: 'for_no_key_update' },
      });
      if (!(await replaceTokens(db, this.runtime.keyRing, this.ref, kept.row.version, tokens))) return;
      // A pair we hold is good, whatever another process concluded while this one was slow.
      await db.query(
        `UPDATE crm.connections SET state = 'ACTIVE', subdomain = coalesce($3, subdomain),
            error_code = NULL, error_message = NULL, error_at = NULL
          WHERE org_id = $1 AND id = $2 AND state <> 'DISCONNECTED'`,
        [orgId, connectionId, subdomain],
      );
    });
    this.runtime.log.info({ connectionId, version: kept.row.version + 1 }, 'kommo token renewed');
    return this.load();
  }

  private async degraded(error: KommoError): Promise<never> {
    await this.write((db) => markDegraded(db, this.ref, error.kind));
    if (error.kind === 'blocked_html') await this.noteBlock();
    throw error;
  }

  private async dead(kept: Kept, reason?: { code: string; message: string }): Promise<Kept> {
    const now = await this.load();
    if (now.row.version > kept.row.version) return now;
    await this.write((db) => markNeedsReconnect(db, this.ref, kept.row.version, reason));
    this.runtime.log.warn({ connectionId: this.ref.connectionId }, 'kommo token is dead');
    throw new KommoError('unauthorized', { detail: 'the token can no longer be renewed' });
  }

  private lease(kept: Kept, owner: string): Promise<boolean> {
    return this.write((db) => takeLease(db, this.ref, kept.row.version, owner, LEASE_MS));
  }

  /** @throws KommoError closed; unauthorized when the connection can't be used until it is connected again */
  private async load(): Promise<Kept> {
    const { orgId, connectionId } = this.ref;
    const kept = await this.read(async (db) => {
      const connection = await db.findOneBy(Connection, { orgId, id: connectionId });
      const row = await db.findOneBy(ConnectionTokens, { orgId, connectionId });
      return connection && row ? { connection, row } : null;
    });
    if (!kept || !['ACTIVE', 'DEGRADED'].includes(kept.connection.state)) {
      throw new KommoError('unauthorized', { detail: 'the account is not connected' });
    }
    if (kept.connection.closedUntil) throw new KommoError('closed');
    return { ...kept, tokens: openTokens(this.runtime.keyRing, kept.row) };
  }

  private remember(kept: Kept): Access {
    const access = accessOf(kept);
    this.known = { access, renewAt: renewalTime(kept) };
    return access;
  }

  private read<T>(work: (db: EntityManager) => Promise<T>): Promise<T> {
    return readInOrganization(this.runtime.source, this.ref.orgId, work);
  }

  private write<T>(work: (db: EntityManager) => Promise<T>): Promise<T> {
    return inOrganization(this.runtime.source, this.ref.orgId, work);
  }
}

const accessOf = ({ connection, row, tokens }: Kept): Access => ({
  accessToken: tokens.accessToken,
  subdomain: connection.subdomain,
  version: row.version,
  accountId: connection.accountId,
});

/** When a pair is due, in milliseconds since 1970; a long-lived token never is. */
function renewalTime({ row: { issuedAt, expiresAt }, tokens }: Kept): number {
  if (tokens.refreshToken === null) return Number.POSITIVE_INFINITY;
  return issuedAt.getTime() + (expiresAt.getTime() - issuedAt.getTime()) * RENEW_AT;
}
