import { auditServer, type AuditResult } from 'graphql-http';
import { startTinyGateway, type TinyGateway } from '../../../testkit/tiny-gateway';

/*
 * GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/), by the audit of the package graphql-http.
 */

/** SHOULD, and not done on purpose: why stands in docs/http.md. */
const KNOWINGLY: Record<string, string> = {
  '572B': 'SHOULD use 200 status code on document parsing failure when accepting application/json',
  FDE2: 'SHOULD use 200 status code on document validation failure when accepting application/json',
  '7B9B': 'SHOULD use a status code of 200 on variable coercion failure when accepting application/json',
};

describe.each(['development', 'production'] as const)('GraphQL over HTTP, in %s', (environment) => {
  let tiny: TinyGateway;
  let results: AuditResult[];
  beforeAll(async () => {
    tiny = await startTinyGateway('in-process', { environment, introspection: true }); // it asks for __type
    const address = await tiny.gateway.app.listen({ port: 0 });
    results = await auditServer({ url: `${address}/graphql`, fetchFn: asOurClients });
  });
  afterAll(() => tiny.close());

  it('passes every audit but the warnings that are explained', () => {
    expect(results.length).toBeGreaterThanOrEqual(61);
    const failed = results.filter(({ status }) => status !== 'ok');
    expect(Object.fromEntries(failed.map(({ id, name }) => [id, name]))).toEqual(KNOWINGLY);
    expect(failed.map(({ status }) => status)).toEqual(failed.map(() => 'warn'));
  });
});

/** A GET says that no page sent it unasked, as our protection against forgery wants. */
const asOurClients: typeof fetch = (input, init) =>
  fetch(input, { ...init, headers: { ...(init?.headers as object), 'apollo-require-preflight': 'yes' } });
