import { read } from '../../../../service-kit/subgraph/context';
import { notFound } from '../../../../service-kit/errors/errors';
import { checkId } from '../../../../service-kit/data/ids';
import { readPage, type Page, type PageArgs } from '../../../../service-kit/data/pagination';
import type { Context } from '../context';
import type { CompanyFilter, CompanyOrder } from '../generated/types';
import { cardOrder, cardQuery, countLater } from '../cards/card-list';
import { Company } from './company.entity';

/** The organisation's companies. @throws GraphQLError BAD_USER_INPUT */
export async function listCompanies(
  ctx: Context,
  args: PageArgs & { filter?: CompanyFilter | null; orderBy: CompanyOrder },
): Promise<Page<Company>> {
  const { filter, orderBy } = args;
  return read(ctx, (db) => {
    const query = cardQuery(db, Company, ctx.viewer.orgId, filter, 'companies');
    return readPage(query, cardOrder(orderBy), args, countLater(ctx, query));
  });
}

/** One company. @throws GraphQLError NOT_FOUND */
export async function getCompany(ctx: Context, id: string): Promise<Company> {
  const company = await ctx.loaders.companies.load(checkId(id, 'Company'));
  if (!company) throw notFound('Company');
  return company;
}
