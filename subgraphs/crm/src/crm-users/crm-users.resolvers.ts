import type { Resolvers } from '../generated/types';
import { listCrmUsers } from './crm-users.service';

export const crmUserResolvers: Resolvers = {
  Query: { crmUsers: (_root, args, ctx) => listCrmUsers(ctx, args) },
};
