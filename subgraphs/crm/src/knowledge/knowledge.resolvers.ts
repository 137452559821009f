import { notFound } from '../../../../service-kit/errors/errors';
import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Resolvers } from '../generated/types';
import { extractKnowledgeGraph, getNode, listNodes, listSources } from './knowledge.service';

export const knowledgeResolvers: Resolvers = {
  Query: {
    knowledgeGraph: (_root, args, ctx) => listNodes(ctx, args),
    knowledgeNode: (_root, { id }, ctx) => getNode(ctx, id),
  },
  Mutation: {
    extractKnowledgeGraph: (_root, { input }, ctx) => withUserErrors(() => extractKnowledgeGraph(ctx, input)),
  },
  KnowledgeGraph: {
    sources: (_page, _args, ctx) => listSources(ctx),
    totalCount: ({ totalCount }) => totalCount(),
  },
  KnowledgeNode: {
    contact: ({ kind, entityId }, _args, ctx) =>
      kind === 'PERSON' && entityId !== null ? ctx.loaders.contacts.load(entityId) : null,
    company: ({ kind, entityId }, _args, ctx) =>
      kind === 'COMPANY' && entityId !== null ? ctx.loaders.companies.load(entityId) : null,
    lead: ({ kind, entityId }, _args, ctx) =>
      kind === 'LEAD' && entityId !== null ? ctx.loaders.leads.load(entityId) : null,
    relations: ({ id }, { kinds, ...args }, ctx) =>
      ctx.loaders.relationPages.load({ id, kinds: kinds ?? null, args }),
  },
  KnowledgeRelation: {
    direction: ({ isForward }) => (isForward ? 'OUT' : 'IN'),
    async node({ toId }, _args, ctx) {
      const node = await ctx.loaders.knowledgeNodes.load(toId);
      if (!node) throw notFound('KnowledgeNode'); // it went since the page was read
      return node;
    },
  },
  KnowledgeRelationConnection: { totalCount: ({ totalCount }) => totalCount() },
};
