import { isId } from '../../../../service-kit/data/ids';
import type { AuditChange } from '../../../../service-kit/audit/audit-scope';
import type { Resolvers } from '../generated/types';
import type { AuditEntry } from './audit-entry.entity';
import { exportPart, listAudit, verifyAudit } from './audit.service';

export const auditResolvers: Resolvers = {
  Query: {
    auditLog: (_root, args, ctx) => listAudit(ctx, args),
    verifyAudit: (_root, _args, ctx) => verifyAudit(ctx),
    auditExport: (_root, args, ctx) => exportPart(ctx, args),
  },
  AuditEntry: {
    user: ({ actorKind, actorId }, _args, ctx) =>
      actorKind === 'USER' && actorId !== null && isId(actorId) ? ctx.loaders.users.load(actorId) : null,
    changes({ changes, subgraph }, _args, { viewer }) {
      const shown = changes.filter(isChange).map(shownChange);
      // Prices beside what a client is shown tell the costs, so nothing of a row is left to be compared.
      if (subgraph !== 'estimates' || viewer.permissions.has('costs:read')) return shown;
      return shown.map((change) => ({ ...change, before: null, after: null }));
    },
    hasMoreChanges: ({ changes }) => !changes.every(isChange),
    position: async ({ id }, _args, ctx) => (await ctx.loaders.auditLinks.load(id))?.position ?? null,
    hash: async ({ id }, _args, ctx) => (await ctx.loaders.auditLinks.load(id))?.hash ?? null,
  },
};

const isChange = (change: AuditEntry['changes'][number]): change is AuditChange => 'type' in change;

const shownChange = ({ type, id, before, after }: AuditChange) => ({
  type,
  objectId: id ?? null,
  before: before ?? null,
  after: after ?? null,
});
