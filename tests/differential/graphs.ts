import type { GraphDefinition } from '../../testkit/federation/federated-graph';
import { faults } from './graphs/faults';
import { keys } from './graphs/keys';
import { ledger } from './graphs/ledger';
import { media } from './graphs/media';
import { nodes } from './graphs/nodes';
import { parcels } from './graphs/parcels';
import { shop } from './graphs/shop';

/** Every graph of the differential tests. */
export const GRAPHS: readonly GraphDefinition[] = [shop, keys, media, nodes, ledger, faults, parcels];
