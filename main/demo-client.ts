/** A GraphQL client as small as a stranger would write it; the demo uses nothing but the public endpoint. */
export interface DemoClient {
  /** Runs an operation. @throws Error with the answer's first error */
  ask<T>(query: string, variables?: Record<string, unknown>): Promise<T>;
  /** Runs an operation whose refusal is the point. @returns the codes of its errors */
  refusals(query: string, variables?: Record<string, unknown>): Promise<string[]>;
}

interface GraphQLAnswer<T> {
  data?: T;
  errors?: { message: string; extensions?: { code?: string } }[];
}

interface UserErrors {
  userErrors?: { code: string; message: string; path: string[] }[];
}

/** @param url the server's address. @param token an access token, once there is one */
export function demoClient(url: string, token?: string): DemoClient {
  async function send<T>(query: string, variables: Record<string, unknown> = {}): Promise<GraphQLAnswer<T>> {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as GraphQLAnswer<T>;
  }
  return {
    async ask<T>(query: string, variables?: Record<string, unknown>): Promise<T> {
      const { data, errors } = await send<T>(query, variables);
      if (errors?.[0]) throw new Error(`${errors[0].extensions?.code ?? 'ERROR'}: ${errors[0].message}`);
      for (const payload of Object.values((data ?? {}) as Record<string, UserErrors | null>)) {
        const rejected = payload?.userErrors?.[0];
        if (rejected) throw new Error(`${rejected.code} at ${rejected.path.join('.')}: ${rejected.message}`);
      }
      if (!data) throw new Error('The server answered neither data nor errors.');
      return data;
    },
    async refusals(query, variables) {
      const { errors } = await send(query, variables);
      return (errors ?? []).map((error) => error.extensions?.code ?? 'ERROR');
    },
  };
}
