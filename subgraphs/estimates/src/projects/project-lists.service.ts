import { checkFilterId } from '../../../../service-kit/data/ids';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { orderBy, readPage, type SortColumn } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import type { Context } from '../context';
import type { ProjectFilter, ProjectOrder } from '../generated/types';
import { searchPattern } from '../../../../service-kit/data/search';
import { leadIsCalled, leadIsInHandsOf } from '../leads/lead-search';
import { Project } from './project.entity';

/** What the list of projects is asked for. */
export interface ProjectListArgs extends PageArgs {
  filter?: ProjectFilter | null;
  orderBy: ProjectOrder;
}

const ORDERS: Record<ProjectOrder, SortColumn<Project>[]> = {
  CREATED_AT_DESC: orderBy('createdAt', 'DESC'),
  CREATED_AT_ASC: orderBy('createdAt', 'ASC'),
  UPDATED_AT_DESC: orderBy('updatedAt', 'DESC'),
  UPDATED_AT_ASC: orderBy('updatedAt', 'ASC'),
};

function matching(ctx: Context, filter: ProjectFilter | null | undefined): Narrowing<Project> {
  const where = new Narrowing<Project>().and('project.orgId = :orgId');
  for (const name of ['leadId', 'authorId'] as const) {
    const id = filter?.[name];
    if (id == null) continue;
    where.and(`project.${name} = :${name}`, { [name]: checkFilterId(id, `filter.${name}`) });
  }
  if (filter?.updatedSince != null) where.and('project.updatedAt >= :since', { since: filter.updatedSince });
  if (filter?.search != null) {
    const search = searchPattern(filter.search);
    const byLead = leadIsCalled(ctx, 'project.leadId', filter.search);
    const texts = 'project.name ILIKE :search OR project.description ILIKE :search';
    where.and(byLead ? `(${texts} OR ${byLead.sql})` : `(${texts})`, { search, ...byLead?.values });
  }
  if (filter?.responsibleId != null) {
    const { sql, values } = leadIsInHandsOf(ctx, 'project.leadId', filter.responsibleId);
    where.and(sql, values);
  }
  return where;
}

/** The organisation's projects, one page. @throws GraphQLError BAD_USER_INPUT for a bad page argument */
export async function listProjects(ctx: Context, args: ProjectListArgs): Promise<Page<Project>> {
  const list = {
    entity: Project,
    alias: 'project',
    where: matching(ctx, args.filter),
    order: ORDERS[args.orderBy],
  };
  return readPage(ctx, list, args);
}
