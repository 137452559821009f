import DataLoader from 'dataloader';
import { isId } from '../../../../service-kit/data/ids';
import { byKey } from '../../../../service-kit/data/loaders';
import { defineRead } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { Template } from './template.entity';

declare module '../context' {
  interface Loaders {
    /** Without their content, which nothing shows. */
    readonly templates: DataLoader<string, Template | null>;
  }
}

const readTemplates = defineRead<Template>({
  entity: Template,
  alias: 'template',
  keys: ['id'],
  build: (query) => query.where('template.orgId = :orgId AND template.id = ANY(:ids::uuid[])'),
});

export const templateLoaders = {
  templates: (ctx) =>
    new DataLoader(async (ids) =>
      byKey(ids, await readTemplates(ctx, { ids: ids.filter(isId) }), (row) => row.id),
    ),
} satisfies LoaderMakers<Context>;
