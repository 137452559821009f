import { createInputCheck, type InputCheck } from '../../../../service-kit/data/input-check';
import { isId } from '../../../../service-kit/data/ids';
import { read } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import type { CustomField } from '../custom-fields/custom-field.entity';
import { isWritable } from '../custom-fields/written-value';
import type { CrmRuleActionInput } from '../generated/types';
import type { ConnectionRef } from '../runtime';
import { withReferences, type References } from '../writes/references';
import { fieldsOfRule } from './rule-fields';
import { KNOWN_PLACES, PDF_PLACE } from './rule-plan';
import type { Rule, RuleAction } from './rule.entity';

const LONGEST_NAME = 200;
const LONGEST_TEXT = 5_000;
const MOST_ACTIONS = 10;

/** What an input says of a rule. */
interface Given {
  name: string;
  actions: readonly CrmRuleActionInput[];
}

function checkText(check: InputCheck, text: string, path: string[]): string {
  const given = check.requiredText(text, LONGEST_TEXT, path);
  for (const [, name = ''] of given.matchAll(/\{([^{}\n]{0,40})\}/g)) {
    if (!KNOWN_PLACES.includes(name)) {
      check.refuse(
        'UNKNOWN_PLACE',
        path,
        `There is no {${name}}. Known are ${KNOWN_PLACES.map((one) => `{${one}}`).join(', ')}.`,
      );
    }
  }
  return given;
}

/** The PDF is what a client is shown: whoever has it put into notes may read estimates, and the rule has one. */
function checkNote(
  ctx: Context,
  check: InputCheck,
  given: string,
  path: string[],
  entersStage: boolean,
): string {
  const text = checkText(check, given, path);
  if (!text.includes(PDF_PLACE)) return text;
  if (entersStage) {
    check.refuse(
      'NOT_FOR_TRIGGER',
      path,
      'A lead that enters a stage has no estimate to link to: leave {pdf} out.',
    );
  }
  if (!ctx.viewer.permissions.has('estimates:read')) {
    check.refuse(
      'ESTIMATES_READ_NEEDED',
      path,
      'Whoever has estimates linked to needs the permission estimates:read.',
    );
  }
  if (!ctx.crm.settings.webhookBase) {
    check.refuse(
      'NO_PUBLIC_URL',
      path,
      'This installation does not know its public address (PUBLIC_URL): leave {pdf} out.',
    );
  }
  return text;
}

/** Values of fields are compared with what stands there, and a link is another each time. */
function checkPlain(check: InputCheck, given: string, path: string[]): string {
  const text = checkText(check, given, path);
  if (text.includes(PDF_PLACE)) check.refuse('NOTE_ONLY', path, '{pdf} stands in notes only.');
  return text;
}

function checkField(
  check: InputCheck,
  { kind, fieldKey, text }: CrmRuleActionInput,
  path: (field: string) => string[],
  fields: ReadonlyMap<string, CustomField>,
): RuleAction {
  const field = fields.get(fieldKey ?? '');
  if (!field || field.isDeleted) {
    const message = 'The account has no custom field of leads with this key: map one (mapCustomField).';
    check.refuse('CUSTOM_FIELD_NOT_FOUND', path('fieldKey'), message);
  } else if (!isWritable(field.type)) {
    check.refuse(
      'FIELD_NOT_WRITABLE',
      path('fieldKey'),
      `Values of the type ${field.type} can’t be written.`,
    );
  }
  return {
    kind,
    ...(fieldKey == null ? {} : { fieldKey }),
    text: checkPlain(check, text ?? '', path('text')),
  };
}

