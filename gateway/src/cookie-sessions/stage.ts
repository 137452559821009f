import {
  getArgumentValues,
  getNamedType,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLObjectType,
  type SelectionSetNode,
} from 'graphql';
import type { OperationAnswer } from '../pipeline/answer';
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
  const roots = fieldsOf(operation, operation.definition.selectionSet);
  const starting = roots.flatMap((field) => startingOf(operation, field));
  const variables = withRefreshToken(request, roots, slot);
  const answer = await next({ ...request, variables, mayBeVerbatim: false });
  const data = answer.data ? structuredClone(answer.data) : answer.data;
  const kept = starting.flatMap((field) => takeTokens(data, field));
  const last = kept.at(-1);
  if (last) slot.setCookies = cookiesOf(last, slot.sameSite);
  else if (endsSession(request, roots, answer)) slot.setCookies = cookiesGone(slot.sameSite);
  return data === undefined ? answer : { ...answer, data };
};

/** The fields of a selection, fragments spread, whatever their conditions. */
function fieldsOf({ fragments }: Operation, selections: SelectionSetNode): FieldNode[] {
  const spread = new Set<string>();
  const visit = ({ selections: all }: SelectionSetNode): FieldNode[] =>
    all.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      if (selection.kind === Kind.INLINE_FRAGMENT) return visit(selection.selectionSet);
      const { value } = selection.name;
      const fragment = spread.has(value) ? undefined : fragments[value];
      spread.add(value);
      return fragment ? visit(fragment.selectionSet) : [];
    });
  return visit(selections);
}

const keyOf = ({ alias, name }: FieldNode): string => (alias ?? name).value;

function payloadOf({ schema }: Operation, { name }: FieldNode): GraphQLObjectType | null {
  const type = getNamedType(schema.getMutationType()?.getFields()[name.value]?.type);
  return isObjectType(type) ? type : null;
}

/** @throws GraphQLError BAD_REQUEST for one whose tokens are not asked for: they would be lost */
function startingOf(operation: Operation, field: FieldNode): Starting[] {
  const payload = payloadOf(operation, field);
  const tokensType = getNamedType(payload?.getFields()['tokens']?.type);
  if (!isObjectType(tokensType) || !TOKEN_FIELDS.every((name) => name in tokensType.getFields())) return [];
  const inPayload = field.selectionSet ? fieldsOf(operation, field.selectionSet) : [];
  const tokens = inPayload
    .filter(({ name }) => name.value === 'tokens')
    .map((node) => {
      const inTokens = node.selectionSet ? fieldsOf(operation, node.selectionSet) : [];
      const keys = (name: string) => inTokens.filter((one) => one.name.value === name).map(keyOf);
      return { key: keyOf(node), accessToken: keys('accessToken'), refreshToken: keys('refreshToken') };
    });
  const isAsked = TOKEN_FIELDS.every((name) => tokens.some((one) => one[name].length > 0));
  if (isAsked) return [{ key: keyOf(field), tokens }];
  throw refusal(
    400,
    'BAD_REQUEST',
    `Ask "${field.name.value}" for "tokens { accessToken refreshToken }": the server puts them into the cookies, and they are empty in the answer.`,
  );
}

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
 * @throws GraphQLError BAD_REQUEST for an input that stands in the document: documents are kept, secrets don't belong there
 */
function withRefreshToken(
  { variables: given }: OperationRequest,
  roots: readonly FieldNode[],
  { refreshToken }: CookieSlot,
): OperationRequest['variables'] {
  const variables: Record<string, unknown> = { ...given };
  for (const field of roots.filter(({ name }) => name.value === 'refreshTokens')) {
    const input = field.arguments?.find(({ name }) => name.value === 'input')?.value;
    const inside =
      input?.kind === Kind.OBJECT ? input.fields.find(({ name }) => name.value === 'refreshToken') : null;
    if (input?.kind === Kind.VARIABLE) {
      variables[input.name.value] = {
        ...(variables[input.name.value] as object),
        refreshToken: refreshToken ?? '',
      };
    } else if (inside?.value.kind === Kind.VARIABLE) variables[inside.value.name.value] = refreshToken ?? '';
    else throw refusal(400, 'BAD_REQUEST', 'Give the input of "refreshTokens" as a variable.');
  }
  return variables;
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
        ({ path, extensions }) => path?.[0] === keyOf(node) && extensions['code'] === 'UNAUTHENTICATED',
      );
      if (failed.some(({ extensions }) => !STAYS.includes(String(extensions['reason'])))) return true;
    }
    if (field?.name === 'logOut' && data?.[keyOf(node)]) {
      const { input } = getArgumentValues(field, node, { ...variables }) as {
        input?: Record<string, unknown>;
      };
      if (!input?.['others'] && input?.['sessionId'] == null) return true;
    }
  }
  return false;
}

/** Reasons of a refused refresh after which the session goes on. */
const STAYS = ['TOO_MANY_RETRIES', 'ADDRESS_NOT_ALLOWED', 'EMAIL_NOT_VERIFIED'];
