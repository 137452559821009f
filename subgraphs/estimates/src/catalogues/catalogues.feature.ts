import type { EstimatesFeature } from '../feature';
import { Catalogue, CatalogueVersion } from './catalogue.entity';
import { CatalogueItem, CataloguePrice } from './catalogue-item.entity';
import { catalogueLoaders } from './catalogues.loaders';
import { catalogueResolvers } from './catalogues.resolvers';

export const feature = {
  name: 'catalogues',
  entities: [Catalogue, CatalogueVersion, CatalogueItem, CataloguePrice],
  resolvers: catalogueResolvers,
  loaders: catalogueLoaders,
} satisfies EstimatesFeature;
