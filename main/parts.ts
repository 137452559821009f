import { GraphQLError } from 'graphql';
import type { DataSource } from 'typeorm';
import type { Broadcast } from '../service-kit/changes/broadcast';
import type { Changes } from '../service-kit/changes/changes';
import type { RequestFacts } from '../service-kit/subgraph/context';
import { loadKeyRing } from '../service-kit/process/data-dir';
import type { Jobs } from '../service-kit/jobs/queue';
import type { Subgraph, SubgraphExecutor } from '../service-kit/subgraph/subgraph';
import { ReadReplica } from '../service-kit/data/read-replica';
import { readInOrganization } from '../service-kit/postgres/database';
import type { TokenVerifier } from '../service-kit/auth/viewer';
import { createMailer } from '../service-kit/mail/mails';
import { connectCrm } from '../subgraphs/crm/src/data-source';
import type { CrmDeps } from '../subgraphs/crm/src/runtime';
import { createCrm } from '../subgraphs/crm/src/subgraph';
import { connectEstimates } from '../subgraphs/estimates/src/data-source';
import { createEstimates } from '../subgraphs/estimates/src/subgraph';
import { exchangeApiKey } from '../subgraphs/identity/src/api-keys/exchange';
import type { KeyExchange } from '../subgraphs/identity/src/context';
import { startKeyWarnings } from '../subgraphs/identity/src/api-keys/key-warnings';
import type { SigningKeys } from '../subgraphs/identity/src/auth/keys';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { createOidcParts } from '../subgraphs/identity/src/oidc/oidc';
import { startSessionCleaning } from '../subgraphs/identity/src/sessions/session-cleaning';
import { createIdentity } from '../subgraphs/identity/src/subgraph';
import { loadAuditKeys } from './audit';
import { openBell } from './events';
import { clientUrlOf, openFiles, openLinks } from './files';
import { openFieldRates } from './field-rates';
import { linksOf, openJobBell } from './job-workers';
import type { AppRole } from './database-roles';
import type { Platform } from './platform';

const keepSource = (platform: Platform, name: string, source: DataSource): DataSource =>
  platform.lifetime.add(`${name} database`, source, async (open) => {
    if (open.isInitialized) await open.destroy();
  });

const readsOf = ({ settings }: Platform) => ({ namedReads: settings.DATABASE_NAMED_READS === 'on' });

/** A part's pool at the read replica, where there is one. */
async function openReplica(platform: Platform, part: AppRole): Promise<{ replica?: ReadReplica }> {
  const url = await platform.replicaUrlFor(part);
  if (url === null) return {};
  const replica = new ReadReplica({ url, applicationName: `cashcraft-${part}-replica`, log: platform.log });
  return { replica: platform.lifetime.add(`${part} replica`, replica, (open) => open.close()) };
}

const keepSubgraph = (platform: Platform, subgraph: Subgraph): Subgraph =>
  platform.lifetime.add(`${subgraph.name} subgraph`, subgraph, (open) => open.close());

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

/** What the crm subgraph and its workers need, on crm's own database role. */
export async function openCrmDeps(
  platform: Platform,
  parts: { verifier: TokenVerifier; jobs: Jobs; changes: Changes; kommo: CrmDeps['kommo'] },
): Promise<CrmDeps> {
  const source = keepSource(
    platform,
    'crm',
    await connectCrm(await platform.pooledUrlFor('crm'), readsOf(platform)),
  );
  return {
    ...parts,
    bell: openBell(platform, parts.jobs, 'crm'),
    jobBell: openJobBell(platform, parts.jobs, 'crm'),
    source,
    ...(await openReplica(platform, 'crm')),
    log: platform.log,
    rates: openFieldRates(platform, 'crm'),
    keyRing: loadKeyRing(platform.settings.SECRETS_KEYS, platform.dataDir),
    mayConnect: ({ orgId, userId }) => mayConnect(source, orgId, userId),
  };
}

/** As identity has it now. */
async function mayConnect(source: DataSource, orgId: string, userId: string): Promise<boolean> {
  const [row] = await readInOrganization(source, orgId, (db) =>
    db.query<{ may: boolean }[]>(`SELECT identity.has_permission($1, 'crm:connect') AS may`, [userId]),
  );
  return row?.may ?? false;
}

/** Makes crm. */
export const openCrm = (platform: Platform, deps: CrmDeps): Subgraph =>
  keepSubgraph(platform, createCrm(deps));

/**
 * Makes estimates on its own database role.
 *
 * @param parts.crm executes on the crm subgraph: a lead is looked up through the graph, with the caller's own token
 * @param options.workers whether all is in this process: then links lead here unless a setting says otherwise
 */
export async function openEstimates(
  platform: Platform,
  parts: { verifier: TokenVerifier; changes: Changes; jobs: Jobs; crm: SubgraphExecutor },
  options: { workers: boolean } = { workers: false },
): Promise<Subgraph> {
  const source = keepSource(
    platform,
    'estimates',
    await connectEstimates(await platform.pooledUrlFor('estimates'), readsOf(platform)),
  );
  const leads = {
    exists: (ctx: { facts: RequestFacts }, leadId: string) => leadExists(parts.crm, ctx.facts, leadId),
  };
  const { verifier, changes } = parts;
  const secrets = loadKeyRing(platform.settings.SECRETS_KEYS, platform.dataDir);
  const subgraph = createEstimates({
    secrets,
    mailer: createMailer(secrets),
    clientUrl: clientUrlOf(platform, options.workers),
    trashKeepDays: platform.settings.TRASH_KEEP_DAYS,
    files: openFiles(platform, source, 'estimates'),
    ...openLinks(platform, options.workers),
    verifier,
    changes,
    leads,
    source,
    ...(await openReplica(platform, 'estimates')),
    bell: openBell(platform, parts.jobs, 'estimates'),
    jobBell: openJobBell(platform, parts.jobs, 'estimates'),
    log: platform.log,
    rates: openFieldRates(platform, 'estimates'),
  });
  return keepSubgraph(platform, subgraph);
}

const LEAD_QUERY = `query LeadExists($lead: [_Any!]!) { _entities(representations: $lead) { ... on Lead { id } } }`;

/** A foreign lead resolves to null in crm, as an unknown one does. @throws the first error crm answers */
async function leadExists(crm: SubgraphExecutor, facts: RequestFacts, leadId: string): Promise<boolean> {
  const { data, errors } = await crm({
    query: LEAD_QUERY,
    variables: { lead: [{ __typename: 'Lead', id: leadId }] },
    facts,
  });
  if (errors?.[0]) throw new GraphQLError(errors[0].message, { extensions: errors[0].extensions ?? {} });
  return (data?.['_entities'] as ({ id: string } | null)[] | undefined)?.[0] != null;
}
