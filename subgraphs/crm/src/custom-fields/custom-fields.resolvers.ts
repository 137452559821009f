import { amountIn } from '../../../../service-kit/data/currencies';
import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import { isId } from '../../../../service-kit/data/ids';
import { connectionOf } from '../connections/connection-of';
import type { Context } from '../context';
import type { Resolvers } from '../generated/types';
import { listCustomFields, mapCustomField, unmapCustomField } from './custom-fields.service';
import { driftOf } from './field-drift';
import { dayIn, textsOf, type Held, type TypedValue } from './field-value';

const definitionOf = (ctx: Context, { connectionId, kind, field }: TypedValue) =>
  ctx.loaders.fieldsByNumber.load({ connectionId, kind, kommoId: field.field_id });

/** What every filled field shows; its name is the definition's where there is one, for cards may be older. */
const COMMON = {
  fieldId: ({ field }: TypedValue) => field.field_id,
  key: async (value: TypedValue, _args: object, ctx: Context) =>
    (await definitionOf(ctx, value))?.key ?? null,
  name: async (value: TypedValue, _args: object, ctx: Context) =>
    (await definitionOf(ctx, value))?.name ?? value.field.field_name,
  code: ({ field }: TypedValue) => field.field_code,
  type: ({ field }: TypedValue) => field.field_type,
  values: ({ field }: TypedValue) => textsOf(field),
};

/** What a value holds, of the type that its GraphQL type was told by. */
function held<T extends Held['type']>(value: TypedValue, type: T): Extract<Held, { type: T }> {
  if (value.held.type !== type) throw new Error(`A ${value.held.type} is asked as a ${type}.`);
  return value.held as Extract<Held, { type: T }>;
}

export const customFieldResolvers: Resolvers = {
  Query: { customFields: (_root, args, ctx) => listCustomFields(ctx, args) },
  Mutation: {
    mapCustomField: (_root, { input }, ctx) => withUserErrors(() => mapCustomField(ctx, input)),
    unmapCustomField: (_root, { input }, ctx) => withUserErrors(() => unmapCustomField(ctx, input)),
  },
  CustomField: {
    __resolveReference: ({ id }, ctx) => (isId(id) ? ctx.loaders.customFields.load(id.toLowerCase()) : null),
    drift: driftOf,
    connection: (field, _args, ctx) => connectionOf(ctx, field),
  },
  FilledCustomField: { __resolveType: (value: TypedValue) => value.held.type },
  CustomFieldValue: { __resolveType: (value: TypedValue) => value.held.type },
  TextFieldValue: { ...COMMON, text: (value) => held(value, 'TextFieldValue').text },
  NumberFieldValue: { ...COMMON, number: (value) => held(value, 'NumberFieldValue').number },
  MoneyFieldValue: {
    ...COMMON,
    money: async (value, _args, ctx) => {
      const definition = await definitionOf(ctx, value);
      const currency = definition?.currency ?? (await connectionOf(ctx, value)).currency;
      return { amount: amountIn(currency, held(value, 'MoneyFieldValue').amount), currency };
    },
  },
  FlagFieldValue: { ...COMMON, isChecked: (value) => held(value, 'FlagFieldValue').isChecked },
  DateFieldValue: {
    ...COMMON,
    date: async (value, _args, ctx) => {
      const { date } = held(value, 'DateFieldValue');
      return typeof date === 'string' ? date : dayIn((await connectionOf(ctx, value)).timeZone, date);
    },
  },
  DateTimeFieldValue: {
    ...COMMON,
    dateTime: (value) => new Date(held(value, 'DateTimeFieldValue').seconds * 1_000),
  },
  ChoiceFieldValue: { ...COMMON, options: (value) => held(value, 'ChoiceFieldValue').options },
  EntriesFieldValue: {
    ...COMMON,
    entries: (value) =>
      held(value, 'EntriesFieldValue').entries.map(({ value: text, enumId, code }) => ({
        value: text,
        enumId,
        kind: code,
      })),
  },
  OtherFieldValue: { ...COMMON, data: (value) => held(value, 'OtherFieldValue').data },
};
