/** A reference to another subgraph's entity; null for none. The gateway asks its owner for the rest. */
export const stubOf = (id: string | null): { id: string } | null => (id === null ? null : { id });
