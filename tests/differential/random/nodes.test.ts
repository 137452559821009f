import { describeDifferential } from '../describe-differential';
import { nodes } from '../graphs/nodes';

describeDifferential(nodes, 480);
