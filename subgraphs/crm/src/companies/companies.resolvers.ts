import { isId } from '../../../../service-kit/data/ids';
import type { Resolvers } from '../generated/types';
import { cardResolvers } from '../cards/card.resolvers';
import { getCompany, listCompanies } from './companies.service';

export const companyResolvers: Resolvers = {
  Query: {
    company: (_root, { id }, ctx) => getCompany(ctx, id),
    companies: (_root, args, ctx) => listCompanies(ctx, args),
  },
  Company: {
    __resolveReference: ({ id }, ctx) => (isId(id) ? ctx.loaders.companies.load(id.toLowerCase()) : null),
    ...cardResolvers('COMPANIES', 'companies/detail'),
    contacts: (company, _args, ctx) => ctx.loaders.contactsByCompany.load(company),
    leads: (company, _args, ctx) => ctx.loaders.leadsByCompany.load(company),
  },
};
