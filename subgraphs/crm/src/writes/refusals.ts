import { InputRejected, reject, type UserErrorShape } from '../../../../service-kit/errors/user-errors';
import { KOMMO_ERROR_WORDS, type KommoError, type RefusedField } from '../kommo/kommo-error';

/* Kommo's refusals of a write, in the words of our inputs: what to mend, and where it stands. */

const PATHS: readonly (readonly [RegExp, string])[] = [
  [/^name$/, 'name'],
  [/^first_name$/, 'firstName'],
  [/^last_name$/, 'lastName'],
  [/^price$/, 'price'],
  [/^(status_id|pipeline_id)$/, 'stageId'],
  [/^responsible_user_id$/, 'responsibleUserId'],
  [/^_embedded\.contacts\.(\d+)\b/, 'contactIds.$1'],
  [/^_embedded\.companies\b/, 'companyId'],
  [/^_embedded\.tags\.(\d+)\b/, 'tags.$1'],
  [/^tags_to_add\.(\d+)\b/, 'addTags.$1'],
  [/^tags_to_delete\.(\d+)\b/, 'removeTags.$1'],
  [/^(params\.)?text$/, 'text'],
  [/^complete_till$/, 'dueAt'],
  [/^task_type_id$/, 'typeId'],
  [/^is_completed$/, 'isCompleted'],
  [/^result\b/, 'result'],
];
const OF_FIELD = /^custom_fields_values\.(\d+)(?:\.values\.(\d+))?/;
const NUMBERS: Record<string, string> = { PHONE: 'phones', EMAIL: 'emails' };

/** Where custom fields stand in an input, by Kommo's numbers; without it they are all there, in their order. */
export type Places = ReadonlyMap<number, readonly string[]>;

/** Where a field of Kommo's stands in our input; empty when it stands nowhere. */
function pathOf(path: string, body: Readonly<Record<string, unknown>>, places?: Places): string[] {
  const inField = OF_FIELD.exec(path);
  if (inField) {
    const fields = (body['custom_fields_values'] ?? []) as { field_code?: string; field_id?: number }[];
    const field = fields[Number(inField[1])];
    if (field?.field_id !== undefined) {
      const index = fields.filter((one) => one.field_id !== undefined).indexOf(field);
      return [...(places?.get(field.field_id) ?? ['customFields', String(index)])];
    }
    const name = NUMBERS[field?.field_code ?? ''];
    return name === undefined ? [] : [name, ...(inField[2] === undefined ? [] : [inField[2]])];
  }
  for (const [pattern, place] of PATHS) {
    const match = pattern.exec(path);
    if (match) return place.replace('$1', match[1] ?? '').split('.');
  }
  return [];
}

/** `NotSupportedChoice` is `KOMMO_NOT_SUPPORTED_CHOICE`; the list is Kommo's, and open. */
const codeOf = (code: string): string =>
  /^[A-Za-z]{1,40}$/.test(code)
    ? `KOMMO_${code.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()}`
    : KOMMO_ERROR_WORDS.invalid.code;

const fieldError = (
  { code, path, detail }: RefusedField,
  body: Readonly<Record<string, unknown>>,
  places?: Places,
): UserErrorShape => ({
  code: codeOf(code),
  path: pathOf(path, body, places),
  message: `Kommo refuses ${path === '' ? 'this' : `"${path}"`}: ${detail === '' ? 'it is not valid.' : detail}`,
});

/**
 * What a person is told of a refused write.
 *
 * @param body what was sent
 */
export function refusalsOf(
  error: KommoError,
  body: Readonly<Record<string, unknown>> = {},
  places?: Places,
): readonly UserErrorShape[] {
  const { kind, facts } = error;
  if (kind === 'invalid') {
    if (/talk is closed/i.test(facts.detail ?? '')) {
      const message = 'The conversation is closed. The contact, or somebody in Kommo, has to open it again.';
      return [{ code: 'TALK_CLOSED', path: [], message }];
    }
    const fields = facts.fields ?? [];
    if (fields.length > 0) return fields.map((field) => fieldError(field, body, places));
    const { code, message } = KOMMO_ERROR_WORDS.invalid;
    return [{ code, path: [], message: facts.detail ? `${message} It says: ${facts.detail}` : message }];
  }
  if (kind === 'forbidden' && /scope/i.test(facts.detail ?? '')) {
    const message =
      'The Kommo integration lacks the right for this. Add it to the integration’s accesses in Kommo, and connect the account again.';
    return [{ code: 'KOMMO_SCOPE_MISSING', path: [], message }];
  }
  if (kind === 'payment' && /limit|tariff|plan/i.test(facts.detail ?? '')) {
    const message = `The plan of the Kommo account does not allow this, or its quota is used up. Kommo says: ${facts.detail}`;
    return [{ code: 'KOMMO_PLAN', path: [], message }];
  }
  const { code, message } = KOMMO_ERROR_WORDS[kind];
  return [{ code, path: [], message }];
}

/** The same, to throw. */
export const rejectionOf = (
  error: KommoError,
  body?: Readonly<Record<string, unknown>>,
  places?: Places,
): InputRejected => new InputRejected(refusalsOf(error, body, places));

/** Nothing can be written just now. */
export const unusable = (): InputRejected =>
  reject(
    'CONNECTION_UNUSABLE',
    '',
    'Kommo can’t be asked now: the account is not connected, or Kommo wants us to pause. See its connection.',
  );

const LONGEST_QUOTE = 200;

/** A value as a message quotes it: one line of it at most. */
export function quoted(value: string): string {
  const line = value.replace(/\s+/g, ' ').trim();
  // A cut in the middle of a pair would leave half a character.
  return line.length <= LONGEST_QUOTE
    ? line
    : `${line.slice(0, LONGEST_QUOTE).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** What the audit says beside a change that may have been done: Kommo's answer was lost, and it did not show the change when it was asked. */
export const UNCERTAIN_NOTE = { uncertain: true } as const;

const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/** Whether a write that failed may have been done all the same: its answer was lost, broken, or a fault's. */
export const mayBeDone = ({ kind, facts }: KommoError): boolean =>
  kind === 'malformed' || (kind === 'unavailable' && !NEVER_SENT.has(facts.detail ?? ''));
