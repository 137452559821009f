import { serveDownloads } from '../../../../service-kit/files/download-route';
import type { EstimatesFeature } from '../feature';

export const feature: EstimatesFeature = {
  name: 'files',
  routes: (app, { files, links }) => serveDownloads(app, files, links),
};
