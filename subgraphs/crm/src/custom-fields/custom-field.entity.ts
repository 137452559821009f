import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';
import type { CardEntity } from '../sync/sync-cursor.entity';

/** What can be chosen in a field. */
export interface FieldOption {
  enumId: string | null;
  code: string | null;
  value: string;
}

/** A custom field as Kommo defines it, with the key that the organisation gave it. */
@Entity('custom_fields')
export class CustomField {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') connectionId!: string;
  /** Whose field it is. */
  @Column('text') kind!: CardEntity;
  @Column('bigint') kommoId!: string;
  @Column('text') name!: string;
  /** Kommo's name of the type; the list is open. */
  @Column('text') type!: string;
  @Column('text', { nullable: true }) code!: string | null;
  @Column('jsonb') options!: FieldOption[];
  @Column('text', { nullable: true }) currency!: string | null;
  @Column('boolean') isDeleted!: boolean;
  /** Null while it is not mapped, and so are the two that follow: what the field was when it was. */
  @Column('text', { nullable: true }) key!: string | null;
  @Column('text', { nullable: true }) mappedName!: string | null;
  @Column('text', { nullable: true }) mappedType!: string | null;
  /** Since when its values are kept in a form to narrow and sort by; null while they are not all. */
  @Column('timestamptz', { nullable: true }) valuesAt!: Date | null;
}

describeColumns(CustomField, {
  shows: {
    CustomField: {
      drift: ['key', 'name', 'type', 'mappedName', 'mappedType', 'isDeleted'],
      connection: ['connectionId'],
    },
  },
  lends: Object.fromEntries(
    [
      'TextFieldValue',
      'NumberFieldValue',
      'MoneyFieldValue',
      'FlagFieldValue',
      'DateFieldValue',
      'DateTimeFieldValue',
      'ChoiceFieldValue',
      'EntriesFieldValue',
      'OtherFieldValue',
    ].map((type) => [
      type,
      { name: ['name'], key: ['key'], ...(type === 'MoneyFieldValue' ? { money: ['currency'] } : {}) },
    ]),
  ),
});
