import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { CrmFeature } from '../feature';
import type { Resolvers } from '../generated/types';
import { ConnectionAccess } from './access.entity';
import { accessLoaders } from './access.loaders';
import { ACCESS_MAIL } from './access-mail';
import { meaningOf } from './capabilities';

const resolvers: Resolvers = {
  CrmConnection: { access: ({ id }, _args, ctx) => ctx.loaders.accessOf.load(id) },
  CrmAccess: {
    meaning: ({ capability, state }) => (state === 'ALLOWED' ? null : meaningOf(capability)),
  },
};

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [{ table: 'connection_access', leftOut: 'MACHINERY' }];

export const feature = {
  name: 'access',
  entities: [ConnectionAccess],
  resolvers,
  loaders: accessLoaders,
  mails: [ACCESS_MAIL],
  dataExports,
} satisfies CrmFeature;
