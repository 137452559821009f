import { describeDifferential } from '../describe-differential';
import { ledger } from '../graphs/ledger';

describeDifferential(ledger, 540);
