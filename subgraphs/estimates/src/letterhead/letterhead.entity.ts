import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Party } from '../exports/sheet.types';

/** A number by which an authority knows an organisation. */
export interface TaxId {
  readonly label: string;
  readonly value: string;
}

/** A logo, by the file it is. */
export interface LogoRef {
  /** Of the upload and the file. */
  readonly id: string;
  readonly sha256: string;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/** What stands on an organisation's papers about itself. */
@Entity('letterheads')
export class Letterhead {
  @PrimaryColumn('uuid') orgId!: string;
  @Column('text', { nullable: true }) legalName!: string | null;
  /** Lines of text. */
  @Column('text', { nullable: true }) address!: string | null;
  @Column('jsonb') taxIds!: TaxId[];
  @Column('jsonb') bankLines!: string[];
  @Column('text', { nullable: true }) footer!: string | null;
  @Column('jsonb', { nullable: true }) logo!: LogoRef | null;
  /** Null of one that was never changed. */
  @Column({ type: 'timestamptz', precision: 3, nullable: true }) updatedAt!: Date | null;
}

/** A letterhead as a paper has it; kept with what was sent. */
export interface PaperHead {
  readonly seller: Party | null;
  readonly footer: string | null;
  readonly logo: LogoRef | null;
}
