import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { CrmFeature } from '../feature';
import { CatalogElement, LeadCatalogElement } from './catalog-element.entity';
import { Catalog } from './catalog.entity';
import { catalogLoaders } from './catalogs.loaders';
import { catalogResolvers } from './catalogs.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  { table: 'catalogs', columns: 'id connection_id kommo_id name type is_deleted' },
  {
    table: 'catalog_elements',
    columns: 'id connection_id kommo_id name catalog_kommo_id custom_fields created_at updated_at is_deleted',
    omitted: { MACHINERY: 'synced_at checked_at' },
  },
  {
    table: 'lead_catalog_elements',
    columns: 'connection_id lead_kommo_id element_kommo_id catalog_kommo_id quantity position',
    order: 'connection_id lead_kommo_id element_kommo_id',
  },
];

export const feature = {
  name: 'catalogs',
  entities: [Catalog, CatalogElement, LeadCatalogElement],
  resolvers: catalogResolvers,
  loaders: catalogLoaders,
  dataExports,
} satisfies CrmFeature;
