import DataLoader from 'dataloader';
import { buildContext, type BaseContext, type ContextParts } from '../../../service-kit/subgraph/context';
import {
  connectionsById,
  entityCounts,
  tokenExpiries,
  type EntityCounts,
} from './connections/connections.service';
import type { Connection } from './connections/connection.entity';
import { Company } from './companies/company.entity';
import { Contact } from './contacts/contact.entity';
import { CrmUser } from './crm-users/crm-user.entity';
import { contactsByLead } from './leads/leads.service';
import { Lead } from './leads/lead.entity';
import { Pipeline } from './pipelines/pipeline.entity';
import { stageKeyText, stagesByKey, stagesByPipeline, type StageKey } from './pipelines/pipelines.service';
import type { Stage } from './pipelines/stage.entity';
import type { CrmRuntime } from './runtime';
import { kommoKeyText, type KommoKey } from './cards/card.entity';
import { readById, readByKommoKey } from './cards/kommo-key-query';
import { readLinkedCards } from './cards/linked-cards';
import type { SyncCursor } from './sync/sync-cursor.entity';
import type { SyncRun } from './sync-runs/sync-run.entity';
import { cursorsByConnection, latestRuns } from './sync-runs/sync.service';

type ById<R> = DataLoader<string, R | null>;
type ByKommoId<R> = DataLoader<KommoKey, R, string>;

export interface Loaders {
  connections: ById<Connection>;
  tokenExpiries: ById<Date>;
  latestRuns: ById<SyncRun>;
  cursors: DataLoader<string, SyncCursor[]>;
  entityCounts: DataLoader<string, EntityCounts[]>;
  leads: ById<Lead>;
  contacts: ById<Contact>;
  companies: ById<Company>;
  pipelines: ById<Pipeline>;
  companiesByKommoId: ByKommoId<Company | null>;
  pipelinesByKommoId: ByKommoId<Pipeline | null>;
  usersByKommoId: ByKommoId<CrmUser | null>;
  stagesByKommoId: DataLoader<StageKey, Stage | null, string>;
  stagesByPipeline: ByKommoId<Stage[]>;
  contactsByLead: ByKommoId<Contact[]>;
  leadsByContact: ByKommoId<Lead[]>;
  leadsByCompany: ByKommoId<Lead[]>;
  contactsByCompany: ByKommoId<Contact[]>;
}

/** What crm's resolvers and services are given. */
export interface Context extends BaseContext<Loaders> {
  readonly crm: CrmRuntime;
}

const OF_COMPANY = 'card.company_kommo_id = wanted.kommo_id';
const OF_CONTACT = `EXISTS (SELECT 1 FROM crm.lead_contacts link WHERE link.org_id = :orgId
  AND link.connection_id = wanted.connection_id AND link.contact_kommo_id = wanted.kommo_id
  AND link.lead_kommo_id = card.kommo_id)`;

const READS = {
  leads: readById(Lead),
  contacts: readById(Contact),
  companies: readById(Company),
  pipelines: readById(Pipeline),
  companiesByKommoId: readByKommoKey(Company),
  pipelinesByKommoId: readByKommoKey(Pipeline),
  usersByKommoId: readByKommoKey(CrmUser),
  leadsByContact: readLinkedCards(Lead, OF_CONTACT),
  leadsByCompany: readLinkedCards(Lead, OF_COMPANY),
  contactsByCompany: readLinkedCards(Contact, OF_COMPANY),
};

const byId = <R>(batch: (ids: readonly string[]) => Promise<(R | null)[]>): ById<R> => new DataLoader(batch);

const byKommoId = <R>(batch: (keys: readonly KommoKey[]) => Promise<R[]>): ByKommoId<R> =>
  new DataLoader(batch, { cacheKeyFn: kommoKeyText });

function makeLoaders(ctx: Context): Loaders {
  return {
    connections: byId((ids) => connectionsById(ctx, ids)),
    tokenExpiries: byId((ids) => tokenExpiries(ctx, ids)),
    latestRuns: byId((ids) => latestRuns(ctx, ids)),
    cursors: new DataLoader((ids) => cursorsByConnection(ctx, ids)),
    entityCounts: new DataLoader((ids) => entityCounts(ctx, ids)),
    leads: byId((ids) => READS.leads(ctx, ids)),
    contacts: byId((ids) => READS.contacts(ctx, ids)),
    companies: byId((ids) => READS.companies(ctx, ids)),
    pipelines: byId((ids) => READS.pipelines(ctx, ids)),
    companiesByKommoId: byKommoId((keys) => READS.companiesByKommoId(ctx, keys)),
    pipelinesByKommoId: byKommoId((keys) => READS.pipelinesByKommoId(ctx, keys)),
    usersByKommoId: byKommoId((keys) => READS.usersByKommoId(ctx, keys)),
    stagesByKommoId: new DataLoader((keys) => stagesByKey(ctx, keys), { cacheKeyFn: stageKeyText }),
    stagesByPipeline: byKommoId((keys) => stagesByPipeline(ctx, keys)),
    contactsByLead: byKommoId((keys) => contactsByLead(ctx, keys)),
    leadsByContact: byKommoId((keys) => READS.leadsByContact(ctx, keys)),
    leadsByCompany: byKommoId((keys) => READS.leadsByCompany(ctx, keys)),
    contactsByCompany: byKommoId((keys) => READS.contactsByCompany(ctx, keys)),
  };
}

/** Makes the context of one request. */
export const createContext = (
  parts: Omit<ContextParts<Loaders, Context>, 'makeLoaders'>,
  crm: CrmRuntime,
): Context => buildContext<Loaders, Context>({ ...parts, makeLoaders }, { crm });
