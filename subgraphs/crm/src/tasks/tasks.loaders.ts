import DataLoader from 'dataloader';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import { readById } from '../cards/kommo-key-query';
import type { Context } from '../context';
import { linkedLoader, readLinkedRows, type Wanted } from '../mirror/linked-rows';
import type { CardEntity } from '../sync/sync-cursor.entity';
import { Task } from './task.entity';

declare module '../context' {
  interface Loaders {
    readonly tasks: DataLoader<string, Task | null>;
    /** By card: what is still to be done first. */
    readonly tasksByLead: DataLoader<Wanted, Task[], string>;
    readonly tasksByContact: DataLoader<Wanted, Task[], string>;
    readonly tasksByCompany: DataLoader<Wanted, Task[], string>;
  }
}

const readTasks = (kind: CardEntity) =>
  readLinkedRows(Task, {
    on: `item.cardKind = '${kind}' AND item.cardKommoId = wanted.kommo_id AND NOT item.isDeleted`,
    order: [
      ['is_completed', 'ASC'],
      ['due_at', 'ASC'],
      ['id', 'ASC'],
    ],
  });

const READS = { lead: readTasks('LEADS'), contact: readTasks('CONTACTS'), company: readTasks('COMPANIES') };

const readTask = readById(Task);

export const taskLoaders = {
  tasks: (ctx) => new DataLoader((ids) => readTask(ctx, ids)),
  tasksByLead: (ctx) => linkedLoader(ctx, READS.lead),
  tasksByContact: (ctx) => linkedLoader(ctx, READS.contact),
  tasksByCompany: (ctx) => linkedLoader(ctx, READS.company),
} satisfies LoaderMakers<Context>;
