import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import { listEstimates } from '../estimates/estimate-lists.service';
import type { Resolvers } from '../generated/types';
import {
  createSavedFilter,
  deleteSavedFilter,
  getSavedFilter,
  listSavedFilters,
  updateSavedFilter,
} from './saved-filters.service';
import { readStoredFilter } from './stored-filter';

export const savedFilterResolvers: Resolvers = {
  Query: {
    savedFilters: (_root, _args, ctx) => listSavedFilters(ctx),
    savedFilter: (_root, { id }, ctx) => getSavedFilter(ctx, id),
  },
  Mutation: {
    createSavedFilter: (_root, { input }, ctx) => withUserErrors(() => createSavedFilter(ctx, input)),
    updateSavedFilter: (_root, { input }, ctx) => withUserErrors(() => updateSavedFilter(ctx, input)),
    deleteSavedFilter: (_root, { input }, ctx) => withUserErrors(() => deleteSavedFilter(ctx, input)),
  },
  SavedFilter: {
    id: ({ id }) => id,
    name: ({ name }) => name,
    isShared: ({ isShared }) => isShared,
    filter({ filter }) {
      const { updatedSince, ...values } = readStoredFilter(filter);
      return { ...values, updatedSince: updatedSince === null ? null : new Date(updatedSince) };
    },
    orderBy: ({ orderBy }) => orderBy,
    author: ({ authorId }) => ({ id: authorId }),
    estimates: ({ filter, orderBy }, page, ctx) =>
      listEstimates(ctx, { ...page, filter: readStoredFilter(filter), orderBy }),
    version: ({ version }) => version,
    createdAt: ({ createdAt }) => createdAt,
    updatedAt: ({ updatedAt }) => updatedAt,
  },
};
