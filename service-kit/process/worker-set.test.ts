import cluster, { type Worker } from 'node:cluster';
import { EventEmitter } from 'node:events';
import { silentLogger } from './logger';
import { startWorkers } from './worker-set';

jest.mock('node:timers/promises', () => ({ setTimeout: () => new Promise(setImmediate) }));

/** Everything that waits for nothing outside is done. */
const settled = async () => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
};

/** A process that is told of, and says, what a worker would. */
class FakeWorker extends EventEmitter {
  readonly heard: string[] = [];
  readonly process = Object.assign(new EventEmitter(), {
    pid: 0,
    exitCode: null,
    signalCode: null as string | null,
    send: () => true,
    kill: () => this.end(),
  });

  send({ type }: { type: string }): void {
    this.heard.push(type);
    if (type === 'cashcraft:listen' && !this.isDead()) setImmediate(() => this.emit('listening'));
  }
  isDead(): boolean {
    return this.process.signalCode !== null;
  }
  start(): void {
    this.emit('message', { type: 'cashcraft:ready' });
  }
  end(): void {
    this.process.signalCode = 'SIGKILL';
    this.emit('exit');
  }
}

let forked: FakeWorker[];
let begin: (worker: FakeWorker) => void;
const onLost = jest.fn();

beforeEach(() => {
  forked = [];
  begin = (worker) => worker.start();
  onLost.mockClear();
  jest.spyOn(cluster, 'setupPrimary').mockReturnValue();
  jest.spyOn(cluster, 'fork').mockImplementation(() => {
    const worker = new FakeWorker();
    worker.process.pid = forked.push(worker);
    setImmediate(() => begin(worker));
    return worker as unknown as Worker;
  });
});
afterEach(() => jest.restoreAllMocks());

async function open() {
  const workers = await startWorkers({ count: 2, args: [], onLost }, silentLogger());
  await settled();
  return workers;
}

it('a spare that has started takes the place of a dead worker, however long the next start takes', async () => {
  const workers = await open();
  const [first, , spare] = forked;
  expect([workers.running(), workers.hasSpare(), forked.length, spare?.heard]).toEqual([2, true, 3, []]);
  begin = () => undefined; // whatever starts now does not come to its end
  first?.end();
  await settled();
  expect(spare?.heard).toEqual(['cashcraft:listen']);
  expect([workers.running(), workers.hasSpare(), forked.length]).toEqual([2, false, 4]);
  forked[3]?.start();
  await settled();
  expect(workers.hasSpare()).toBe(true);
});

it('a spare that dies while it takes a place is passed over', async () => {
  const workers = await open();
  const [first, , spare] = forked;
  spare!.send = () => spare?.end();
  first?.end();
  await settled();
  expect([workers.running(), workers.hasSpare(), forked.length]).toEqual([2, true, 5]);
});

it('all are replaced, by new ones: no spare from before takes a place', async () => {
  const workers = await open();
  await workers.restart();
  await settled();
  expect(forked.map((worker) => worker.isDead())).toEqual([true, true, true, false, false, false]);
  expect([workers.running(), workers.hasSpare()]).toEqual([2, true]);
});

it('goes on trying while another serves, and gives up when none is left that could', async () => {
  const workers = await open();
  begin = (worker) => worker.end();
  const [first, second, spare] = forked;
  spare?.end();
  first?.end();
  while (forked.length < 30) await settled();
  expect([workers.running(), onLost.mock.calls.length]).toEqual([1, 0]);
  second?.end();
  await settled();
  expect(onLost).toHaveBeenCalled();
  void workers.close();
  await settled();
});
