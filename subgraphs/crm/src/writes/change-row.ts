import { InputRejected } from '../../../../service-kit/errors/user-errors';
import { notFound } from '../../../../service-kit/errors/errors';
import { forgetReads } from '../../../../service-kit/subgraph/context';
import { refuseWithoutRight } from '../access/missing-right';
import { clientOf } from '../connections/kommo-client';
import type { Context } from '../context';
import type { CrmConflictPolicy } from '../generated/types';
import { KommoError } from '../kommo/kommo-error';
import { canAsk, refetchCards } from '../sync/refetch';
import type { MirroredEntity } from '../sync/sync-cursor.entity';
import { dropChange, endChange, intendChange, sendInTime, type IntendedChange } from './change-store';
import { mayBeDone, quoted, rejectionOf, unusable } from './refusals';

/*
 * A task or a note is changed as cards are (change-card.ts): Kommo first, and only what differs from the row as Kommo has it now. A change
 * sets values, so doing it twice does nothing more; when the answer is lost, the row is looked at before anything is told. What may have
 * been done is noted as uncertain: sent again, it finds nothing to do, and notes nothing.
 */

/** What every such row has. */
export interface ChangedRow {
  orgId: string;
  id: string;
  connectionId: string;
  kommoId: string;
  updatedAt: Date;
  isDeleted: boolean;
}

/** Where one kind of row stands, here and in Kommo. */
export interface RowKind<R extends ChangedRow> {
  type: 'CrmTask' | 'CrmNote';
  entity: MirroredEntity;
  /** Kommo's place of the row. */
  pathOf(row: R): string;
  load(ctx: Context, id: string): Promise<R | null>;
}

/** A value that a row is to have. */
export interface RowWish<R> {
  /** By its name in our input. */
  field: string;
  /** What the audit calls it. */
  column: string;
  value: string | boolean;
  shown(row: R): string | boolean | null;
  body: Record<string, unknown>;
}

/** A field that had been changed in Kommo since our copy was made. */
export interface RowConflict {
  field: string;
  ours: string;
  theirs: string;
  outcome: CrmConflictPolicy;
}

/** Changes a row in Kommo. @throws InputRejected, GraphQLError NOT_FOUND */
export async function changeRow<R extends ChangedRow>(
  ctx: Context,
  kind: RowKind<R>,
  ours: R,
  wishes: readonly RowWish<R>[],
  policy: CrmConflictPolicy,
): Promise<{ row: R; conflicts: RowConflict[] }> {
  if (!(await canAsk(ctx.crm, ours))) throw unusable();
  const row = await fetched(ctx, kind, ours);
  const { wanted, conflicts } = weigh(wishes, ours, row, policy);
  if (wanted.length === 0) return { row, conflicts };
  if (kind.entity === 'TASKS') await refuseWithoutRight(ctx, row, 'EDIT_TASKS');
  const body = Object.assign({}, ...wanted.map((wish) => wish.body)) as Record<string, unknown>;
  const change = await intend(ctx, kind, row, wanted);
  const failure = await send(ctx, kind.pathOf(row), row, body, change);
  const now = await afterwards(ctx, kind, row);
  const isSeen = now !== null && (!failure || wanted.every((wish) => wish.shown(now) === wish.value));
  const isCertain = !failure || isSeen;
  await endChange(ctx.source, change, isCertain ? 'DONE' : 'UNCERTAIN', isSeen);
  const about = { type: kind.type, id: row.id, fields: wanted.map(({ column }) => column), isCertain };
  ctx.log.info(about, 'row changed in kommo');
  if (failure && !isSeen) throw rejectionOf(failure, body);
  return { row: now ?? row, conflicts };
}

/** A row of ours that is there. @throws GraphQLError NOT_FOUND */
export async function liveRow<R extends ChangedRow>(ctx: Context, kind: RowKind<R>, id: string): Promise<R> {
  const row = await kind.load(ctx, id);
  if (!row || row.isDeleted) throw notFound(kind.type);
  return row;
}

