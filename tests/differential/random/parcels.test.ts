import { describeDifferential } from '../describe-differential';
import { parcels } from '../graphs/parcels';

describeDifferential(parcels, 360);
