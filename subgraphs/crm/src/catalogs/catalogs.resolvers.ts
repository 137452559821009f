import { filledFields } from '../cards/card.resolvers';
import { connectionOf } from '../connections/connection-of';
import type { Resolvers } from '../generated/types';
import { wantedOf } from '../mirror/linked-rows';

export const catalogResolvers: Resolvers = {
  Lead: {
    catalogElements: (lead, { first }, ctx) => ctx.loaders.elementLinksByLead.load(wantedOf(lead, first)),
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
