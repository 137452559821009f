import { describeDifferential } from '../describe-differential';
import { media } from '../graphs/media';

describeDifferential(media, 900);
