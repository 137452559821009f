import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

/** As in the SDL, whose types are made of these. */
export type RuleActionKind = 'ADD_NOTE' | 'CREATE_ESTIMATE' | 'MOVE_STAGE' | 'SET_CUSTOM_FIELD' | 'SET_PRICE';
type RuleTrigger = 'ESTIMATE_APPROVED' | 'ESTIMATE_DECLINED' | 'ESTIMATE_SENT' | 'LEAD_ENTERS_STAGE';

/** One thing a rule does. */
export interface RuleAction {
  kind: RuleActionKind;
  /** Where to, of a stage. */
  pipelineKommoId?: string;
  stageKommoId?: string;
  /** Of a custom field. */
  fieldKey?: string;
  /** Of a note, a draft's title and a custom field's value: with names in braces. */
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
  @Column('text') trigger!: RuleTrigger;
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
