import { InputRejected } from '../../../../service-kit/errors/user-errors';
import { notFound } from '../../../../service-kit/errors/errors';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { auditScopes, forgetReads } from '../../../../service-kit/subgraph/context';
import { clientOf } from '../connections/kommo-client';
import type { Context } from '../context';
import type { CrmConflictPolicy } from '../generated/types';
import { causeOf, type Cause } from '../history/cause';
import { claimChanges, lastChangeOf } from '../history/claim-changes';
import { KommoError } from '../kommo/kommo-error';
import { canAsk, refetchCards } from '../sync/refetch';
import type { MirroredEntity } from '../sync/sync-cursor.entity';
import { mayBeDone, quoted, rejectionOf, UNCERTAIN_NOTE, unusable } from './refusals';

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
  const body = Object.assign({}, ...wanted.map((wish) => wish.body)) as Record<string, unknown>;
  const { orgId, connectionId, kommoId } = row;
  const journaled = { orgId, connectionId, kommoId, kind: kind.entity };
  const since = await lastChangeOf(ctx.source, journaled);
  const failure = await send(ctx, kind.pathOf(row), row, body);
  if (!failure) await note(ctx, kind, row, wanted);
  let isSeen = false;
  try {
    const now = await afterwards(ctx, kind, row, failure);
    isSeen = wanted.every((wish) => wish.shown(now) === wish.value);
    if (failure && !isSeen) throw rejectionOf(failure, body);
    const columns = wanted.map(({ column }) =>
      column.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    );
    // Instants are written in more ways than one.
    const sent = Object.fromEntries(
      columns.flatMap((column, at) => (column.endsWith('_at') ? [] : [[column, wanted[at]?.value]])),
    );
    await claimChanges(ctx.source, journaled, { since, columns, sent, cause: causeOf(ctx.viewer) });
    return { row: now, conflicts };
  } finally {
    if (failure) await note(ctx, kind, row, wanted, isSeen);
  }
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

function refetch<R extends ChangedRow>(ctx: Context, kind: RowKind<R>, row: R, cause: Cause) {
  return refetchCards(ctx.crm, row, kind.entity, [row.kommoId], { lane: 'interactive', cause });
}

/** The row as Kommo has it now. @throws InputRejected, GraphQLError NOT_FOUND */
async function fetched<R extends ChangedRow>(ctx: Context, kind: RowKind<R>, row: R): Promise<R> {
  try {
    const { stored } = await refetch(ctx, kind, row, { kind: 'SYNC' });
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
): Promise<KommoError | null> {
  try {
    await clientOf(ctx.crm, row).write('PATCH', path, body, { lane: 'interactive' });
    return null;
  } catch (error) {
    if (!(error instanceof KommoError)) throw error;
    if (mayBeDone(error)) return error;
    throw rejectionOf(error, body);
  }
}

/** The row after its change; as it was where it is done and Kommo can't be asked: our copy follows with the next news of Kommo's. */
async function afterwards<R extends ChangedRow>(
  ctx: Context,
  kind: RowKind<R>,
  row: R,
  failure: KommoError | null,
): Promise<R> {
  try {
    await refetch(ctx, kind, row, causeOf(ctx.viewer));
  } catch (error) {
    if (!(error instanceof KommoError)) throw error;
    if (failure) throw rejectionOf(failure);
    ctx.log.warn({ err: error, type: kind.type, id: row.id }, 'row could not be fetched after its change');
  }
  forgetReads(ctx);
  return liveRow(ctx, kind, row.id);
}

/** Never under the request's idempotency key: what is noted is already done. */
async function note<R extends ChangedRow>(
  ctx: Context,
  { type }: RowKind<R>,
  row: R,
  wishes: readonly RowWish<R>[],
  isCertain = true,
): Promise<void> {
  const scope = auditScopes(ctx)();
  const before = Object.fromEntries(wishes.map((wish) => [wish.column, wish.shown(row)]));
  const values = Object.fromEntries(wishes.map(({ column, value }) => [column, value]));
  const after = isCertain ? values : { ...values, ...UNCERTAIN_NOTE };
  scope?.told.push({ type, id: row.id, before, after });
  await inOrganization(ctx.source, row.orgId, async () => undefined, undefined, scope);
  ctx.log.info(
    { type, id: row.id, fields: wishes.map(({ column }) => column), isCertain },
    'row changed in kommo',
  );
}
