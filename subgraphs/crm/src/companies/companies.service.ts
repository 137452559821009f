import { notFound } from '../../../../service-kit/errors/errors';
import { checkId } from '../../../../service-kit/data/ids';
import { readPage } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import type { Context } from '../context';
import type { CardFieldOrder, CompanyFilter, CompanyOrder } from '../generated/types';
import { cardOrder, cardsMatching } from '../cards/card-list';
import { narrowByFields } from '../cards/field-filter';
import { Company } from './company.entity';

/** The organisation's companies. @throws GraphQLError BAD_USER_INPUT */
export async function listCompanies(
  ctx: Context,
  args: PageArgs & {
    filter?: CompanyFilter | null;
    orderBy: CompanyOrder;
    orderByField?: CardFieldOrder | null;
  },
): Promise<Page<Company>> {
  const { filter, orderBy } = args;
  const where = cardsMatching<Company>(filter, 'companies');
  const byField = await narrowByFields(ctx, where, {
    kind: 'COMPANIES',
    connectionId: filter?.connectionId,
    conditions: filter?.customFields,
    order: args.orderByField,
  });
  return readPage(ctx, { entity: Company, alias: 'card', where, order: byField ?? cardOrder(orderBy) }, args);
}

/** One company. @throws GraphQLError NOT_FOUND */
export async function getCompany(ctx: Context, id: string): Promise<Company> {
  const company = await ctx.loaders.companies.load(checkId(id, 'Company'));
  if (!company) throw notFound('Company');
  return company;
}
