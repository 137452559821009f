/*
 * `npm run gateway`: the public endpoint as a process of its own, over HTTP subgraphs. With `--supergraph FILE` (or
 * SUPERGRAPH_PATH) it serves any Federation 2 graph over the addresses in it.
 */
import cluster from 'node:cluster';
import { parseArgs } from 'node:util';
import { startGateway } from './gateway-process';
import { startGatewayWorkers } from './gateway-workers';
import { runProcess } from './platform';

function readArguments(): { supergraph?: string; port?: string } {
  try {
    return parseArgs({ options: { supergraph: { type: 'string' }, port: { type: 'string' } } }).values;
  } catch (error) {
    const usage = 'Usage: npm run gateway -- [--supergraph FILE] [--port N]';
    process.stderr.write(`\n${(error as Error).message}\n${usage}\n\n`);
    process.exit(2);
  }
}

const { supergraph, port } = readArguments();
if (supergraph) process.env['SUPERGRAPH_PATH'] = supergraph;
if (port) process.env['PORT'] = port;

void runProcess('gateway', 4000, (lifetime, read) =>
  read.settings.WORKERS > 1 && cluster.isPrimary
    ? startGatewayWorkers(lifetime, read)
    : startGateway(lifetime, read),
);
