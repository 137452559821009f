import { checkFilterId, checkId } from '../../../../service-kit/data/ids';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { orderBy, readPage } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import { notFound } from '../../../../service-kit/errors/errors';
import { reject } from '../../../../service-kit/errors/user-errors';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import type { CustomFieldFilter, MapCustomFieldInput, UnmapCustomFieldInput } from '../generated/types';
import { dropFieldValues, fillFields, holdCardsOff } from './card-values';
import { CustomField } from './custom-field.entity';
import { tellDrift } from './field-drift';
import { isFieldKey } from './field-key';

/** Batches of cards that whoever maps a field waits for; what is left is done by the next synchronisation. */
const FILLED_AT_ONCE = 25;

const BY_NAME = orderBy<CustomField>('name', 'ASC');

/** The custom fields of the organisation's accounts, by name. @throws GraphQLError BAD_USER_INPUT */
export async function listCustomFields(
  ctx: Context,
  args: PageArgs & { filter?: CustomFieldFilter | null },
): Promise<Page<CustomField>> {
  const { connectionId, kind, isMapped, includeDeleted = false } = args.filter ?? {};
  const where = new Narrowing<CustomField>().and('field.orgId = :orgId');
  if (!includeDeleted) where.and('NOT field.isDeleted');
  if (connectionId != null) {
    where.and('field.connectionId = :connectionId', {
      connectionId: checkFilterId(connectionId, 'filter.connectionId'),
    });
  }
  if (kind != null) where.and('field.kind = :kind', { kind });
  if (isMapped != null) where.and(`field.key IS ${isMapped ? 'NOT ' : ''}NULL`);
  return readPage(ctx, { entity: CustomField, alias: 'field', where, order: BY_NAME }, args);
}

/** Gives a field a key. @throws InputRejected, GraphQLError NOT_FOUND */
export async function mapCustomField(
  ctx: Context,
  { customFieldId, key }: MapCustomFieldInput,
): Promise<{ customField: CustomField }> {
  const id = checkId(customFieldId, 'CustomField');
  if (!isFieldKey(key)) {
    throw reject(
      'KEY_INVALID',
      'key',
      'A key is of small letters, digits and "_", begins with a letter and has 64 characters at most: "object_area".',
    );
  }
  const mapped = await changeKey(
    ctx,
    id,
    async (field, holder) => {
      if (field.isDeleted) {
        throw reject(
          'FIELD_DELETED',
          'customFieldId',
          'This field was deleted in Kommo. Choose another one.',
        );
      }
      if (holder && holder.id !== id && !holder.isDeleted) {
        throw reject(
          'KEY_TAKEN',
          'key',
          `The field “${holder.name}” has this key. Take it back there first, or choose another key.`,
        );
      }
      // Under another key, and looked at once more, it has the values that it had.
      const valuesAt = field.key === null ? null : field.valuesAt;
      return { key, mappedName: field.name, mappedType: field.type, valuesAt };
    },
    key,
  );
  const { orgId } = ctx.viewer;
  const ref = { orgId, connectionId: mapped.customField.connectionId };
  await fillFields((work) => inOrganization(ctx.source, orgId, work), ref, FILLED_AT_ONCE);
  return mapped;
}

/** Takes a field's key back. @throws GraphQLError NOT_FOUND */
export async function unmapCustomField(ctx: Context, { customFieldId }: UnmapCustomFieldInput) {
  const id = checkId(customFieldId, 'CustomField');
  return changeKey(ctx, id, async () => NOT_MAPPED);
}

const NOT_MAPPED = { key: null, mappedName: null, mappedType: null, valuesAt: null };

type Mapping = Pick<CustomField, 'key' | 'mappedName' | 'mappedType' | 'valuesAt'>;

/**
 * Changes a field's key while nobody else changes keys of its account.
 *
 * @param decide is given the field and the one that has the wanted key; a key that a deleted field has goes over
 */
async function changeKey(
  ctx: Context,
  id: string,
  decide: (field: CustomField, holder: CustomField | null) => Promise<Mapping>,
  wanted?: string,
): Promise<{ customField: CustomField }> {
  const { orgId } = ctx.viewer;
  return withTransaction(ctx, async ({ transaction: db }) => {
    const known = await db.findOneBy(CustomField, { orgId, id });
    if (!known) throw notFound('CustomField');
    const ref = { orgId, connectionId: known.connectionId };
    // A card that is being stored has read which fields are mapped: its values would outlive the mapping, or wait for us while we wait for them.
    await holdCardsOff(db, known.connectionId);
    await db.query('SELECT 1 FROM crm.connections WHERE org_id = $1 AND id = $2 FOR NO KEY UPDATE', [
      orgId,
      known.connectionId,
    ]);
    const field = await db.findOneByOrFail(CustomField, { orgId, id });
    const { connectionId, kind } = field;
    const holder =
      wanted === undefined
        ? null
        : await db.findOneBy(CustomField, { orgId, connectionId, kind, key: wanted });
    const mapping = await decide(field, holder);
    if (holder && holder.id !== id) await db.update(CustomField, { orgId, id: holder.id }, NOT_MAPPED);
    await db.update(CustomField, { orgId, id }, mapping);
    const keyless = [mapping.key === null ? id : null, holder && holder.id !== id ? holder.id : null];
    await dropFieldValues(
      db,
      orgId,
      keyless.filter((one) => one !== null),
    );
    await tellDrift(db, ref);
    return { customField: Object.assign(field, mapping) };
  });
}
