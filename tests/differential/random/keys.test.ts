import { describeDifferential } from '../describe-differential';
import { keys } from '../graphs/keys';

describeDifferential(keys, 300);