async function checkAction(
  ctx: Context,
  check: InputCheck,
  references: References,
  given: CrmRuleActionInput,
  index: number,
  fields: ReadonlyMap<string, CustomField>,
  entersStage: boolean,
): Promise<RuleAction> {
  const path = (field: string) => ['actions', String(index), field];
  const { kind, stageId, text, templateId } = given;
  if (kind === 'MOVE_STAGE') {
    if (stageId == null) check.refuse('REQUIRED', path('stageId'), 'Say where the lead is to be moved.');
    const stage = await references.stage(stageId, path('stageId').join('.'));
    return stage ? { kind, pipelineKommoId: stage.pipelineKommoId, stageKommoId: stage.kommoId } : { kind };
  }
  if (kind === 'SET_CUSTOM_FIELD') return checkField(check, given, path, fields);
  if (kind === 'ADD_NOTE')
    return { kind, text: checkNote(ctx, check, text ?? '', path('text'), entersStage) };
  if (kind === 'CREATE_ESTIMATE') {
    if (!ctx.viewer.permissions.has('estimates:write')) {
      check.refuse(
        'ESTIMATES_WRITE_NEEDED',
        path('kind'),
        'Whoever makes such a rule needs the permission estimates:write.',
      );
    }
    if (templateId != null && !isId(templateId)) {
      check.refuse('ESTIMATE_NOT_FOUND', path('templateId'), 'This is no estimate’s id.');
    }
    return {
      kind,
      ...(text == null ? {} : { text: checkPlain(check, text, path('text')) }),
      ...(templateId == null ? {} : { templateId: templateId.toLowerCase() }),
    };
  }
  return { kind };
}

/** What does not go with what makes the rule run. */
function checkTrigger(check: InputCheck, actions: Given['actions'], entersStage: boolean): void {
  actions.forEach(({ kind }, index) => {
    if (kind === 'CREATE_ESTIMATE' && !entersStage) {
      check.refuse(
        'NOT_FOR_TRIGGER',
        ['actions', String(index), 'kind'],
        'A draft is made when a lead enters a stage.',
      );
    }
    if (kind === 'SET_PRICE' && entersStage) {
      check.refuse(
        'NOT_FOR_TRIGGER',
        ['actions', String(index), 'kind'],
        'A price is taken from an estimate that was moved.',
      );
    }
  });
}

/** Reads what an input says of a rule. @throws InputRejected */
export async function checkRule(
  ctx: Context,
  ref: ConnectionRef,
  input: Given,
  trigger: Rule['trigger'],
  stageId?: string | null,
) {
  const check = createInputCheck();
  const name = check.requiredText(input.name, LONGEST_NAME, ['name']);
  if (input.actions.length === 0 || input.actions.length > MOST_ACTIONS) {
    check.refuse('ACTIONS_NEEDED', ['actions'], `Give 1 to ${MOST_ACTIONS} actions.`);
    check.finish();
  }
  const entersStage = trigger === 'LEAD_ENTERS_STAGE';
  if (entersStage && stageId == null)
    check.refuse('REQUIRED', ['stageId'], 'Say which stage the lead enters.');
  checkTrigger(check, input.actions, entersStage);
  const keyed = input.actions.map(({ kind, fieldKey }) => ({
    kind,
    ...(fieldKey == null ? {} : { fieldKey }),
  }));
  const fields = await read(ctx, (db) => fieldsOfRule(db, { ...ref, actions: keyed }));
  const found = await withReferences(ctx, ref, check, async (references) => {
    const stage = entersStage ? await references.stage(stageId, 'stageId') : null;
    const actions: RuleAction[] = [];
    for (const [index, action] of input.actions.entries()) {
      actions.push(await checkAction(ctx, check, references, action, index, fields, entersStage));
    }
    return { stage, actions };
  });
  if (
    found.actions.some(
      ({ kind, stageKommoId, pipelineKommoId }) =>
        kind === 'MOVE_STAGE' &&
        found.stage &&
        stageKommoId === found.stage.kommoId &&
        pipelineKommoId === found.stage.pipelineKommoId,
    )
  ) {
    check.refuse('NOTHING_TO_DO', ['actions'], 'The rule would move the lead to where it stands.');
  }
  check.finish();
  return {
    name,
    actions: found.actions,
    pipelineKommoId: found.stage?.pipelineKommoId ?? null,
    stageKommoId: found.stage?.kommoId ?? null,
  };
}
