import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { answersWell, big, startFaultySubgraph, type FaultySubgraph } from '../../testkit/faulty-subgraph';

const MB = 1024 * 1024;
const ANSWER_BYTES = 300 * MB;
const MOST_MB = 100;

interface Measured {
  text: string;
  megabytes: number;
}

describe('a subgraph that answers 300 MB', () => {
  let crm: FaultySubgraph;
  let gateway: ChildProcess;

  beforeAll(async () => {
    crm = await startFaultySubgraph();
    gateway = fork(join(__dirname, 'big-answer-gateway.ts'), [crm.url], {
      execArgv: ['-r', '@swc-node/register'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    await once(gateway, 'message');
  });
  afterAll(async () => {
    const ended = once(gateway, 'exit');
    gateway.kill('SIGKILL');
    await ended;
    await crm.close();
  });

  const measure = async (): Promise<Measured> => {
    const measured = once(gateway, 'message');
    gateway.send('ask');
    return (await measured)[0] as Measured;
  };

  it.each([
    ['and says so before', true],
    ['piece by piece', false],
  ])('%s, costs the gateway less than 100 MB, and the other fields are answered', async (_how, announced) => {
    let sent = 0;
    crm.behave = big(ANSWER_BYTES, announced, (bytes) => (sent += bytes));
    const { text, megabytes } = await measure();
    expect(JSON.parse(text)).toMatchObject({
      data: { echo: null, status: 'fine' },
      errors: [
        { message: expect.stringContaining('Ask for less'), extensions: { code: 'SERVICE_UNAVAILABLE' } },
      ],
    });
    expect(megabytes).toBeLessThan(MOST_MB);
    expect(sent).toBeLessThan(ANSWER_BYTES / 4); // it is told to stop, not read and thrown away
    crm.behave = answersWell;
    expect(JSON.parse((await measure()).text)).toEqual({ data: { echo: '1', status: 'fine' } });
  });
});
