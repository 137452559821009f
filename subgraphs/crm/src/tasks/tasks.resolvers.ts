import type { KommoKey } from '../cards/card.entity';
import type { Resolvers } from '../generated/types';
import { followed } from '../mirror/people.resolvers';
import { wantedOf } from '../mirror/linked-rows';
import type { CardEntity } from '../sync/sync-cursor.entity';
import type { Task } from './task.entity';
import { listTasks } from './tasks.service';

/** What a task is about, when it is about a card of this kind. */
const cardOf = ({ connectionId, cardKind, cardKommoId }: Task, kind: CardEntity): KommoKey | null =>
  cardKind === kind && cardKommoId !== null ? { connectionId, kommoId: cardKommoId } : null;

export const taskResolvers: Resolvers = {
  Query: { crmTasks: (_root, args, ctx) => listTasks(ctx, args) },
  CrmTask: {
    ...followed,
    history: (task, { first }, ctx) => ctx.loaders.historyByTask.load(wantedOf(task, first)),
    lead: (task, _args, ctx) => {
      const key = cardOf(task, 'LEADS');
      return key && ctx.loaders.leadsByKommoId.load(key);
    },
    contact: (task, _args, ctx) => {
      const key = cardOf(task, 'CONTACTS');
      return key && ctx.loaders.contactsByKommoId.load(key);
    },
    company: (task, _args, ctx) => {
      const key = cardOf(task, 'COMPANIES');
      return key && ctx.loaders.companiesByKommoId.load(key);
    },
  },
  Lead: { tasks: (lead, { first }, ctx) => ctx.loaders.tasksByLead.load(wantedOf(lead, first)) },
  Contact: { tasks: (contact, { first }, ctx) => ctx.loaders.tasksByContact.load(wantedOf(contact, first)) },
  Company: { tasks: (company, { first }, ctx) => ctx.loaders.tasksByCompany.load(wantedOf(company, first)) },
};
