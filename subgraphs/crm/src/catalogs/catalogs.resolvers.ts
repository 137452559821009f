import { connectionOf, filledFields } from '../cards/card.resolvers';
import type { Resolvers } from '../generated/types';
import { checkFirst } from '../mirror/first';

export const catalogResolvers: Resolvers = {
  Lead: {
    catalogElements: ({ connectionId, kommoId }, { first }, ctx) =>
      ctx.loaders.elementLinksByLead.load({ connectionId, kommoId, first: checkFirst(first) }),
  },
  LeadCatalogElement: {
    kommoId: ({ elementKommoId }) => elementKommoId,
    element: ({ connectionId, elementKommoId: kommoId }, _args, ctx) =>
      ctx.loaders.catalogElementsByKommoId.load({ connectionId, kommoId }),
  },
  CrmCatalogElement: {
    catalog: ({ connectionId, catalogKommoId: kommoId }, _args, ctx) =>
      ctx.loaders.catalogsByKommoId.load({ connectionId, kommoId }),
    customFields: (element) => filledFields(element, 'CATALOG_ELEMENTS'),
    connection: (element, _args, ctx) => connectionOf(ctx, element),
  },
};
