import DataLoader from 'dataloader';
import { byKey } from '../../../../service-kit/data/loaders';
import { defineRead } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import { kommoKeyText, type KommoKey } from '../cards/card.entity';
import { readById, keyArrays } from '../cards/kommo-key-query';
import type { Context } from '../context';
import type { FieldOwner } from './field-value';
import type { CardEntity } from '../sync/sync-cursor.entity';
import { CustomField } from './custom-field.entity';

/** A field of a kind of card, by Kommo's number. */
interface FieldNumber extends KommoKey {
  kind: FieldOwner;
}

/** A field of a kind of card, by the organisation's name for it. */
export interface FieldKey {
  connectionId: string;
  kind: CardEntity;
  key: string;
}

declare module '../context' {
  interface Loaders {
    readonly customFields: DataLoader<string, CustomField | null>;
    readonly fieldsByNumber: DataLoader<FieldNumber, CustomField | null, string>;
    /** Kommo's number of the field that has the key; null where the account has none. */
    readonly fieldNumbersByKey: DataLoader<FieldKey, string | null, string>;
  }
}

const readFields = readById(CustomField);

const readByNumber = defineRead<CustomField>({
  entity: CustomField,
  alias: 'f',
  keys: ['connectionId', 'kind', 'kommoId'],
  build: (query) =>
    query
      .where('f.orgId = :orgId AND f.connectionId = ANY(:connections::uuid[])')
      .andWhere('f.kommoId = ANY(:numbers::bigint[])'),
});

const numberText = (field: FieldNumber): string => `${field.kind}/${kommoKeyText(field)}`;

async function fieldsByNumber(ctx: Context, keys: readonly FieldNumber[]): Promise<(CustomField | null)[]> {
  return byKey(keys.map(numberText), await readByNumber(ctx, keyArrays(keys)), numberText);
}

const readByKey = defineRead<CustomField>({
  entity: CustomField,
  alias: 'f',
  keys: ['connectionId', 'kind', 'key', 'kommoId'],
  onlyKeys: true,
  build: (query) =>
    query
      .where('f.orgId = :orgId AND f.connectionId = ANY(:connections::uuid[])')
      .andWhere('f.key = ANY(:keys::text[])'),
});

const keyText = ({ connectionId, kind, key }: Omit<FieldKey, 'key'> & { key: string | null }): string =>
  `${connectionId}/${kind}/${key}`;

async function numbersByKey(ctx: Context, keys: readonly FieldKey[]): Promise<(string | null)[]> {
  const found = await readByKey(ctx, {
    connections: [...new Set(keys.map(({ connectionId }) => connectionId))],
    keys: [...new Set(keys.map(({ key }) => key))],
  });
  return byKey(keys.map(keyText), found, keyText).map((field) => field?.kommoId ?? null);
}

export const customFieldLoaders = {
  customFields: (ctx) => new DataLoader((ids) => readFields(ctx, ids)),
  fieldsByNumber: (ctx) => new DataLoader((keys) => fieldsByNumber(ctx, keys), { cacheKeyFn: numberText }),
  fieldNumbersByKey: (ctx) =>
    new DataLoader<FieldKey, string | null, string>((keys) => numbersByKey(ctx, keys), {
      cacheKeyFn: keyText,
    }),
} satisfies LoaderMakers<Context>;
