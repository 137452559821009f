import DataLoader from 'dataloader';
import { byKey } from '../../../../service-kit/data/loaders';
import { defineValues } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import { byKommoId, type ByKommoId } from '../cards/by-kommo-id';
import { readById, readByKommoKey } from '../cards/kommo-key-query';
import type { Context } from '../context';
import { CrmUser } from './crm-user.entity';

declare module '../context' {
  interface Loaders {
    readonly usersByKommoId: ByKommoId<CrmUser | null>;
    readonly crmUsers: DataLoader<string, CrmUser | null>;
    /** Who people of Kommo are among the members, by their own ids. */
    readonly membersOfCrmUsers: DataLoader<string, CrmUserMember | null>;
  }
}

interface CrmUserMember {
  readonly id: string;
  readonly userId: string | null;
  readonly isByHand: boolean;
}

const readUsers = readByKommoKey(CrmUser);
const readUsersById = readById(CrmUser);
const readMembers = defineValues<CrmUserMember>(
  `SELECT person.id, crm.member_of(:orgId::uuid, person.id), link.crm_user_id IS NOT NULL FROM crm.crm_users person
     LEFT JOIN crm.crm_user_links link ON link.org_id = :orgId AND link.crm_user_id = person.id
    WHERE person.org_id = :orgId AND person.id = ANY(:ids::uuid[])`,
  ([id, userId, isByHand]) => ({ id: id ?? '', userId: userId ?? null, isByHand: isByHand === 't' }),
);

export const crmUserLoaders = {
  usersByKommoId: (ctx) => byKommoId((keys) => readUsers(ctx, keys)),
  crmUsers: (ctx) => new DataLoader((ids) => readUsersById(ctx, ids)),
  membersOfCrmUsers: (ctx) =>
    new DataLoader(async (ids) => byKey(ids, await readMembers(ctx, { ids }), ({ id }) => id)),
} satisfies LoaderMakers<Context>;
