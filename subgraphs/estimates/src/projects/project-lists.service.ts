import type { EntityManager } from 'typeorm';
import { read } from '../../../../service-kit/subgraph/context';
import { isId } from '../../../../service-kit/data/ids';
import { readPage, type Page, type PageArgs, type SortColumn } from '../../../../service-kit/data/pagination';
import { searchPattern } from '../../../../service-kit/data/search';
import type { Context } from '../context';
import type { ProjectFilter, ProjectOrder } from '../generated/types';
import { Project } from './project.entity';

/** What the list of projects is asked for. */
export interface ProjectListArgs extends PageArgs {
  filter?: ProjectFilter | null;
  orderBy: ProjectOrder;
}

type Direction = 'ASC' | 'DESC';

function order(field: 'createdAt' | 'updatedAt', direction: Direction): SortColumn<Project>[] {
  const sql = field === 'createdAt' ? 'project.created_at' : 'project.updated_at';
  return [
    { sql, type: 'timestamptz', direction, valueOf: (row) => row[field].toISOString() },
    { sql: 'project.id', type: 'uuid', direction, valueOf: (row) => row.id },
  ];
}

const ORDERS: Record<ProjectOrder, SortColumn<Project>[]> = {
  CREATED_AT_DESC: order('createdAt', 'DESC'),
  CREATED_AT_ASC: order('createdAt', 'ASC'),
  UPDATED_AT_DESC: order('updatedAt', 'DESC'),
  UPDATED_AT_ASC: order('updatedAt', 'ASC'),
};

function matching(db: EntityManager, orgId: string, filter: ProjectFilter | null | undefined) {
  const query = db.createQueryBuilder(Project, 'project').where('project.org_id = :orgId', { orgId });
  for (const [name, column] of [
    ['leadId', 'project.lead_id'],
    ['authorId', 'project.author_id'],
  ] as const) {
    const id = filter?.[name];
    if (id == null) continue;
    if (isId(id)) query.andWhere(`${column} = :${name}`, { [name]: id });
    else query.andWhere('FALSE'); // a malformed id matches nothing, as an unknown one
  }
  if (filter?.updatedSince != null) {
    query.andWhere('project.updated_at >= :since', { since: filter.updatedSince });
  }
  if (filter?.search != null) {
    const search = searchPattern(filter.search);
    query.andWhere('(project.name ILIKE :search OR project.description ILIKE :search)', { search });
  }
  return query;
}

/** The organisation's projects, one page. @throws GraphQLError BAD_USER_INPUT for a bad page argument */
export function listProjects(ctx: Context, args: ProjectListArgs): Promise<Page<Project>> {
  const { orgId } = ctx.viewer;
  return read(ctx, (db) =>
    readPage(matching(db, orgId, args.filter), ORDERS[args.orderBy], args, () =>
      read(ctx, (db) => matching(db, orgId, args.filter).getCount()),
    ),
  );
}
