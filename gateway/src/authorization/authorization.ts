import { perOperation, type Operation } from '../pipeline/operation';
import type { Execute, OperationRequest } from '../pipeline/stage';
import type { GraphFacts, StageFactory } from '../graphs/served-graph';
import { censored, refusedAltogether } from './censor';
import { meets, type Demand, type Grants } from './demand';
import { payloadFields, type PayloadFields } from './new-sessions';
import { permittedPart, type PermittedPart } from './permitted-part';
import type { PolicyEvaluator } from './policies';
import { createPositions, eachField, type Position, type Positions } from './positions';
import { compileRules, type AccessRules } from './rules';
import { createVerdicts, type Verdicts } from './verdicts';

/*
 * The second wall (docs/authorization.md): what `@authenticated`, `@requiresScopes` and `@policy` demand is looked at
 * before anything is planned. Who meets all that an operation demands passes at the cost of a few set look-ups; for
 * others the operation is cut down to what they may see.
 */

/** Operations cut down, kept per operation: one per distinct set of met demands. */
const MAX_PARTS = 64;
const NO_POLICIES: ReadonlySet<string> = new Set();

/** What is known of an operation, whoever asks. */
interface Requirements {
  readonly root: Position | null;
  readonly demands: readonly Demand[];
  readonly policies: readonly string[];
  /** Below a payload that shows who has just logged in. */
  readonly payload: PayloadFields;
  /** By which of the demands are met. */
  readonly outcomes: Map<string, Outcome>;
}

/** What someone gets who meets some of the demands. `part` is null when that is enough. */
interface Outcome {
  readonly verdicts: Verdicts;
  readonly part: PermittedPart | null;
}

/**
 * The stage that enforces the auth directives; innermost, so that whatever stands before it works with the client's own
 * operation.
 *
 * @param evaluate which policies hold for a request
 * @returns a factory that throws SupergraphError for a supergraph whose directives it can't enforce
 */
export const authorization =
  (evaluate: PolicyEvaluator): StageFactory =>
  (graph) => {
    const rules = compileRules(graph.supergraph);
    const positions = createPositions(graph.schema);
    const payloadOf = payloadFields(graph.supergraph, positions);
    const requirementsOf = perOperation((operation) => {
      const found = readRequirements(operation, graph, rules, positions);
      return { ...found, payload: payloadOf(operation, found.root) };
    });

    return (next) => (request) => {
      const requirements = requirementsOf(request.operation);
      const { demands, policies } = requirements;
      if (demands.length === 0) return next(request);
      if (policies.length > 0) return withPolicies(request, requirements, next);
      const grants = { viewer: request.context.viewer, policies: NO_POLICIES };
      const { foreign } = requirements.payload;
      return foreign.size === 0 && demands.every((demand) => meets(demand, grants))
        ? next(request)
        : inPart(request, requirements, grants, next);
    };

    async function withPolicies(request: OperationRequest, requirements: Requirements, next: Execute) {
      const { viewer } = request.context;
      const policies = await evaluate(requirements.policies, request.context);
      return inPart(request, requirements, { viewer, policies }, next);
    }

    async function inPart(
      request: OperationRequest,
      requirements: Requirements,
      grants: Grants,
      next: Execute,
    ) {
      const { part, verdicts } = outcomeFor(request.operation, requirements, grants);
      if (!part) return next(request);
      const { payload } = requirements;
      const refused = refusedAltogether(request, verdicts);
      if (refused) return refused;
      const answer = part.operation ? await next(partOf(request, part.operation)) : { data: {} };
      return censored(request, part, { verdicts, payload }, answer);
    }

    function outcomeFor(operation: Operation, requirements: Requirements, grants: Grants): Outcome {
      const { demands, outcomes, root, payload } = requirements;
      const met = demands.filter((demand) => meets(demand, grants));
      const key = demands.map((demand) => (met.includes(demand) ? '1' : '0')).join('');
      let outcome = outcomes.get(key);
      if (!outcome) {
        const verdicts = createVerdicts(rules, positions, new Set(met));
        outcome = {
          verdicts,
          part: root && permittedPart(operation, { root, positions, verdicts, payload }),
        };
        const [oldest] = outcomes.keys();
        if (outcomes.size >= MAX_PARTS && oldest !== undefined) outcomes.delete(oldest);
        outcomes.set(key, outcome);
      }
      return outcome;
    }
  };

/** Everything an operation can demand, at most: of every type its objects can have. */
function readRequirements(
  operation: Operation,
  { schema }: GraphFacts,
  rules: AccessRules,
  positions: Positions,
): Omit<Requirements, 'payload'> {
  const type = schema.getRootType(operation.type);
  const root = type ? positions.under(type) : null;
  const demands = new Set<Demand>();
  const add = (more: readonly Demand[]) => more.forEach((demand) => demands.add(demand));
  if (root) {
    eachField(operation, positions, root, (node, live) => {
      for (const one of live) {
        const returned = one.getFields()[node.name.value]?.type;
        if (!returned) continue; // `__typename`
        add(rules.ofField(one.name, node.name.value));
        const below = positions.under(returned);
        if (below?.isAbstract) below.types.forEach(({ name }) => add(rules.ofType(name)));
      }
    });
  }
  const all = [...demands];
  const policies = all.flatMap(({ kind, anyOf }) => (kind === 'policies' ? anyOf.flat() : []));
  return { root, demands: all, policies: [...new Set(policies)], outcomes: new Map() };
}

/** The request for a part of its operation, with the variables of that part. */
function partOf(request: OperationRequest, operation: Operation): OperationRequest {
  const names = (operation.definition.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
  const given = names.filter((name) => Object.hasOwn(request.variables, name));
  const variables = Object.fromEntries(given.map((name) => [name, request.variables[name]]));
  return { ...request, operation, variables, mayBeVerbatim: false }; // what is denied is put into the data
}
