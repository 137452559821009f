import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A part of an assembly: an item of a price list that unfolds into several positions when it is taken. */
@Entity('assembly_components')
export class AssemblyComponent {
  @PrimaryColumn('uuid') orgId!: string;
  /** The assembly. */
  @PrimaryColumn('uuid') itemId!: string;
  @PrimaryColumn('integer') place!: number;
  /** May be an assembly, too; its price list may have been deleted. */
  @Column('uuid') componentId!: string;
  /** The component's when it was put here: tells what is missing once it is deleted. */
  @Column('text') name!: string;
  /** In one of the assembly. */
  @Column('numeric', { precision: 18, scale: 6 }) quantity!: string;
}
