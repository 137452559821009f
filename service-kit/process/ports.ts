import { createServer } from 'node:net';
import { PortTakenError } from '../http/http';

/**
 * Tries a port before anything slow is started, so that a taken one is told in a moment. `listen` checks again.
 *
 * @throws PortTakenError naming the port and the variable that changes it
 */
export async function checkPortIsFree(where: {
  name: string;
  host: string;
  port: number;
  variable: string;
}): Promise<void> {
  if (where.port === 0) return;
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE' ? new PortTakenError(where.name, where.port, where.variable) : error,
      ),
    );
    probe.listen(where.port, where.host, () => probe.close(() => resolve()));
  });
}
