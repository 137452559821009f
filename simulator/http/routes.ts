import type { Handler } from './call';

/** Handlers by method for one path pattern; `:name` matches one part of the path. */
export interface Route {
  pattern: string;
  methods: Readonly<Record<string, Handler>>;
}

export interface Match {
  route: Route;
  params: Record<string, string>;
}

/** Finds the route of a path. Fixed parts win over `:name` parts, so `/leads/pipelines` is no lead id. */
export class RouteTable {
  private readonly routes: { parts: string[]; route: Route }[];

  constructor(routes: readonly Route[]) {
    this.routes = routes.map((route) => ({ parts: route.pattern.split('/'), route }));
    const wildcards = (parts: string[]): string =>
      parts.map((part) => (part.startsWith(':') ? '1' : '0')).join('');
    this.routes.sort((a, b) => wildcards(a.parts).localeCompare(wildcards(b.parts)));
  }

  match(path: string): Match | undefined {
    const given = path.split('/');
    for (const { parts, route } of this.routes) {
      const params = matchParts(parts, given);
      if (params) return { route, params };
    }
    return undefined;
  }
}

function matchParts(parts: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  if (parts.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const value = given[index] as string;
    if (part.startsWith(':')) {
      // Numeric ids only, except where the name says otherwise: `/leads/zzz` is an unknown route.
      if (!(part === ':id' ? /^\d{1,15}$/ : /^[\w-]{1,64}$/).test(value)) return undefined;
      params[part.slice(1)] = value;
    } else if (part !== value) return undefined;
  }
  return params;
}
