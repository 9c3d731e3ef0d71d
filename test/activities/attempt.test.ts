import { getEventListeners } from 'node:events';
import { pause } from '../../activities/attempt';

describe('a pause', () => {
  it('ends after its time and leaves the signal alone', async () => {
    const { signal } = new AbortController();
    await pause(1, signal);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it.each([
    ['meanwhile', (attempt: AbortController, reason: Error) => void setImmediate(() => attempt.abort(reason))],
    ['before', (attempt: AbortController, reason: Error) => attempt.abort(reason)],
  ])('ends at once, with the reason, when the attempt is cancelled %s', async (_, cancel) => {
    const attempt = new AbortController();
    const reason = new Error('cancelled');
    cancel(attempt, reason);
    await expect(pause(60_000, attempt.signal)).rejects.toBe(reason);
  });
});
