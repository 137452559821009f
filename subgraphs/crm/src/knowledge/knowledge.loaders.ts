import DataLoader from 'dataloader';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Page } from '../../../../service-kit/data/pagination';
import { readById } from '../cards/kommo-key-query';
import type { Context } from '../context';
import { KnowledgeNode, type KnowledgeRelation } from './knowledge-node.entity';
import {
  countRelations,
  pagesOfRelations,
  type RelationCountKey,
  type RelationPageKey,
} from './relations.service';

declare module '../context' {
  interface Loaders {
    readonly knowledgeNodes: DataLoader<string, KnowledgeNode | null>;
    readonly relationPages: DataLoader<RelationPageKey, Page<KnowledgeRelation>, string>;
    readonly relationCounts: DataLoader<RelationCountKey, number, string>;
  }
}

const readNodes = readById(KnowledgeNode);

export const knowledgeLoaders = {
  knowledgeNodes: (ctx) => new DataLoader((ids) => readNodes(ctx, ids)),
  relationPages: (ctx) =>
    new DataLoader((keys) => pagesOfRelations(ctx, keys), { cacheKeyFn: JSON.stringify }),
  relationCounts: (ctx) =>
    new DataLoader((keys) => countRelations(ctx, keys), { cacheKeyFn: JSON.stringify }),
} satisfies LoaderMakers<Context>;
