import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';
import type { CrmRuleActionKind, CrmRuleTrigger } from '../generated/types';

/** One thing a rule does. */
export interface RuleAction {
  kind: CrmRuleActionKind;
  /** Where to, of a stage. */
  pipelineKommoId?: string;
  stageKommoId?: string;
  /** Of a note, and of a draft's title: with names in braces. */
  text?: string;
  /** Of a draft: the estimate it is a copy of. */
  templateId?: string;
}

/** One as it is shown: its stage is of the rule's account. */
export interface ShownRuleAction extends RuleAction {
  connectionId: string;
}

/** A rule between the leads of one account and their estimates. */
@Entity('rules')
export class Rule {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') connectionId!: string;
  @Column('text') name!: string;
  @Column('text') trigger!: CrmRuleTrigger;
  @Column('bigint', { nullable: true }) pipelineKommoId!: string | null;
  @Column('bigint', { nullable: true }) stageKommoId!: string | null;
  @Column('jsonb') actions!: RuleAction[];
  @Column('boolean') isActive!: boolean;
  /** Of Kommo's clock: what happened before is no news. */
  @Column('timestamptz') activeSince!: Date;
  @Column('uuid') createdBy!: string;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') updatedAt!: Date;
}

describeColumns(Rule, {
  shows: {
    CrmRule: {
      connection: ['connectionId'],
      stage: ['connectionId', 'pipelineKommoId', 'stageKommoId'],
      actions: ['connectionId', 'actions'],
      createdBy: ['createdBy'],
    },
  },
});
