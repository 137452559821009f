import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

/** A step of a pipeline. Kommo's 142 (won) and 143 (lost) occur in each, so a stage is known by its pipeline too. */
@Entity('stages')
export class Stage {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') connectionId!: string;
  @Column('bigint') pipelineKommoId!: string;
  @Column('bigint') kommoId!: string;
  @Column('text') name!: string;
  @Column('integer') sort!: number;
  @Column('text', { nullable: true }) color!: string | null;
  @Column('boolean') isDeleted!: boolean;
}

describeColumns(Stage, { shows: { Stage: { status: ['kommoId'] } } });

/** The same ids in every pipeline (kommo-api.md 3.3). */
export const WON_STAGE = '142';
export const LOST_STAGE = '143';

/** What standing at a stage means. */
export function statusOfStage(stageKommoId: string | null): 'OPEN' | 'WON' | 'LOST' {
  if (stageKommoId === WON_STAGE) return 'WON';
  return stageKommoId === LOST_STAGE ? 'LOST' : 'OPEN';
}
