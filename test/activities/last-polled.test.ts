import { createOrchestratorActivities, type PollsOf } from '../../activities/orchestrator';

const asked = (pollsOf: PollsOf): Promise<string | null> =>
  createOrchestratorActivities({ pools: [] }, undefined, undefined, {
    pollsOf,
    owedOf: () => Promise.resolve([]),
  }).lastPolled({ taskQueue: 'queue' });

describe('whether a worker is late or dead', () => {
  it('is told by when one last asked for work, whichever worker that was', async () => {
    const polls = ['2026-11-21T10:00:00.000Z', '2026-11-21T10:00:20.000Z', '2026-11-21T09:59:00.000Z'];
    await expect(asked(() => Promise.resolve(polls.map((poll) => new Date(poll))))).resolves.toBe(polls[1]);
  });

  it('is not known where Temporal has seen none', async () => {
    await expect(asked(() => Promise.resolve([]))).resolves.toBeNull();
  });

  it('is asked of the queue itself', async () => {
    const queues: string[] = [];
    await asked((queue) => {
      queues.push(queue);
      return Promise.resolve([]);
    });
    expect(queues).toEqual(['queue']);
  });
});
