import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { IdentityFeature } from '../feature';
import { AuditEntry } from './audit-entry.entity';
import { auditLoaders } from './audit.loaders';
import { auditResolvers } from './audit.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'audit.entries',
    columns: 'id at subgraph actor_id action outcome ip request_id',
    omitted: { ELSEWHERE: 'slot n actor_kind object_types object_ids changes' },
    person: 'actor_id',
    isPrivate: true,
  },
  { table: 'audit.links', leftOut: 'ELSEWHERE' },
  { table: 'audit.chained', leftOut: 'ELSEWHERE' },
  { table: 'audit.checkpoints', leftOut: 'ELSEWHERE' },
  { table: 'audit.beginnings', leftOut: 'ELSEWHERE' },
  { table: 'audit.heads', leftOut: 'ELSEWHERE' },
];

export const feature = {
  name: 'audit',
  entities: [AuditEntry],
  resolvers: auditResolvers,
  loaders: auditLoaders,
  dataExports,
} satisfies IdentityFeature;
