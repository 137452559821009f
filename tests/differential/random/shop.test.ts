import { describeDifferential } from '../describe-differential';
import { shop } from '../graphs/shop';

describeDifferential(shop, 660);
