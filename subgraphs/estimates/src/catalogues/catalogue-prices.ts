import type { EntityManager } from 'typeorm';
import type { CataloguePrice } from './catalogue-item.entity';

/** A price with the currency of its catalogue. */
export interface PricedIn extends Pick<
  CataloguePrice,
  'itemId' | 'version' | 'validFrom' | 'unitPrice' | 'unitCost'
> {
  readonly currency: string;
  /** What one of the item is. */
  readonly unit: string | null;
}

const COLUMNS = `
  price.item_id AS "itemId", price.version, price.valid_from::text AS "validFrom", price.unit_price AS "unitPrice",
  price.unit_cost AS "unitCost", item.unit, catalogue.currency
     FROM estimates.catalogue_prices price
     JOIN estimates.catalogue_items item ON item.org_id = price.org_id AND item.id = price.item_id
     JOIN estimates.catalogues catalogue ON catalogue.org_id = item.org_id AND catalogue.id = item.catalogue_id
    WHERE price.org_id = $1 AND price.item_id = ANY($2::uuid[])`;

/**
 * What items cost on a day, in one statement.
 *
 * @param day `2026-01-31`
 * @returns by item id; an item without a price then is not in it
 */
export async function pricesOn(
  db: EntityManager,
  orgId: string,
  itemIds: readonly string[],
  day: string,
): Promise<Map<string, PricedIn>> {
  const rows = await db.query<PricedIn[]>(
    `SELECT DISTINCT ON (price.item_id) ${COLUMNS} AND price.valid_from <= $3::date
      ORDER BY price.item_id, price.valid_from DESC, price.version DESC`,
    [orgId, itemIds, day],
  );
  return new Map(rows.map((row) => [row.itemId, row]));
}

/** What an item cost at a version of its list. */
export interface VersionCost {
  readonly itemId: string;
  readonly version: number;
  readonly unitCost: string | null;
}

/** What items cost at versions of their lists, in one statement. */
export const costsAt = (
  db: EntityManager,
  orgId: string,
  wanted: readonly Pick<VersionCost, 'itemId' | 'version'>[],
): Promise<VersionCost[]> =>
  db.query<VersionCost[]>(
    `SELECT price.item_id AS "itemId", price.version, price.unit_cost AS "unitCost"
       FROM estimates.catalogue_prices price
       JOIN (SELECT DISTINCT * FROM unnest($2::uuid[], $3::integer[])) AS wanted (item_id, version)
         ON wanted.item_id = price.item_id AND wanted.version = price.version
      WHERE price.org_id = $1`,
    [orgId, wanted.map(({ itemId }) => itemId), wanted.map(({ version }) => version)],
  );

/** Prices of an item that are told, at most. */
const MOST = 100;

/** All prices of items, the one that holds last first. */
export function pricesOf(db: EntityManager, orgId: string, itemIds: readonly string[]): Promise<PricedIn[]> {
  return db.query<PricedIn[]>(
    `SELECT * FROM (
       SELECT ${COLUMNS.replace(
         'catalogue.currency',
         `catalogue.currency,
          row_number() OVER (PARTITION BY price.item_id ORDER BY price.valid_from DESC, price.version DESC) AS place`,
       )}) AS ranked WHERE place <= ${MOST} ORDER BY "itemId", place`,
    [orgId, itemIds],
  );
}
