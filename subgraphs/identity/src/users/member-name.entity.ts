import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person's name as their organisation sorts and searches it. PostgreSQL keeps it. */
@Entity('member_names')
export class MemberName {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') userId!: string;
  /** Last name first; in the order of the organisation's language by `COLLATE`. */
  @Column('text') name!: string;
  /** Folded (`identity.fold`): names and address. */
  @Column('text') searchText!: string;
  /** The language by whose order it is indexed; `und` for CLDR's root. */
  @Column('text') sorting!: string;
}
