import type { EntityManager } from 'typeorm';
import type { PlannedStep } from './rule-plan';
import type { RuleRun } from './rule-run.entity';

/** What sets a value, which something newer may have set since. */
const SETTING: readonly string[] = ['MOVE_STAGE', 'SET_PRICE', 'SET_CUSTOM_FIELD'];
const DETAIL = 'Something newer has happened to the lead, and a rule answers that.';

/**
 * Takes out of a plan what a newer run sets: one that was tried again for hours must not undo what came after it. Newer is what
 * happened later to the same lead and estimate, for a rule that sets the same.
 */
export async function skipOvertaken(
  db: EntityManager,
  run: Pick<RuleRun, 'orgId' | 'id' | 'leadId'>,
  plan: PlannedStep[],
): Promise<void> {
  const open = plan.filter(({ body, field }) => body !== undefined || field !== undefined);
  if (open.length === 0) return;
  const rows = (await db.query(
    `SELECT DISTINCT action ->> 'kind' AS kind, action ->> 'fieldKey' AS "fieldKey"
       FROM crm.rule_runs own
       JOIN crm.rule_runs newer ON newer.org_id = own.org_id AND newer.lead_id = own.lead_id
        AND newer.facts ->> 'estimateId' IS NOT DISTINCT FROM own.facts ->> 'estimateId'
        AND newer.created_at > own.created_at
       JOIN crm.rules rule ON rule.org_id = newer.org_id AND rule.id = newer.rule_id
      CROSS JOIN jsonb_array_elements(rule.actions) AS action
      WHERE own.org_id = $1 AND own.id = $2 AND action ->> 'kind' = ANY ($3::text[])`,
    [run.orgId, run.id, SETTING],
  )) as { kind: string; fieldKey: string | null }[];
  const what = ({ kind, fieldKey }: { kind: string; fieldKey?: string | null }) =>
    `${kind} ${fieldKey ?? ''}`;
  const overtaken = new Set(rows.map(what));
  for (const planned of open) {
    if (!overtaken.has(what(planned.action))) continue;
    delete planned.body;
    delete planned.field;
    Object.assign(planned.step, { outcome: 'SKIPPED', detail: DETAIL });
  }
}
