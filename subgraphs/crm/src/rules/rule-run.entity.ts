import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';
import type { CrmRuleActionKind, CrmRuleRunState, CrmRuleStepOutcome } from '../generated/types';

/** What one action came to. */
export interface RuleStep {
  kind: CrmRuleActionKind;
  outcome: CrmRuleStepOutcome;
  /** What was done, or why not, for people. */
  detail: string;
}

/** What is known of the estimate a rule reacts to, or that a dry run supposes. */
export interface EstimateFacts {
  estimateId: string;
  number: string | null;
  title: string;
  status: string;
  payable: string;
  currency: string;
}

/** One time that a rule did something, or had nothing to do. */
@Entity('rule_runs')
export class RuleRun {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') connectionId!: string;
  @Column('uuid') ruleId!: string;
  @Column('uuid') leadId!: string;
  /** The estimate it reacts to, or that it made. */
  @Column('uuid', { nullable: true }) estimateId!: string | null;
  @Column('jsonb') facts!: EstimateFacts | Record<string, never>;
  @Column('text') state!: CrmRuleRunState;
  @Column('jsonb') steps!: RuleStep[];
  /** Writes to Kommo that were written down, by the action's place. */
  @Column('jsonb') writeIds!: Record<string, string>;
  @Column('text', { nullable: true }) errorCode!: string | null;
  @Column('text', { nullable: true }) errorMessage!: string | null;
  @Column('timestamptz', { nullable: true }) errorAt!: Date | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) finishedAt!: Date | null;
}

describeColumns(RuleRun, {
  shows: {
    CrmRuleRun: {
      rule: ['ruleId'],
      lead: ['leadId'],
      error: ['errorCode', 'errorMessage', 'errorAt'],
    },
  },
});
