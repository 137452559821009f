import { CONTENDERS } from './contenders/contenders';
import type { Contender } from './contenders/contender';
import type { Question, Reply } from './messages';
import { STORED_CONTENDERS } from './postgres/contenders';
import type { Recorded } from './postgres/statements';

/*
 * Runs in each process the benchmark starts: does what it is asked, and ends with the benchmark, however that ends.
 */

let close: () => Promise<void> = async () => undefined;
let recorded: () => readonly Recorded[] = () => [];

async function answer(question: Question): Promise<unknown> {
  switch (question.kind) {
    case 'serve-subgraphs': {
      // Here, so that a contender's process holds its own libraries only.
      const { serveSubgraphs } = await import('./subgraph-server');
      const subgraphs = await serveSubgraphs(question.publicKeyPem);
      close = subgraphs.close;
      return subgraphs.urls;
    }
    case 'start-contender':
      return startContender(CONTENDERS, question.name, question.setup);
    case 'start-stored-contender':
      return startContender(STORED_CONTENDERS, question.name, question.setup);
    case 'record-statements': {
      const { recordStatements } = await import('./postgres/statements');
      recorded = recordStatements();
      return undefined;
    }
    case 'recorded-statements':
      return recorded();
    case 'cpu': {
      const { user, system } = process.cpuUsage();
      return user + system;
    }
    case 'stop':
      return close();
  }
}

async function startContender<Setup>(
  contenders: readonly Contender<Setup>[],
  name: string,
  setup: Setup,
): Promise<string> {
  const contender = contenders.find((candidate) => candidate.name === name);
  if (!contender) throw new Error(`There is no contender "${name}".`);
  const { start } = await contender.load();
  const running = await start(setup);
  close = running.close;
  return running.url;
}

async function replyTo(question: Question): Promise<void> {
  let reply: Reply;
  try {
    reply = { kind: 'answer', value: await answer(question) };
  } catch (error) {
    reply = {
      kind: 'failed',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
  process.send?.(reply, () => {
    if (question.kind === 'stop') process.exit(0);
  });
}

// Ctrl-C reaches the whole process group; the benchmark then stops its processes in order.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(1));
process.on('message', (question) => void replyTo(question as Question));
