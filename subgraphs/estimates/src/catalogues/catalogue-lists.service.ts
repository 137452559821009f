import { notFound } from '../../../../service-kit/errors/errors';
import { checkFilterId, checkId } from '../../../../service-kit/data/ids';
import { checkSearch } from '../../../../service-kit/data/search';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { orderBy, readPage } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import { read } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import type { CatalogueItemFilter } from '../generated/types';
import type { Estimate } from '../estimates/estimate.entity';
import { TEXT_LIMITS } from '../input-check';
import { dayIn, timeZoneOf } from '../organizations/organization-settings.service';
import { Catalogue, CatalogueVersion } from './catalogue.entity';
import { CatalogueItem } from './catalogue-item.entity';
import { plainUnit } from '../units/units';
import { unitBook } from '../units/units.service';
import { readItemSearch } from './catalogue-search';

/** One price list. @throws GraphQLError NOT_FOUND for an unknown, malformed or foreign id */
export async function getCatalogue(ctx: Context, id: string): Promise<Catalogue> {
  const catalogue = await ctx.loaders.catalogues.load(checkId(id, 'Catalogue'));
  if (!catalogue) throw notFound('Catalogue');
  return catalogue;
}

/** The organisation's price lists by name, one page. @throws GraphQLError BAD_USER_INPUT for a bad page argument */
export const listCatalogues = (ctx: Context, args: PageArgs): Promise<Page<Catalogue>> =>
  readPage(
    ctx,
    {
      entity: Catalogue,
      alias: 'catalogue',
      where: new Narrowing<Catalogue>().and('catalogue.orgId = :orgId'),
      order: orderBy('name', 'ASC'),
    },
    args,
  );

/** What the list of items is asked for. */
export interface ItemListArgs extends PageArgs {
  filter?: CatalogueItemFilter | null;
}

/** Items by name, one page. @throws GraphQLError BAD_USER_INPUT for a bad argument */
export async function listCatalogueItems(ctx: Context, args: ItemListArgs): Promise<Page<CatalogueItem>> {
  const { filter } = args;
  const where = new Narrowing<CatalogueItem>().and('item.orgId = :orgId');
  if (filter?.catalogueId != null) {
    where.and('item.catalogueId = :catalogueId', {
      catalogueId: checkFilterId(filter.catalogueId, 'filter.catalogueId'),
    });
  }
  if (filter?.code != null) where.and('item.code = :code', { code: filter.code });
  if (filter?.search != null) {
    where.and('item.id IN (SELECT estimates.search_catalogue_items(:pattern, :other))', {
      ...(await searchOf(ctx, filter.search)),
    });
  }
  if (filter?.unit != null) {
    const unit = checkSearch(filter.unit, TEXT_LIMITS.unit, 'unit');
    where.and('item.unit = ANY(:units)', { units: await spellingsOf(ctx, unit) });
  }
  return readPage(ctx, { entity: CatalogueItem, alias: 'item', where, order: orderBy('name', 'ASC') }, args);
}

/** Each unit that the organisation's items have, by one step in the index for each. */
const UNITS_OF_ITEMS = `
  WITH RECURSIVE found AS (
    (SELECT unit FROM estimates.catalogue_items WHERE org_id = $1 AND unit IS NOT NULL ORDER BY unit LIMIT 1)
     UNION ALL
    SELECT (SELECT item.unit FROM estimates.catalogue_items item
             WHERE item.org_id = $1 AND item.unit > found.unit ORDER BY item.unit LIMIT 1)
      FROM found WHERE found.unit IS NOT NULL)
  SELECT unit FROM found WHERE unit IS NOT NULL LIMIT 10000`;

/** How a unit is written in the organisation's price lists: an index finds by what stands there, and by nothing calculated of it. */
async function spellingsOf(ctx: Context, unit: string): Promise<string[]> {
  const [units, plain] = [await unitBook(ctx), plainUnit(unit)];
  const rows = await read(ctx, (db) => db.query<{ unit: string }[]>(UNITS_OF_ITEMS, [ctx.viewer.orgId]));
  return rows.map((row) => row.unit).filter((each) => units.isSame(each, unit) || plainUnit(each) === plain);
}

/** Words as they are; where no item has them, what is like them. */
async function searchOf(ctx: Context, search: string): Promise<{ pattern: string; other: string }> {
  const { words, pattern } = readItemSearch(search);
  const [row] = await read(ctx, (db) =>
    db.query<{ found: boolean }[]>(
      `SELECT EXISTS (SELECT 1 FROM estimates.catalogue_items
                        WHERE org_id = $2 AND id IN (SELECT estimates.search_catalogue_items($1, ''))) AS found`,
      [pattern, ctx.viewer.orgId],
    ),
  );
  return row?.found ? { pattern, other: '' } : { pattern: '', other: words };
}

/** The day that was asked for; today where the organisation is. */
export const dayOrToday = async (ctx: Context, day: string | null | undefined): Promise<string> =>
  day ?? dayIn(await timeZoneOf(ctx), new Date());

const MOST_VERSIONS = 100;

/** The last versions of a price list, newest first. */
export const versionsOf = (ctx: Context, { id }: Catalogue): Promise<CatalogueVersion[]> =>
  read(ctx, (db) =>
    db.find(CatalogueVersion, {
      where: { orgId: ctx.viewer.orgId, catalogueId: id },
      order: { number: 'DESC' },
      take: MOST_VERSIONS,
    }),
  );

const OUTDATED = `
  SELECT estimate.id FROM estimates.estimates estimate
     JOIN estimates.catalogues list ON list.org_id = estimate.org_id AND list.id = $2
   WHERE estimate.org_id = $1 AND estimate.status = 'DRAFT' AND EXISTS (
     SELECT 1 FROM estimates.positions line
       CROSS JOIN LATERAL (
         SELECT price.unit_price FROM estimates.catalogue_prices price
          WHERE price.org_id = line.org_id AND price.item_id = line.source_item_id AND price.valid_from <= $3::date
          ORDER BY price.valid_from DESC, price.version DESC LIMIT 1) AS now
      WHERE line.org_id = estimate.org_id AND line.estimate_id = estimate.id AND line.source_catalogue_id = $2
        AND now.unit_price <> line.source_unit_price AND list.currency = coalesce(line.foreign_price ->> 'currency', estimate.currency)
        AND line.source_unit_price = coalesce((line.foreign_price ->> 'unitPrice')::numeric, line.unit_price))
   ORDER BY estimate.updated_at DESC, estimate.id LIMIT 100`;

/** Drafts with positions whose price in a list is another by now, last changed first; those that are counted otherwise by now among them. */
export async function outdatedDrafts(ctx: Context, { id }: Catalogue): Promise<Estimate[]> {
  const day = await dayOrToday(ctx, null);
  const rows = await read(ctx, (db) => db.query<{ id: string }[]>(OUTDATED, [ctx.viewer.orgId, id, day]));
  const found = await ctx.loaders.estimates.loadMany(rows.map((row) => row.id));
  return found.filter((each): each is Estimate => each !== null && !(each instanceof Error));
}
