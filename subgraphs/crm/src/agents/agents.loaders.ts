import DataLoader from 'dataloader';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import { byKommoId, type ByKommoId } from '../cards/by-kommo-id';
import { readById } from '../cards/kommo-key-query';
import { readLinkedCards } from '../cards/linked-cards';
import type { Context } from '../context';
import { Lead } from '../leads/lead.entity';
import { Agent } from './agent.entity';

declare module '../context' {
  interface Loaders {
    readonly crmAgents: DataLoader<string, Agent | null>;
    readonly leadsByUser: ByKommoId<Lead[]>;
  }
}

const READS = {
  crmAgents: readById(Agent),
  leadsByUser: readLinkedCards(Lead, 'card.responsible_kommo_id = wanted.kommo_id'),
};

export const agentLoaders = {
  crmAgents: (ctx) => new DataLoader((ids) => READS.crmAgents(ctx, ids)),
  leadsByUser: (ctx) => byKommoId((keys) => READS.leadsByUser(ctx, keys)),
} satisfies LoaderMakers<Context>;
