import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';
import type { EstimateParameter } from '../estimates/estimate.entity';
import type { TemplateContent } from './template-content';

/** What estimates are made of again and again: rows, settings, parameters and formulas, without a client. */
@Entity('templates')
export class Template {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') name!: string;
  @Column('text', { nullable: true }) description!: string | null;
  @Column('text') currency!: string;
  @Column('jsonb') parameters!: EstimateParameter[];
  @Column('integer') positionCount!: number;
  /** All rows; dates are texts. */
  @Column('jsonb') content!: TemplateContent;
  @Column('uuid') authorId!: string;
  @Column('integer') version!: number;
  @Column({ type: 'timestamptz', precision: 3 }) createdAt!: Date;
  @Column({ type: 'timestamptz', precision: 3 }) updatedAt!: Date;
}

describeColumns(Template, { shows: { Template: { author: ['authorId'] } } });
