/*
 * `npm run gateway`: the public endpoint as a process of its own, over HTTP subgraphs. With `--supergraph FILE` (or
 * SUPERGRAPH_PATH) it serves any Federation 2 graph over the addresses in it.
 */
import { parseArgs } from 'node:util';
import { startGateway } from '../../main/gateway-process';
import { runProcess } from '../../main/platform';

const { values } = parseArgs({ options: { supergraph: { type: 'string' }, port: { type: 'string' } } });
if (values.supergraph) process.env['SUPERGRAPH_PATH'] = values.supergraph;
if (values.port) process.env['PORT'] = values.port;

void runProcess('gateway', 4000, startGateway);
