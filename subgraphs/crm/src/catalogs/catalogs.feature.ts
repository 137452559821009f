import type { CrmFeature } from '../feature';
import { CatalogElement, LeadCatalogElement } from './catalog-element.entity';
import { Catalog } from './catalog.entity';
import { catalogLoaders } from './catalogs.loaders';
import { catalogResolvers } from './catalogs.resolvers';

export const feature = {
  name: 'catalogs',
  entities: [Catalog, CatalogElement, LeadCatalogElement],
  resolvers: catalogResolvers,
  loaders: catalogLoaders,
} satisfies CrmFeature;
