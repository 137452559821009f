import type { DataSource } from 'typeorm';
import type { Broadcast } from '../service-kit/changes/broadcast';
import { loadKeyRing } from '../service-kit/process/data-dir';
import type { Jobs } from '../service-kit/jobs/queue';
import type { Subgraph } from '../service-kit/subgraph/subgraph';
import type { TokenVerifier } from '../service-kit/auth/viewer';
import { createMailer } from '../service-kit/mail/mails';
import { exchangeApiKey } from '../subgraphs/identity/src/api-keys/exchange';
import type { KeyExchange } from '../subgraphs/identity/src/context';
import { startKeyWarnings } from '../subgraphs/identity/src/api-keys/key-warnings';
import type { SigningKeys } from '../subgraphs/identity/src/auth/keys';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { createOidcParts } from '../subgraphs/identity/src/oidc/oidc';
import { startSessionCleaning } from '../subgraphs/identity/src/sessions/session-cleaning';
import { createIdentity } from '../subgraphs/identity/src/subgraph';
import { loadAuditKeys } from './audit';
import { openBell, openJobBell } from './bells';
import { openLinks, linksOf } from './files';
import { openFieldRates } from './field-rates';
import type { Platform } from './platform';
import { keepSource, keepSubgraph, openReplica, readsOf } from './part';

/**
 * Makes identity on its own database role.
 *
 * @param options.workers whether all is in this process: then its work beside requests runs here, and links lead here unless a
 *   setting says otherwise
 */
export async function openIdentity(
  platform: Platform,
  parts: { verifier: TokenVerifier; keys: SigningKeys; broadcast: Broadcast; jobs: Jobs },
  options: { workers: boolean } = { workers: false },
): Promise<{ subgraph: Subgraph; source: DataSource; exchangeKey: KeyExchange }> {
  if (options.workers) await startIdentityWorkers(platform);
  const source = keepSource(
    platform,
    'identity',
    await connectIdentity(await platform.pooledUrlFor('identity'), readsOf(platform)),
  );
  const rates = openFieldRates(platform, 'identity');
  const { jobs, ...others } = parts;
  const { APP_URL, PUBLIC_URL, NODE_ENV } = platform.settings;
  const links = linksOf(platform, options.workers);
  if (NODE_ENV === 'production' && !APP_URL && !PUBLIC_URL) {
    platform.log.warn('neither PUBLIC_URL nor APP_URL is set: links in mails lead to localhost');
  }
  const secrets = loadKeyRing(platform.settings.SECRETS_KEYS, platform.dataDir);
  const mailer = createMailer(secrets);
  const bell = openBell(platform, jobs, 'identity');
  const jobBell = openJobBell(platform, jobs, 'identity');
  const { trusted: auditKeys, signing: auditKey } = loadAuditKeys(platform);
  const { OIDC_TRUSTED_ISSUERS, DNS_SERVERS } = platform.settings;
  const oidc = createOidcParts(OIDC_TRUSTED_ISSUERS, DNS_SERVERS);
  const base = { source, log: platform.log, rates, bell, jobBell };
  const subgraph = createIdentity({
    ...others,
    ...base,
    ...(await openReplica(platform, 'identity')),
    ...{ links, mailer, secrets, auditKeys, auditKey, oidc },
    fileLinks: openLinks(platform, options.workers).links,
  });
  const exchangeKey: KeyExchange = (text, use) => exchangeApiKey({ source, keys: parts.keys }, text, use);
  return { subgraph: keepSubgraph(platform, subgraph), source, exchangeKey };
}

/** Identity's work beside requests, on a small pool of its own. */
export async function startIdentityWorkers(platform: Platform): Promise<void> {
  const url = await platform.pooledUrlFor('identity');
  const source = keepSource(platform, 'identity worker', await connectIdentity(url, { poolSize: 1 }));
  const cleaning = startSessionCleaning(source, platform.log);
  platform.lifetime.add('session cleaning', cleaning, (running) => running.close());
  const mailer = createMailer(loadKeyRing(platform.settings.SECRETS_KEYS, platform.dataDir));
  const warnings = startKeyWarnings(source, mailer, platform.log);
  platform.lifetime.add('API key warnings', warnings, (running) => running.close());
}
