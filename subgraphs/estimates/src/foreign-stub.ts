import { isId } from '../../../service-kit/data/ids';

/** A reference to another subgraph's entity; null for none. The gateway asks its owner for the rest. */
export const stubOf = (id: string | null): { id: string } | null => (id === null ? null : { id });

/** Answers a reference as it came: whether there is such a one is its owner's to say. */
export const stubById = ({ id }: { id: string }): { id: string } | null =>
  isId(id) ? { id: id.toLowerCase() } : null;
