import { describeDifferential } from '../describe-differential';
import { faults } from '../graphs/faults';

describeDifferential(faults, 480);
