import {
  getArgumentValues,
  getNamedType,
  isObjectType,
  Kind,
  visit,
  type FieldNode,
  type GraphQLObjectType,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { OperationAnswer } from '../pipeline/answer';
import { responseKey } from '../pipeline/collect-fields';
import type { Operation } from '../pipeline/operation';
import { refusal } from '../pipeline/refusal';
import type { OperationRequest, Stage } from '../pipeline/stage';
import type { CookieSlot } from './cookie-requests';
import { cookiesGone, cookiesOf } from './cookies';

/*
 * What sessions in cookies change about an operation: the refresh token of the cookie takes the place of the variable's, and the
 * tokens of an answer go into cookies, and are empty in it. All by the schema: a field of the mutation whose payload has `tokens`.
 */

const TOKEN_FIELDS = ['accessToken', 'refreshToken'] as const;

/** A field at the root of the operation that may answer tokens. */
interface Starting {
  /** Its key in the answer. */
  key: string;
  /** The keys of `tokens` in its payload, and of the two in each. */
  tokens: { key: string; accessToken: string[]; refreshToken: string[] }[];
}

/** Works for requests with cookies only; others pass. */
export const cookieSessions: Stage = (next) => async (request) => {
  const slot = request.context.cookies;
  const { operation } = request;
  if (!slot || operation.type !== 'mutation') return next(request);
  // Its head is sent before the answer is there, so no cookie could be set.
  if (request.context.subscription) throw refusal(400, 'BAD_REQUEST', NOT_AS_EVENTS);
  const roots = fieldsOf(operation, operation.definition.selectionSet);
  const starting = roots.flatMap((field) => startingOf(operation, field));
  if (starting.length > 1) throw refusal(400, 'BAD_REQUEST', ONE_SESSION);
  const variables = withRefreshToken(request, roots, slot);
  const answer = await next({ ...request, variables, mayBeVerbatim: false });
  const data = answer.data ? structuredClone(answer.data) : answer.data;
  const kept = starting.flatMap((field) => takeTokens(data, field));
  const last = kept.at(-1);
  if (last) slot.setCookies = cookiesOf(last, slot.sameSite);
  else if (endsSession(request, roots, answer)) slot.setCookies = cookiesGone(slot.sameSite);
  return data === undefined ? answer : { ...answer, data };
};

const NOT_AS_EVENTS =
  'A mutation of a session in cookies is answered as JSON only: send it without "Accept: text/event-stream".';

const ONE_SESSION =
  'Start one session in an operation: the cookies of a browser keep one. Send the others as operations of their own.';

/** A field, and whether it or a fragment around it has a condition. */
type Selected = FieldNode & { mayNotRun: boolean };

/** The fields of a selection, fragments spread, whatever their conditions. */
function fieldsOf({ fragments }: Operation, selections: SelectionSetNode): Selected[] {
  const spread = new Set<string>();
  const visit = ({ selections: all }: SelectionSetNode, around: boolean): Selected[] =>
    all.flatMap((selection) => {
      const mayNotRun = around || isConditional(selection);
      if (selection.kind === Kind.FIELD) return [{ ...selection, mayNotRun }];
      if (selection.kind === Kind.INLINE_FRAGMENT) return visit(selection.selectionSet, mayNotRun);
      const { value } = selection.name;
      const fragment = spread.has(value) ? undefined : fragments[value];
      spread.add(value);
      return fragment ? visit(fragment.selectionSet, mayNotRun) : [];
    });
  return visit(selections, false);
}

const isConditional = ({ directives = [] }: SelectionNode): boolean =>
  directives.some(({ name }) => name.value === 'skip' || name.value === 'include');

function payloadOf({ schema }: Operation, { name }: FieldNode): GraphQLObjectType | null {
  const type = getNamedType(schema.getMutationType()?.getFields()[name.value]?.type);
  return isObjectType(type) ? type : null;
}

/**
 * @throws GraphQLError BAD_REQUEST for one whose tokens are not asked for, or may be left out of the answer by a condition: they
 *   would be lost
 */
function startingOf(operation: Operation, field: Selected): Starting[] {
  const payload = payloadOf(operation, field);
  const tokensType = getNamedType(payload?.getFields()['tokens']?.type);
  if (!isObjectType(tokensType) || !TOKEN_FIELDS.every((name) => name in tokensType.getFields())) return [];
  const inPayload = field.selectionSet ? fieldsOf(operation, field.selectionSet) : [];
  const refuseConditions = ({ mayNotRun, name }: Selected) => {
    if (mayNotRun) throw refusal(400, 'BAD_REQUEST', conditionOn(name.value));
  };
  refuseConditions(field);
  const tokens = inPayload
    .filter(({ name }) => name.value === 'tokens')
    .map((node) => {
      refuseConditions(node);
      const inTokens = node.selectionSet ? fieldsOf(operation, node.selectionSet) : [];
      inTokens.filter(({ name }) => TOKEN_FIELDS.some((one) => one === name.value)).forEach(refuseConditions);
      const keys = (name: string) => inTokens.filter((one) => one.name.value === name).map(responseKey);
      return { key: responseKey(node), accessToken: keys('accessToken'), refreshToken: keys('refreshToken') };
    });
  const isAsked = TOKEN_FIELDS.every((name) => tokens.some((one) => one[name].length > 0));
  if (isAsked) return [{ key: responseKey(field), tokens }];
  throw refusal(
    400,
    'BAD_REQUEST',
    `Ask "${field.name.value}" for "tokens { accessToken refreshToken }": the server puts them into the cookies, and they are empty in the answer.`,
  );
}

const conditionOn = (field: string): string =>
  `Take @skip and @include away from "${field}" and from the fragments around it: no cookie can be set for what may not run.`;

/** Takes the tokens out of an answer. */
function takeTokens(
  data: OperationAnswer['data'],
  { key, tokens }: Starting,
): { accessToken: string; refreshToken: string }[] {
  const payload = data?.[key] as Record<string, unknown> | null | undefined;
  const found: { accessToken?: string; refreshToken?: string } = {};
  for (const asked of tokens) {
    const pair = payload?.[asked.key] as Record<string, unknown> | null | undefined;
    if (!pair) continue;
    for (const name of TOKEN_FIELDS) {
      for (const place of asked[name]) {
        if (typeof pair[place] === 'string' && pair[place] !== '') found[name] = pair[place];
        pair[place] = '';
      }
    }
  }
  const { accessToken, refreshToken } = found;
  return accessToken && refreshToken ? [{ accessToken, refreshToken }] : [];
}

/**
 * Puts the cookie's refresh token where the operation has a variable for it.
 *
 * @throws GraphQLError BAD_REQUEST for an input that stands in the document: documents are kept, secrets don't belong there; and
 *   for a variable that something else uses, which could show the page's scripts what the cookie keeps from them
 */
function withRefreshToken(
  { operation, variables: given }: OperationRequest,
  roots: readonly FieldNode[],
  { refreshToken: kept }: CookieSlot,
): OperationRequest['variables'] {
  const variables: Record<string, unknown> = { ...given };
  const refreshToken = kept ?? '';
  const fields = roots.filter(({ name }) => name.value === 'refreshTokens');
  const names = fields.map((field) => {
    const input = field.arguments?.find(({ name }) => name.value === 'input')?.value;
    if (input?.kind === Kind.VARIABLE) {
      const name = input.name.value;
      variables[name] = { ...(variables[name] as object), refreshToken };
      return name;
    }
    const inside =
      input?.kind === Kind.OBJECT ? input.fields.find(({ name }) => name.value === 'refreshToken') : null;
    if (inside?.value.kind !== Kind.VARIABLE) {
      throw refusal(400, 'BAD_REQUEST', 'Give the input of "refreshTokens" as a variable.');
    }
    variables[inside.value.name.value] = refreshToken;
    return inside.value.name.value;
  });
  if (names.length > 0 && usesOf(operation, new Set(names)) > names.length) {
    throw refusal(400, 'BAD_REQUEST', 'Use the variable of "refreshTokens" nowhere else in the document.');
  }
  return variables;
}

/** How often variables stand in an operation and its fragments, their definitions aside. */
function usesOf({ definition, fragments }: Operation, names: ReadonlySet<string>): number {
  let uses = 0;
  for (const part of [definition, ...Object.values(fragments)]) {
    visit(part, {
      VariableDefinition: () => false,
      Variable: ({ name }) => void (names.has(name.value) && (uses += 1)),
    });
  }
  return uses;
}

/** Whether the session of the cookies is over: logged out here, or its refresh was refused for good. */
function endsSession(
  { operation, variables }: OperationRequest,
  roots: readonly FieldNode[],
  { data, errors = [] }: OperationAnswer,
): boolean {
  const fields = operation.schema.getMutationType()?.getFields() ?? {};
  for (const node of roots) {
    const field = fields[node.name.value];
    if (field?.name === 'refreshTokens') {
      const failed = errors.filter(
        ({ path, extensions }) => path?.[0] === responseKey(node) && extensions['code'] === 'UNAUTHENTICATED',
      );
      if (failed.some(({ extensions }) => !STAYS.includes(String(extensions['reason'])))) return true;
    }
    if (field?.name === 'logOut' && data?.[responseKey(node)]) {
      const { input } = getArgumentValues(field, node, { ...variables }) as {
        input?: Record<string, unknown>;
      };
      if (!input?.['others'] && input?.['sessionId'] == null) return true;
    }
  }
  return false;
}

/** Reasons of a refused refresh after which the session goes on. */
const STAYS = [
  'TOO_MANY_RETRIES',
  'ADDRESS_NOT_ALLOWED',
  'EMAIL_NOT_VERIFIED',
  'DEVICE_HEADERS_REQUIRED',
  'APP_VERSION_TOO_OLD',
];
