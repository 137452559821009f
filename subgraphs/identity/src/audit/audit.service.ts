import { exportAudit, readUnchained, verifyKept } from '../../../../service-kit/audit/read-audit';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { orderBy, readPage } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import { badInput } from '../../../../service-kit/errors/errors';
import type { Context } from '../context';
import type { AuditFilter } from '../generated/types';
import { AuditEntry } from './audit-entry.entity';

const LATEST_FIRST = orderBy<AuditEntry>('at', 'DESC');
const MOST_VALUES = 100;
const LONGEST_VALUE = 200;
/** Links that are verified while somebody waits: about two seconds. */
const VERIFIED = 100_000;
const MOST_EXPORTED = 5_000;

/** The organisation's audit, the latest first. @throws GraphQLError BAD_USER_INPUT */
export async function listAudit(
  ctx: Context,
  { filter, ...args }: PageArgs & { filter?: AuditFilter | null },
): Promise<Page<AuditEntry>> {
  const where = new Narrowing<AuditEntry>().and('entry.orgId = :orgId');
  const text = (value: string, path: string): string => {
    if (value.length > LONGEST_VALUE || value.includes('\0'))
      throw badInput(`"filter.${path}" is too long.`, `filter.${path}`);
    return value;
  };
  if (filter?.actorId != null)
    where.and('entry.actorId = :actorId', { actorId: text(filter.actorId, 'actorId').toLowerCase() });
  if (filter?.actorKinds)
    where.and('entry.actorKind = ANY(:actorKinds::text[])', { actorKinds: filter.actorKinds });
  if (filter?.actions) {
    const actions = filter.actions.slice(0, MOST_VALUES).map((action) => text(action, 'actions'));
    where.and('entry.action = ANY(:actions::text[])', { actions });
  }
  if (filter?.outcome) where.and('entry.outcome = :outcome', { outcome: filter.outcome });
  if (filter?.objectId != null) {
    // Ids are written in lower case; ids of several parts are joined with a stroke.
    where.and('entry.object_ids @> ARRAY[:objectId]', {
      objectId: text(filter.objectId, 'objectId').toLowerCase(),
    });
  }
  if (filter?.objectType != null) {
    where.and('entry.object_types @> ARRAY[:objectType]', {
      objectType: text(filter.objectType, 'objectType'),
    });
  }
  if (filter?.from) where.and('entry.at >= :from', { from: new Date(filter.from).toISOString() });
  if (filter?.to) where.and('entry.at < :to', { to: new Date(filter.to).toISOString() });
  return readPage(ctx, { entity: AuditEntry, alias: 'entry', where, order: LATEST_FIRST }, args);
}

/** Checks the organisation's audit: its chain, its signatures, and what is not chained. */
export async function verifyAudit(ctx: Context) {
  const { orgId } = ctx.viewer;
  const verdict = await verifyKept(ctx.source, orgId, ctx.auditKeys, { last: VERIFIED });
  const unchained = await readUnchained(ctx.source, orgId);
  const faults = [...verdict.faults, ...unchained.faults];
  if (faults.length > 0) ctx.log.error({ faults: faults.slice(0, 10) }, 'audit is not intact');
  const publicKeys = [...ctx.auditKeys].map(([keyId, key]) => ({
    keyId,
    publicKey: key.export({ type: 'spki', format: 'pem' }).toString(),
  }));
  return { ...verdict, faults, isIntact: faults.length === 0, unchained: unchained.count, publicKeys };
}

/** A part of the audit as JSON lines. @throws GraphQLError BAD_USER_INPUT */
export async function exportPart(ctx: Context, { after, first }: { after: number; first: number }) {
  if (after < 0) throw badInput('"after" must not be negative.', 'after');
  if (first < 1 || first > MOST_EXPORTED)
    throw badInput(`"first" must be between 1 and ${MOST_EXPORTED}.`, 'first');
  const { text, last } = await exportAudit(ctx.source, ctx.viewer.orgId, {
    after,
    limit: first,
    key: ctx.auditKey,
  });
  return { jsonl: text, last };
}
