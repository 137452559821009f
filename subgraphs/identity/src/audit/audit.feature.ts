import type { IdentityFeature } from '../feature';
import { AuditEntry } from './audit-entry.entity';
import { auditLoaders } from './audit.loaders';
import { auditResolvers } from './audit.resolvers';

export const feature = {
  name: 'audit',
  entities: [AuditEntry],
  resolvers: auditResolvers,
  loaders: auditLoaders,
} satisfies IdentityFeature;
