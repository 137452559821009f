import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { EstimatesFeature } from '../feature';
import { Catalogue, CatalogueVersion } from './catalogue.entity';
import { CatalogueItem, CataloguePrice } from './catalogue-item.entity';
import { catalogueLoaders } from './catalogues.loaders';
import { catalogueResolvers } from './catalogues.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'catalogues',
    columns: 'id name description currency item_count last_number version created_at updated_at',
    omitted: { ELSEWHERE: 'in_trash' },
    purpose: 'trash',
  },
  {
    table: 'catalogue_versions',
    columns: 'catalogue_id number valid_from note price_count author_id created_at',
    order: 'catalogue_id number',
    madeBy: 'author_id',
  },
  {
    table: 'catalogue_items',
    columns: 'id catalogue_id code name description kind unit',
    purpose: 'trash',
  },
  {
    table: 'catalogue_prices',
    columns: 'item_id version valid_from unit_price unit_cost',
    order: 'item_id version',
  },
];

export const feature = {
  name: 'catalogues',
  entities: [Catalogue, CatalogueVersion, CatalogueItem, CataloguePrice],
  resolvers: catalogueResolvers,
  loaders: catalogueLoaders,
  dataExports,
} satisfies EstimatesFeature;
