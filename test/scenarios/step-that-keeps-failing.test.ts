/** A step fails beyond its retries: the run does not fail, it waits with a sentence, and an operator decides. */
import { faults } from '../../lab/rig/faults/faults';
import type { Progress } from '../../domain/run/progress';
import type { Report } from '../../domain/run/report';
import { copiesOf } from '../../lab/rig/testing/estate-state';
import { estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { operator, type Run } from './support/run';

/** As often as a step is tried before a person is asked. */
const tries = 2;

describe('A step that keeps failing past the point of no return', () => {
  let estate: EstateUnderTest;
  let run: Run;
  let atState: Progress;
  let refusals: string[];
  let atMirror: Progress;
  let report: Report;

  const refusalOf = async (update: 'retryStep' | 'skipStep' | 'abort', payload: object): Promise<string> =>
    run.send(update, payload).then(
      (answer) => `taken: ${answer}`,
      (failure: unknown) => (failure as Error).message,
    );

  beforeAll(async () => {
    estate = await estateUnderTest();
    const { lab } = estate;
    await lab.loseDataCentre('primary');
    await faults['fail-cmdlet']!.inject(lab, ['Set-CsPersistentChatState', String(tries)]);
    run = await estate.start('failover');
    await run.consent();
    atState = await run.waitForPhase('step failed, forward only');
    refusals = [
      await refusalOf('skipStep', { step: 'failPoolOver', ...operator }),
      await refusalOf('retryStep', { step: 'mirrorBackup', ...operator }),
      await refusalOf('retryStep', { step: 'failPoolOver', by: 'Ada' }),
      await refusalOf('abort', operator),
    ];
    await faults['fail-cmdlet']!.inject(lab, ['Install-CsMirrorDatabase', String(tries)]);
    await run.send('retryStep', { step: 'failPoolOver', ...operator });
    await run.waitForStep('mirrorBackup');
    atMirror = await run.waitForPhase('step failed, forward only');
    await run.send('skipStep', { step: 'mirrorBackup', ...operator });
    report = await run.result();
  });

  it('waits with a sentence that names the step and the reason', () => {
    expect(atState.waitsFor).toMatch(
      /^Step "failPoolOver" \(Set the pool state to FailedOver\) failed: .*Set-CsPersistentChatState.*the RPC server is unavailable/,
    );
    expect(atState.steps.find(({ id }) => id === 'failPoolOver')?.status).toBe('failed');
  });

  it('names the updates that an operator may send, ready to type', () => {
    expect(atState.mayType).toEqual([
      { update: 'retryStep', json: JSON.stringify({ step: 'failPoolOver', by: 'your name', reason: 'why' }) },
      { update: 'abandon', json: JSON.stringify({ by: 'your name', reason: 'why' }) },
    ]);
    expect(atMirror.mayType.map(({ update }) => update)).toEqual(['retryStep', 'skipStep', 'abandon']);
  });

  it('refuses to skip a step that what follows depends on, and says what to send instead', () => {
    expect(refusals[0]).toBe(
      '"failPoolOver" cannot be skipped: what follows depends on it. Send retryStep when its reason is removed.',
    );
  });

  it('refuses to retry a step that has not failed', () => {
    expect(refusals[1]).toBe('The step that waits is "failPoolOver", not "mirrorBackup".');
  });

  it('refuses a decision without a reason, and an abort in this phase', () => {
    expect(refusals[2]).toMatch(/^"reason" /);
    expect(refusals[3]).toMatch(/^"abort" cannot be taken in the phase "step failed, forward only"/);
  });

  it('completes the step when it is retried', async () => {
    const { steps } = await run.progress();
    expect(steps.find(({ id }) => id === 'failPoolOver')?.status).toBe('done');
    expect(estate.lab.lync.store.current.poolState).toBe('FailedOver');
  });

  it('ends "serving, unprotected" when the mirror of the backup store is skipped, and says what is left to do', () => {
    expect(report).toMatchObject({
      result: 'serving, unprotected',
      skipped: ['mirrorBackup'],
      next: 'The pool serves, but left without: mgc without a mirror. Put that right by hand.',
    });
    expect(copiesOf(estate.lab, 'mgc')).toEqual({ backup: 'ONLINE' });
  });

  it('records who decided what about which step', () => {
    expect(report.decisions.slice(2).map(({ update, by, step }) => ({ update, by, step }))).toEqual([
      { update: 'retryStep', by: operator.by, step: 'failPoolOver' },
      { update: 'skipStep', by: operator.by, step: 'mirrorBackup' },
    ]);
  });
});
