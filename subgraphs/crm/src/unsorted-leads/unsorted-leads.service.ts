import { checkFilterId } from '../../../../service-kit/data/ids';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { orderBy, readPage } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import type { Context } from '../context';
import type { UnsortedCategory, UnsortedLeadFilter } from '../generated/types';
import { Pipeline } from '../pipelines/pipeline.entity';
import { UnsortedLead } from './unsorted-lead.entity';

const CATEGORIES: Readonly<Record<string, UnsortedCategory>> = {
  forms: 'FORM',
  mail: 'MAIL',
  sip: 'CALL',
  chats: 'CHAT',
};

/** Kommo's name of a category in our words; the list is open. */
export const categoryOf = ({ category }: Pick<UnsortedLead, 'category'>): UnsortedCategory =>
  Object.hasOwn(CATEGORIES, category) ? (CATEGORIES[category] ?? 'OTHER') : 'OTHER';

function narrowByCategory(where: Narrowing<UnsortedLead>, wanted: readonly UnsortedCategory[]): void {
  const names = Object.keys(CATEGORIES);
  const categories = names.filter((name) => wanted.includes(CATEGORIES[name] ?? 'OTHER'));
  const other = wanted.includes('OTHER') ? ' OR unsorted.category <> ALL(:known::text[])' : '';
  where.and(`(unsorted.category = ANY(:categories::text[])${other})`, { categories, known: names });
}

/** The organisation's incoming leads, the newest first; those that wait, unless told. @throws GraphQLError BAD_USER_INPUT */
export async function listUnsortedLeads(
  ctx: Context,
  args: PageArgs & { filter?: UnsortedLeadFilter | null },
): Promise<Page<UnsortedLead>> {
  const { connectionId, pipelineId, categories, states } = args.filter ?? {};
  const where = new Narrowing<UnsortedLead>().and('unsorted.orgId = :orgId');
  where.and('unsorted.state = ANY(:states::text[])', { states: states ?? ['WAITING'] });
  if (categories != null) narrowByCategory(where, categories);
  if (connectionId != null) {
    where.and('unsorted.connectionId = :connectionId', {
      connectionId: checkFilterId(connectionId, 'filter.connectionId'),
    });
  }
  if (pipelineId != null) {
    where.join(
      Pipeline,
      'pipeline',
      'pipeline.orgId = unsorted.orgId AND pipeline.connectionId = unsorted.connectionId AND ' +
        'pipeline.kommoId = unsorted.pipelineKommoId AND pipeline.id = :pipelineId',
      { pipelineId: checkFilterId(pipelineId, 'filter.pipelineId') },
    );
  }
  const order = orderBy<UnsortedLead>('createdAt', 'DESC');
  return readPage(ctx, { entity: UnsortedLead, alias: 'unsorted', where, order }, args);
}
