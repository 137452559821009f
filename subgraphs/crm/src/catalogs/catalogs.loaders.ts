import type DataLoader from 'dataloader';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import { byKommoId, type ByKommoId } from '../cards/by-kommo-id';
import { readByKommoKey } from '../cards/kommo-key-query';
import type { Context } from '../context';
import { linkedLoader, readLinkedRows, type Wanted } from '../mirror/linked-rows';
import { CatalogElement, LeadCatalogElement } from './catalog-element.entity';
import { Catalog } from './catalog.entity';

declare module '../context' {
  interface Loaders {
    readonly catalogsByKommoId: ByKommoId<Catalog | null>;
    readonly catalogElementsByKommoId: ByKommoId<CatalogElement | null>;
    /** By lead, in Kommo's order. */
    readonly elementLinksByLead: DataLoader<Wanted, LeadCatalogElement[], string>;
  }
}

const readCatalogs = readByKommoKey(Catalog);
const readElements = readByKommoKey(CatalogElement);
const readLinks = readLinkedRows(LeadCatalogElement, {
  on: 'item.leadKommoId = wanted.kommo_id',
  order: [
    ['position', 'ASC'],
    ['element_kommo_id', 'ASC'],
  ],
});

export const catalogLoaders = {
  catalogsByKommoId: (ctx) => byKommoId((keys) => readCatalogs(ctx, keys)),
  catalogElementsByKommoId: (ctx) => byKommoId((keys) => readElements(ctx, keys)),
  elementLinksByLead: (ctx) => linkedLoader(ctx, readLinks),
} satisfies LoaderMakers<Context>;
