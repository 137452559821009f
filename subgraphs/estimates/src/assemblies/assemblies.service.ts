import { refusedReference } from '../../../../service-kit/data/input-check';
import { checkId, isId } from '../../../../service-kit/data/ids';
import { notFound } from '../../../../service-kit/errors/errors';
import { reject } from '../../../../service-kit/errors/user-errors';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import { MONEY_LIMITS } from '../calculation/money-limits';
import { ExactDecimal } from '../calculation/rounding';
import type { Catalogue } from '../catalogues/catalogue.entity';
import { CatalogueItem } from '../catalogues/catalogue-item.entity';
import { lockCatalogue, writeCatalogue } from '../catalogues/catalogues.service';
import type { Context, WritingContext } from '../context';
import type { AssemblyComponentInput, SetAssemblyInput } from '../generated/types';
import { createEstimateInputCheck } from '../input-check';
import { AssemblyComponent } from './assembly-component.entity';
import { MAX_COMPONENTS, MAX_DEPTH, readAssemblies } from './assembly-reads';
import { chainText } from './unfolding';

/** To look at a part of an assembly takes about as long as to read a field. */
const PART_POINTS = 0.1;
/** Parts of one level that are looked at for circles; assemblies of more can't be taken anyway. */
const MAX_LOOKED_AT = 10_000;

/**
 * Sets what an item of a price list unfolds into. Its price list grows a version.
 *
 * @throws InputRejected with every mistake of the components; ASSEMBLY_CYCLE and ASSEMBLY_TOO_DEEP with the chain
 * @throws GraphQLError NOT_FOUND, CONFLICT; COST_LIMIT_EXCEEDED where many large assemblies are set in one operation
 */
export async function setAssembly(
  ctx: Context,
  input: SetAssemblyInput,
): Promise<{ item: CatalogueItem; catalogue: Catalogue }> {
  const { components } = input;
  if (components.length > MAX_COMPONENTS) {
    throw reject('TOO_MANY_ITEMS', 'components', `An assembly has at most ${MAX_COMPONENTS} components.`);
  }
  return withTransaction(ctx, async (ctx) => {
    const { orgId } = ctx.viewer;
    const where = { orgId, id: checkId(input.itemId, 'CatalogueItem') };
    const item = await ctx.transaction.findOneBy(CatalogueItem, where);
    if (!item) throw notFound('CatalogueItem');
    const catalogue = await lockCatalogue(ctx, item.catalogueId, input.expectedVersion);
    const rows = await readComponents(ctx, item, components);
    await checkChains(ctx, item, rows);
    await ctx.transaction.delete(AssemblyComponent, { orgId, itemId: item.id });
    if (rows.length > 0) await ctx.transaction.insert(AssemblyComponent, rows);
    return { item, catalogue: await writeCatalogue(ctx, catalogue, {}) };
  });
}

async function readComponents(
  ctx: WritingContext,
  { orgId, id: itemId }: CatalogueItem,
  components: readonly AssemblyComponentInput[],
): Promise<AssemblyComponent[]> {
  const found = await ctx.loaders.catalogueItems.loadMany(
    components.map(({ itemId: id }) => id.toLowerCase()),
  );
  const check = createEstimateInputCheck();
  const rows = components.map(({ itemId: given, quantity: amount }, place) => {
    const at = ['components', String(place)];
    const part = found[place];
    if (part instanceof Error) throw part;
    if (!part || !isId(given)) throw refusedReference('CatalogueItem', [...at, 'itemId']);
    const quantity = check.decimal(amount, MONEY_LIMITS.quantity, [...at, 'quantity']);
    if (new ExactDecimal(quantity).isZero()) {
      check.refuse('BELOW_MINIMUM', [...at, 'quantity'], 'quantity must be above 0.');
    }
    const { id: componentId, name } = part;
    return Object.assign(new AssemblyComponent(), { orgId, itemId, place, componentId, name, quantity });
  });
  check.finish();
  return rows;
}

/** @throws InputRejected ASSEMBLY_CYCLE, ASSEMBLY_TOO_DEEP at the component that leads there */
async function checkChains(
  ctx: WritingContext,
  item: CatalogueItem,
  rows: readonly AssemblyComponent[],
): Promise<void> {
  const ids = rows.map(({ componentId }) => componentId);
  const { parts } = await readAssemblies(ctx.transaction, item.orgId, ids, MAX_LOOKED_AT);
  const lookedAt = [...parts.values()].reduce((sum, { length }) => sum + length, 0);
  ctx.facts.spending?.chargeWork(lookedAt * PART_POINTS);
  const done = new Map<string, number>();
  /** How deep assemblies nest below a part. */
  const depthBelow = (id: string, names: readonly string[], place: number): number => {
    if (id === item.id) {
      const message = `${chainText(names)}: an assembly can't contain itself.`;
      throw reject('ASSEMBLY_CYCLE', `components.${place}.itemId`, message);
    }
    const known = done.get(id);
    if (known !== undefined) return known;
    done.set(id, 0); // a circle further down is told when it is taken
    const below = (parts.get(id) ?? []).map(
      (part) => 1 + depthBelow(part.componentId, [...names, part.name], place),
    );
    const depth = Math.max(0, ...below);
    done.set(id, depth);
    if (depth + 1 <= MAX_DEPTH) return depth;
    const message = `${chainText(names)}: assemblies nest at most ${MAX_DEPTH} deep.`;
    throw reject('ASSEMBLY_TOO_DEEP', `components.${place}.itemId`, message);
  };
  for (const { componentId, name, place } of rows) depthBelow(componentId, [item.name, name], place);
}
