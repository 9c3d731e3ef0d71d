import { lastRun, nextMove } from '../../../../activities/adapters/sql-server/job-move';
import type { JobOutcomeRow, JobStateRow } from '../../../../activities/adapters/sql-server/sql-rows';

const text = 'RESTORE DATABASE [mgc] WITH RECOVERY;';
const whole: JobStateRow = {
  jobId: '00112233-4455-6677-8899-AABBCCDDEEFF',
  enabled: true,
  command: text,
  hasServer: true,
  running: false,
};
const outcome = (status: number, instanceId = 1): JobOutcomeRow => ({ instanceId, step: 0, status, message: '' });
const step = (status: number, instanceId: number): JobOutcomeRow => ({ instanceId, step: 1, status, message: '' });

describe('whoever looks at a job goes on from where it stands', () => {
  test.each([
    ['no job', undefined, undefined, 'add job'],
    ['a job without a step', { ...whole, command: null, hasServer: false }, undefined, 'add step'],
    ['a job without a server', { ...whole, hasServer: false }, undefined, 'add server'],
    ['a job that never ran', whole, undefined, 'start'],
    ['a job that runs', { ...whole, running: true }, undefined, 'attach'],
    ['a job that runs again after a failure', { ...whole, running: true }, outcome(0), 'attach'],
    ['a job that failed', whole, outcome(0), 'start'],
    ['a job that was stopped', whole, outcome(3), 'start'],
    ['a job that succeeded', whole, outcome(1), 'done'],
    ['a job whose text came back with other line ends', { ...whole, command: `${text}\r\n` }, outcome(1), 'done'],
    ['a job of another statement that had no effect', { ...whole, command: 'SELECT 1' }, outcome(0), 'replace'],
    ['a job of another statement that runs', { ...whole, command: 'SELECT 1', running: true }, undefined, 'refuse'],
    ['a job of another statement that succeeded', { ...whole, command: 'SELECT 1' }, outcome(1), 'refuse'],
  ] as const)('%s', (_what, job, last, move) => {
    expect(nextMove(job, last, text)).toBe(move);
  });
});

test('the last run of a history is its last outcome with the steps before it', () => {
  const history = [step(0, 1), outcome(0, 2), step(1, 3), outcome(1, 4), step(4, 5)];
  expect(lastRun(history)).toEqual({ outcome: outcome(1, 4), steps: [step(1, 3)] });
  expect(lastRun([step(4, 1)])).toEqual({ steps: [] });
});
