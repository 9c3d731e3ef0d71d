/** The worst moment of a failback: the instance of the primary store dies while its copy is being restored. */
import type { Report } from '../../domain/run/report';
import { copiesOf, servedBy } from '../../lab/rig/testing/estate-state';
import type { EstateUnderTest } from './support/estate-under-test';
import type { Run } from './support/run';
import { primaryRebuilt, usersChat, usersLeave } from './support/situations';
import { until } from '../../lab/rig/testing/until';

describe('The instance of the primary store crashes while restoreOnPrimary restores, and starts again', () => {
  let estate: EstateUnderTest;
  let run: Run;
  let report: Report;
  let leftBehind: string;

  const restores = () =>
    estate.lab.estate.ledger.entries.filter(
      ({ where, text, by }) =>
        where === 'SQL1\\CHAT' && /^RESTORE DATABASE \[?mgc\b/.test(text) && by.includes('JobStep'),
    );

  beforeAll(async () => {
    estate = await primaryRebuilt({ load: { sizeGb: 200, throughput: 400 } });
    const { lab } = estate;
    await usersChat(estate);
    run = await estate.start('failback');
    await run.consent();
    const primary = lab.estate.find('SQL1\\CHAT')!;
    await until('the restore is under way', () => primary.find('mgc')?.busy.has('restore') === true);
    await lab.estate.crashInstance(primary);
    await lab.estate.startInstance(primary);
    leftBehind = primary.find('mgc')!.state;
    report = await run.result();
    await usersChat(estate);
    await usersLeave(estate);
    lab.invariants.checkLoss();
  });

  it('leaves a database RESTORING and a restore that was interrupted', () => {
    expect(leftBehind).toBe('RESTORING');
    expect(restores()[0]).toMatchObject({ outcome: 'interrupted' });
  });

  it('starts the restore again by itself, once, and completes', () => {
    expect(restores().map(({ outcome }) => outcome)).toEqual(['interrupted', 'done']);
    expect(report).toMatchObject({ result: 'completed', skipped: [], undone: [] });
  });

  it('serves from the primary, loses no acknowledged message', () => {
    expect(copiesOf(estate.lab, 'mgc')).toMatchObject({ primary: 'ONLINE PRINCIPAL SYNCHRONIZED' });
    expect(Object.values(servedBy(estate.lab))).toContain('SQL1\\CHAT');
    expect(estate.lab.chat.audit().missing).toEqual([]);
  });
});
