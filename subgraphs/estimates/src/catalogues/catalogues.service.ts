import { withTransaction } from '../../../../service-kit/subgraph/context';
import { notFound } from '../../../../service-kit/errors/errors';
import { checkId, newId } from '../../../../service-kit/data/ids';
import { checkVersion } from '../../../../service-kit/data/versions';
import type { Context, WritingContext } from '../context';
import { minorUnitsOf } from '../calculation/currencies';
import type { CreateCatalogueInput, DeleteCatalogueInput, UpdateCatalogueInput } from '../generated/types';
import { createEstimateInputCheck, TEXT_LIMITS } from '../input-check';
import { organizationSettings } from '../organizations/organization-settings.service';
import { putIntoTrash } from '../trash/put-into-trash';
import { Catalogue } from './catalogue.entity';

/** Makes a price list. @throws InputRejected for bad fields, CURRENCY_REQUIRED where the organisation has none */
export async function createCatalogue(
  ctx: Context,
  input: CreateCatalogueInput,
): Promise<{ catalogue: Catalogue }> {
  const check = createEstimateInputCheck();
  const name = check.requiredText(input.name, TEXT_LIMITS.name, ['name']);
  const description = check.text(input.description, TEXT_LIMITS.description, ['description']);
  const currency = input.currency ?? (await organizationSettings(ctx)).currency;
  if (currency === null) {
    check.refuse(
      'CURRENCY_REQUIRED',
      ['currency'],
      'Your organisation has no currency of its own: give one.',
    );
  } else check.engine(() => minorUnitsOf(currency), 2);
  check.finish();
  const now = new Date();
  const catalogue = Object.assign(new Catalogue(), {
    ...{ orgId: ctx.viewer.orgId, id: newId(), name, description, currency },
    ...{ itemCount: 0, lastNumber: 0, version: 1, createdAt: now, updatedAt: now },
  });
  return withTransaction(ctx, async (ctx) => {
    await ctx.transaction.insert(Catalogue, catalogue);
    return { catalogue };
  });
}

/** Locks a price list's row. @throws GraphQLError NOT_FOUND, CONFLICT */
export async function lockCatalogue(
  ctx: WritingContext,
  id: string,
  expectedVersion: number | null | undefined,
): Promise<Catalogue> {
  const { orgId } = ctx.viewer;
  const catalogue = await ctx.transaction.findOne(Catalogue, {
    where: { orgId, id: checkId(id, 'Catalogue') },
    lock: { mode: 'pessimistic_write' },
  });
  if (!catalogue) throw notFound('Catalogue');
  checkVersion('The price list', catalogue, expectedVersion);
  return catalogue;
}

/** Writes what changed of a locked price list. */
export async function writeCatalogue(
  ctx: WritingContext,
  catalogue: Catalogue,
  changes: Partial<Catalogue>,
): Promise<Catalogue> {
  const { orgId, id } = catalogue;
  const values = { ...changes, version: catalogue.version + 1, updatedAt: new Date() };
  await ctx.transaction.update(Catalogue, { orgId, id }, values);
  return Object.assign(catalogue, values);
}

/** Changes a price list's own fields. @throws InputRejected for bad ones; GraphQLError NOT_FOUND, CONFLICT */
export async function updateCatalogue(
  ctx: Context,
  input: UpdateCatalogueInput,
): Promise<{ catalogue: Catalogue }> {
  const check = createEstimateInputCheck();
  const changes: Partial<Catalogue> = {};
  if (input.name !== undefined) changes.name = check.requiredText(input.name, TEXT_LIMITS.name, ['name']);
  if (input.description !== undefined) {
    changes.description = check.text(input.description, TEXT_LIMITS.description, ['description']);
  }
  check.finish();
  return withTransaction(ctx, async (ctx) => {
    const catalogue = await lockCatalogue(ctx, input.id, input.expectedVersion);
    return { catalogue: await writeCatalogue(ctx, catalogue, changes) };
  });
}

/** Puts a price list with all its prices into the trash; positions keep theirs. @throws GraphQLError NOT_FOUND, CONFLICT */
export async function deleteCatalogue(
  ctx: Context,
  input: DeleteCatalogueInput,
): Promise<{ deletedId: string }> {
  return withTransaction(ctx, async (ctx) => {
    const { id, name } = await lockCatalogue(ctx, input.id, input.expectedVersion);
    await putIntoTrash(ctx, { kind: 'CATALOGUE', id, name });
    return { deletedId: id };
  });
}
