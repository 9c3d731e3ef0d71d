/** What a session keeps between batches, and how it ends. */
import { ask, errorsOf, FakeInstance, recorder } from './fake-instance';

describe('a session', () => {
  test('keeps temporary tables between batches and forgets them when it is reset', async () => {
    const session = new FakeInstance().session();
    await ask(session, 'SELECT name INTO #n FROM databases');
    expect((await ask(session, 'SELECT COUNT(*) FROM #n')).rows).toEqual([[3]]);
    session.reset();
    expect(errorsOf(await ask(session, 'SELECT COUNT(*) FROM #n'))).toEqual(['208/1']);
  });

  test('a rollback takes back what temporary tables got', async () => {
    const session = new FakeInstance().session();
    const answer = await ask(
      session,
      'CREATE TABLE #t (a int) BEGIN TRAN INSERT #t VALUES (1) ROLLBACK SELECT COUNT(*) FROM #t',
    );
    expect(answer.rows).toEqual([[0]]);
  });

  test('an attention ends a wait without any message', async () => {
    const session = new FakeInstance().session();
    const controller = new AbortController();
    const { answer, reply } = recorder();
    const running = session.execute("WAITFOR DELAY '01:00:00' SELECT 1", [], reply, controller.signal);
    controller.abort();
    await running;
    expect([answer.messages, answer.rows]).toEqual([[], []]);
  });

  test('a killed session stops its statement and calls back once', async () => {
    const instance = new FakeInstance();
    const session = instance.session();
    const ended = jest.fn();
    session.onEnded(ended);
    const started = new Promise<void>((resolve) => {
      instance.administerHook = (signal) => {
        resolve();
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
      };
    });
    const running = ask(session, "BACKUP DATABASE mgc TO DISK = 'x'");
    await started;
    expect(session.activity).toMatchObject({
      status: 'running',
      command: 'BACKUP DATABASE',
      statement: "BACKUP DATABASE mgc TO DISK = 'x'",
    });
    session.end('KILL');
    session.end('KILL');
    expect((await running).messages).toEqual([]);
    expect(ended).toHaveBeenCalledTimes(1);
  });
});