const text = (value: string | boolean | null): string => (value === null ? '' : String(value));

/** What is still to be done, and what was changed in Kommo meanwhile. @throws InputRejected by policy */
function weigh<R>(wishes: readonly RowWish<R>[], ours: R, fresh: R, policy: CrmConflictPolicy) {
  const open = wishes.filter((wish) => wish.shown(fresh) !== wish.value);
  const changed = open.filter((wish) => wish.shown(ours) !== wish.shown(fresh));
  if (policy === 'REFUSE' && changed.length > 0) {
    throw new InputRejected(
      changed.map((wish) => ({
        code: 'CHANGED_IN_KOMMO',
        path: [wish.field],
        message: `This was changed in Kommo meanwhile: it is now "${quoted(text(wish.shown(fresh)))}". Look at it, and decide.`,
      })),
    );
  }
  return {
    wanted: open.filter((wish) => !(policy === 'KEEP' && changed.includes(wish))),
    conflicts: changed.map((wish) => ({
      field: wish.field,
      ours: text(wish.shown(ours)),
      theirs: text(wish.shown(fresh)),
      outcome: policy,
    })),
  };
}

function refetch<R extends ChangedRow>(ctx: Context, kind: RowKind<R>, row: R) {
  const options = { lane: 'interactive', cause: { kind: 'SYNC' } } as const;
  return refetchCards(ctx.crm, row, kind.entity, [row.kommoId], options);
}

/** The row as Kommo has it now. @throws InputRejected, GraphQLError NOT_FOUND */
async function fetched<R extends ChangedRow>(ctx: Context, kind: RowKind<R>, row: R): Promise<R> {
  try {
    const { stored } = await refetch(ctx, kind, row);
    if (stored.length === 0) throw notFound(kind.type);
  } catch (error) {
    throw error instanceof KommoError ? rejectionOf(error) : error;
  }
  forgetReads(ctx);
  return liveRow(ctx, kind, row.id);
}

/** @returns what went wrong, when it may have been done all the same @throws InputRejected when it was not */
async function send(
  ctx: Context,
  path: string,
  row: ChangedRow,
  body: Record<string, unknown>,
  change: IntendedChange,
): Promise<KommoError | null> {
  const client = clientOf(ctx.crm, row);
  try {
    await sendInTime((signal) => client.write('PATCH', path, body, { lane: 'interactive', signal }));
    return null;
  } catch (error) {
    if (!(error instanceof KommoError)) throw error;
    if (mayBeDone(error)) return error;
    await dropChange(ctx.source, change);
    throw rejectionOf(error, body);
  }
}

/** The row after its change; null where Kommo can't be asked: our copy follows with the next news of Kommo's. */
async function afterwards<R extends ChangedRow>(ctx: Context, kind: RowKind<R>, row: R): Promise<R | null> {
  try {
    await refetch(ctx, kind, row);
  } catch (error) {
    if (!(error instanceof KommoError)) throw error;
    ctx.log.warn({ err: error, type: kind.type, id: row.id }, 'row could not be fetched after its change');
    return null;
  }
  forgetReads(ctx);
  return liveRow(ctx, kind, row.id);
}

/** Writes the change down. */
function intend<R extends ChangedRow>(
  ctx: Context,
  { type, entity }: RowKind<R>,
  row: R,
  wishes: readonly RowWish<R>[],
): Promise<IntendedChange> {
  const { id, orgId, connectionId, kommoId, updatedAt: wasChangedAt } = row;
  const before = Object.fromEntries(wishes.map((wish) => [wish.column, wish.shown(row)]));
  const after = Object.fromEntries(wishes.map(({ column, value }) => [column, value]));
  const snake = (column: string) => column.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const sent = Object.fromEntries(wishes.map(({ column, value }) => [snake(column), value]));
  const plan = { orgId, connectionId, kommoId, kind: entity, wasChangedAt, sent, implied: [] };
  return intendChange(ctx, plan, { type, id, before, after });
}
