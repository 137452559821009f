import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import { byKommoId, type ByKommoId } from '../cards/by-kommo-id';
import { readByKommoKey } from '../cards/kommo-key-query';
import type { Context } from '../context';
import { CrmUser } from './crm-user.entity';

declare module '../context' {
  interface Loaders {
    readonly usersByKommoId: ByKommoId<CrmUser | null>;
  }
}

const readUsers = readByKommoKey(CrmUser);

export const crmUserLoaders = {
  usersByKommoId: (ctx) => byKommoId((keys) => readUsers(ctx, keys)),
} satisfies LoaderMakers<Context>;
