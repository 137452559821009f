import type { Account } from './accounts/account';
import {
  acceptContacts,
  cardTable,
  deleteCards,
  deleteNotes,
  deleteTasks,
  mergeCards,
  restoreCards,
  updateCards,
  type Stamp,
} from './accounts/mutations';
import type { CardRow, EntityType } from './accounts/rows';
import { createCard } from './accounts/create-card';
import { acceptIncoming, addIncoming, declineIncoming } from './accounts/unsorted';
import type { RowState } from './store/collection';
import type { World } from './world';
import { controlSchemas, type MutateInput, type Mutation } from './control-schemas';

/** How many rows each part of a mutation touched. */
export interface MutateResult {
  updated: number[];
  created: number[];
  deleted: number[];
  restored: number[];
}

interface RowChoice {
  entity: EntityType;
  n?: number | undefined;
  ids?: number[] | undefined;
}

function chosen(account: Account, { entity, n, ids }: RowChoice, state: RowState): number[] {
  const table = cardTable(account, entity);
  if (ids) return ids.filter((id) => table.stateOf(id) === state);
  const found = table.find({ state, order: 'id', descending: false, ranges: [], cacheKey: '' });
  return Array.from({ length: Math.min(n ?? 1, found.total) }, (_, position) => found.rowAt(position).id);
}

/** Incoming leads come, are taken over, and are sent away. */
function decideIncoming(account: Account, wanted: Mutation, stamp: Stamp): void {
  const { unsorted, pipelines } = account;
  const main = pipelines.find(({ isMain }) => isMain);
  const { n = 0, category = 'forms' } = wanted.incoming ?? {};
  for (let made = 0; made < n; made += 1) {
    const name = `Request ${unsorted.waiting().length + 1}`;
    addIncoming(
      account,
      {
        category,
        source_uid: 'site',
        source_name: 'Our site',
        pipeline_id: main?.id ?? 0,
        created_at: stamp.at,
        metadata: { form_id: 1, form_name: 'Contact us', form_page: 'https://site.example.test/' },
        lead: { name },
        contact: { name: `Sender of ${name}` },
      },
      stamp,
    );
  }
  const stage = main?.stages.find(({ type }) => type === 0)?.id ?? 0;
  for (const row of unsorted.waiting().slice(0, wanted.accept_incoming?.n ?? 0)) {
    acceptIncoming(account, row, stage, stamp.by, stamp);
  }
  for (const row of unsorted.waiting().slice(0, wanted.decline_incoming?.n ?? 0))
    declineIncoming(account, row, stamp);
}

/** Changes rows the way users of Kommo do: at once, or in the middle of somebody's paging. */
export function mutateAccount(world: World, account: Account, input: MutateInput): MutateResult {
  const wanted = controlSchemas.mutate.parse(input);
  const admin = account.users.find((user) => user.isAdmin)?.id ?? 0;
  const stamp: Stamp = { at: world.clock.now(), by: admin };
  const result: MutateResult = { updated: [], created: [], deleted: [], restored: [] };
  if (wanted.bulk) {
    result.updated = chosen(account, wanted.bulk, 'live');
    const { entity, set, silent } = wanted.bulk;
    updateCards(account, entity, result.updated, stamp, set as Partial<CardRow>, silent);
  }
  if (wanted.accept) result.updated.push(...acceptContacts(account, wanted.accept.n, stamp));
  if (wanted.merge) mergeCards(account, wanted.merge.entity, wanted.merge.from);
  if (wanted.create) {
    const { entity, n } = wanted.create;
    for (let made = 0; made < n; made += 1) {
      result.created.push(createCard(account, entity, { name: `New ${entity} ${made + 1}` }, stamp).id);
    }
  }
  if (wanted.delete) {
    result.deleted = chosen(account, wanted.delete, 'live');
    deleteCards(account, wanted.delete.entity, result.deleted, stamp);
  }
  if (wanted.delete_elements) account.catalogs.elements.setState(wanted.delete_elements.ids, 'gone');
  decideIncoming(account, wanted, stamp);
  if (wanted.delete_tasks) deleteTasks(account, wanted.delete_tasks.ids, stamp);
  if (wanted.delete_notes) deleteNotes(account, wanted.delete_notes.entity, wanted.delete_notes.ids, stamp);
  if (wanted.restore) {
    result.restored = chosen(account, wanted.restore, 'bin');
    restoreCards(account, wanted.restore.entity, result.restored, stamp);
  }
  if (wanted.during_paging) world.drift.add({ accountId: account.id, ...wanted.during_paging });
  return result;
}
