import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Resolvers } from '../generated/types';
import { setUnitSynonym, unitBook } from './units.service';

export const unitResolvers: Resolvers = {
  Query: {
    units: async (_root, _args, ctx) => (await unitBook(ctx)).all,
  },
  Mutation: {
    setUnitSynonym: (_root, { input }, ctx) => withUserErrors(() => setUnitSynonym(ctx, input)),
  },
  Unit: {
    symbol: ({ ru, en }, { language }) => (language === 'RU' ? ru : en).symbol,
    name: ({ ru, en }, { language }) => (language === 'RU' ? ru : en).name,
    synonyms: ({ words }) => [...words],
    ownSynonyms: ({ own }) => [...own],
  },
};
