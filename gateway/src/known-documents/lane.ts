import type { RequestListener } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { asGraphQLError } from '../../../service-kit/errors/errors';
import { requestIdOf } from '../../../service-kit/http/http';
import type { Lane } from '../../../service-kit/http/lane';
import { nameByRoute, spanOfRequest } from '../../../service-kit/http/traced-requests';
import { coerceVariables } from '../../../service-kit/http/variables';
import { within } from '../../../service-kit/telemetry/tracing';
import { giveBack, readBody } from '../http/read-ahead';
import { clientOf } from '../telemetry/client-name';
import type { WindowState } from '../limits/rates/request-window';
import { recordOperation } from '../telemetry/operation-metrics';
import type { PersistedOperations } from '../persisted/persisted-operations';
import { countsFor } from '../persisted/safelist';
import type { Operation } from '../pipeline/operation';
import type { OperationRequest } from '../pipeline/stage';
import type { OperationAnswer } from '../pipeline/answer';
import { chosenOperation, type ValidDocument } from '../pipeline/valid-document';
import type { ServedGraph } from '../graphs/served-graph';
import { AnswerHead, formatErrors } from './answer';
import { createAnswerWriter, type AnswerWriter, type Exchange } from './answer-writer';
import type { LaneParts, FormattedAnswer } from './lane-parts';
import { MAX_BYTES, readHead, readPlain, type PlainRequest } from './plain-request';

/*
 * Operations whose documents are valid already, because they are on the manifest or because Apollo Server has found them so
 * before, need nothing of Fastify and Apollo Server. When such a one is asked in the plain way, it goes from Node's HTTP
 * server to the stages directly, and its answer is the one that they would have given, byte for byte. Whatever is not plain,
 * or does not go well before it is executed, is handed over to them as if this lane were not there.
 */

/** Makes the lane before a server's other routes. @param app what it hands over to; has to accept what was read ahead */
export function createKnownDocumentsLane(parts: LaneParts, app: FastifyInstance): Lane {
  const { addresses, http } = parts.limits;
  const maxBytes = Math.min(MAX_BYTES, http.bodyBytes);
  const write = createAnswerWriter(parts, app);

  return (request, response, usual) => {
    const head = readHead(request, maxBytes);
    if (!head) return usual(request, response);
    const ip = parts.addressOf(request);
    const exchange = { request, response, head, ip, startedAt: performance.now() };
    const begin = (window: WindowState | null) => {
      if (window?.allowed !== false) return void read({ ...exchange, window }, parts, write, usual);
      addresses.keep(request, window);
      usual(request, response);
    };
    const counted = addresses.count(request, ip);
    if (counted instanceof Promise) counted.then(begin, () => usual(request, response));
    else begin(counted);
  };
}

/** Reads the body, then answers, or hands over with what was read. */
function read(exchange: Exchange, parts: LaneParts, write: AnswerWriter, usual: RequestListener): void {
  const { request, response, head, window } = exchange;
  readBody(request, head.length, (body) => {
    const handOver = () => {
      parts.limits.addresses.keep(request, window);
      giveBack(request, body);
      usual(request, response);
    };
    const span = spanOfRequest(request.headers); // reading the body has lost it
    within(span, () => take(exchange, body.toString(), parts, write)).then(
      (isTaken) => isTaken || handOver(),
      (error: unknown) => write.fault(exchange, error),
    );
  });
}

/** A plain request for a valid document. */
interface Asked {
  readonly plain: PlainRequest;
  readonly document: ValidDocument;
  readonly graph: ServedGraph;
}

function find({ graphs, persisted, known, limits }: LaneParts, text: string): Asked | null {
  const graph = graphs.current;
  const safelist = persisted.for(graph);
  const plain = safelist && readPlain(text, safelist);
  if (!plain) return null;
  const wanted = plain.listed?.body ?? plain.query;
  const document = wanted === null ? undefined : known.find(graph.schema, wanted);
  return document && limits.variablesFit(plain.variables) ? { plain, document, graph } : null;
}

/** Resolves to false before anything was executed, or when it was answered. */
async function take(
  exchange: Exchange,
  text: string,
  parts: LaneParts,
  write: AnswerWriter,
): Promise<boolean> {
  const asked = find(parts, text);
  if (!asked) return false;
  const { plain, document, graph } = asked;
  const { request: raw, ip } = exchange;
  const operation = chosenOperation(document, plain.operationName);
  if (!operation) return false;
  const { name: client } = clientOf(raw.headers);
  if (!mayRun(plain, client, parts.persisted)) return false;
  const variables = coerced(operation, plain.variables);
  if (!variables) return false;
  const received = { id: requestIdOf(raw.headers), headers: raw.headers, ip, trace: null, raw };
  const made = parts.contextOf(received);
  const context = made instanceof Promise ? await made : made;
  if (context.tokenRefusal !== undefined) return false; // Apollo Server's plugin says what becomes of it
  if (plain.listed) parts.persisted.metrics.count('listed', client);
  nameByRoute(raw, '/graphql');
  parts.metrics.knownDocuments.add(plain.listed ? 'listed' : 'known');
  const answerHead = new AnswerHead();
  const answer = await execute(parts, graph, {
    operation,
    variables,
    context,
    head: answerHead,
    mayBeVerbatim: parts.mayBeVerbatim,
  });
  recordOperation(parts.metrics, {
    operation,
    errors: answer.errors,
    hasData: Boolean(answer.data),
    isKnownCaller: context.viewer !== null,
    client,
    startedAt: exchange.startedAt,
  });
  await write.answer(exchange, received, answerHead, answer);
  return true;
}

/** Whether admission would let it pass without a word. */
function mayRun({ listed }: PlainRequest, client: string | null, persisted: PersistedOperations): boolean {
  return listed ? countsFor(listed, client) : persisted.modeOf(client) === 'off';
}

function coerced({ schema, definition }: Operation, given: PlainRequest['variables']) {
  const { variableDefinitions = [] } = definition;
  if (variableDefinitions.length === 0) return {};
  return coerceVariables(schema, variableDefinitions, given, 0).coerced ?? null;
}

async function execute(
  { masking }: LaneParts,
  graph: ServedGraph,
  request: OperationRequest & { head: AnswerHead },
): Promise<FormattedAnswer> {
  let answer: OperationAnswer;
  try {
    answer = await graph.execute(request);
  } catch (thrown) {
    const error = asGraphQLError(thrown);
    masking.belong([error], request.context, request.operation.name);
    return { errors: formatErrors([error], request.head, masking.formatError, request.head.status ?? 500) };
  }
  const { errors, ...rest } = answer;
  if (!errors) return rest;
  masking.belong(errors, request.context, request.operation.name);
  const status = errors.length > 0 && rest.data === undefined ? 400 : undefined;
  return { ...rest, errors: formatErrors(errors, request.head, masking.formatError, status) };
}
