import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { rowsByKommoKey } from '../cards/kommo-key-query';
import { byKommoId, type ByKommoId } from '../cards/by-kommo-id';
import { CrmUser } from './crm-user.entity';

declare module '../context' {
  interface Loaders {
    readonly usersByKommoId: ByKommoId<CrmUser | null>;
  }
}

export const crmUserLoaders = {
  usersByKommoId: (ctx) => byKommoId((keys) => rowsByKommoKey(ctx, CrmUser, keys)),
} satisfies LoaderMakers<Context>;
