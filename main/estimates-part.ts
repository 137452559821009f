import { GraphQLError } from 'graphql';
import type { Changes } from '../service-kit/changes/changes';
import type { RequestFacts } from '../service-kit/subgraph/context';
import { loadKeyRing } from '../service-kit/process/data-dir';
import type { Jobs } from '../service-kit/jobs/queue';
import type { Subgraph, SubgraphExecutor } from '../service-kit/subgraph/subgraph';
import type { TokenVerifier } from '../service-kit/auth/viewer';
import { createMailer } from '../service-kit/mail/mails';
import { connectEstimates } from '../subgraphs/estimates/src/data-source';
import { createEstimates } from '../subgraphs/estimates/src/subgraph';
import { openBell, openJobBell } from './bells';
import { clientUrlOf, openFiles, openLinks } from './files';
import { openFieldRates } from './field-rates';
import type { Platform } from './platform';
import { keepSource, keepSubgraph, openReplica, readsOf } from './part';

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
