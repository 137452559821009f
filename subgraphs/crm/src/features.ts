import type { EveryLoaderMade } from '../../../service-kit/subgraph/feature';
import type { Context } from './context';
import { feature as access } from './access/access.feature';
import { feature as alarms } from './alarms/alarms.feature';
import { feature as agents } from './agents/agents.feature';
import { feature as cardEvents } from './card-events/card-events.feature';
import { feature as catalogs } from './catalogs/catalogs.feature';
import { feature as chats } from './chats/chats.feature';
import { feature as companies } from './companies/companies.feature';
import { feature as connections } from './connections/connections.feature';
import { feature as contacts } from './contacts/contacts.feature';
import { feature as customFields } from './custom-fields/custom-fields.feature';
import { feature as credentials } from './credentials/credentials.feature';
import { feature as crmUsers } from './crm-users/crm-users.feature';
import type { CrmFeature } from './feature';
import { feature as history } from './history/history.feature';
import { feature as jobs } from './jobs/jobs.feature';
import { feature as health } from './health/health.feature';
import { feature as knowledge } from './knowledge/knowledge.feature';
import { feature as leads } from './leads/leads.feature';
import { feature as notes } from './notes/notes.feature';
import { feature as messages } from './messages/messages.feature';
import { feature as oauth } from './oauth/oauth.feature';
import { feature as passthrough } from './passthrough/passthrough.feature';
import { feature as pendingInstalls } from './pending-installs/pending-installs.feature';
import { feature as pipelines } from './pipelines/pipelines.feature';
import { feature as quarantine } from './quarantine/quarantine.feature';
import { feature as tasks } from './tasks/tasks.feature';
import { feature as unsortedLeads } from './unsorted-leads/unsorted-leads.feature';
import { feature as webhooks } from './webhooks/webhooks.feature';
import { feature as writes } from './writes/writes.feature';
import { feature as syncRuns } from './sync-runs/sync-runs.feature';
import { feature as rules } from './rules/rules.feature';
import { feature as sync } from './sync/sync.feature';

const all = [
  credentials,
  oauth,
  pendingInstalls,
  connections,
  access,
  sync,
  quarantine,
  webhooks,
  chats,
  health,
  syncRuns,
  pipelines,
  crmUsers,
  customFields,
  leads,
  contacts,
  companies,
  tasks,
  notes,
  catalogs,
  unsortedLeads,
  cardEvents,
  history,
  writes,
  messages,
  rules,
  agents,
  alarms,
  passthrough,
  knowledge,
  jobs,
] as const satisfies readonly CrmFeature[];

/** All that crm is made of. An error here names loaders that are declared and not made. */
export const features: EveryLoaderMade<Context, CrmFeature, typeof all> = all;
