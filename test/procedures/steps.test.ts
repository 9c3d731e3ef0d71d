/** The tables beside the runbooks, and that a runbook and its table name the same steps. */
import type { StepRow } from '../../procedures/procedure';
import { procedureNames, procedures, type ProcedureName } from '../../procedures/registry';

const rows = (procedure: ProcedureName): readonly (readonly [string, StepRow])[] =>
  Object.entries(procedures[procedure].steps);
const idsOf = (procedure: ProcedureName): string[] => rows(procedure).map(([id]) => id);

describe('the table of steps', () => {
  it('lists the steps of a failover in the order of the runbook', () => {
    expect(idsOf('failover')).toEqual([
      'removeLeftJobs',
      'recordLogShipping',
      'clearActiveServers',
      'takeTailLog',
      'saveTailLog',
      'setOffline',
      'removeLogShipping',
      'copyLogBackups',
      'applyLogBackups',
      'confirmFence',
      'bringOnline',
      'failPoolOver',
      'mirrorBackup',
      'activateServers',
      'verifyService',
    ]);
  });

  it('lists the steps of a failback in the order of the runbook', () => {
    expect(idsOf('failback')).toEqual([
      'removeLeftJobs',
      'bringPrincipalBack',
      'clearActiveServers',
      'silenceLogBackups',
      'removeMirroring',
      'partPrimary',
      'backUpDatabase',
      'restoreOnPrimary',
      'mirrorPrimary',
      'configureLogShipping',
      'resumeLogBackups',
      'setPoolStateNormal',
      'activateServers',
      'verifyService',
    ]);
  });

  it.each(procedureNames)(
    'of a %s says of every step what it does, what proves it, and which line of the page it is',
    (procedure) => {
      for (const [, { title, runbook, evidence, undo }] of rows(procedure)) {
        expect(title).toMatch(/^[A-Z][^.]{10,80}$/);
        expect(runbook).toMatch(/^(ours: |failover \d|failback \d)/);
        expect(evidence.length).toBeGreaterThan(20);
        if (undo !== null) expect(undo.length).toBeGreaterThan(10);
      }
    },
  );

  it.each<readonly [ProcedureName, Readonly<Record<string, string>>]>([
    [
      'failover',
      {
        removeLeftJobs: 'jobs of an earlier run, which do nothing by themselves',
        saveTailLog:
          'what was logged after the newest log backup: whoever skips it accepts the loss that the plan states',
        mirrorBackup: 'mgc without a mirror',
        verifyService: 'a pool that nobody has seen serving',
      },
    ],
    [
      'failback',
      {
        removeLeftJobs: 'jobs of an earlier run, which do nothing by themselves',
        resumeLogBackups: 'the log backup job of mgc disabled',
        mirrorPrimary: 'mgc without a mirror',
        configureLogShipping: 'mgc without log shipping to the other data centre',
        verifyService: 'a pool that nobody has seen serving',
      },
    ],
  ])(
    'lets an operator skip in a %s only what leaves the pool serving, and says what it then lacks',
    (procedure, left) => {
      const skippable = rows(procedure).flatMap(([id, { skipLeaves }]) =>
        skipLeaves === undefined ? [] : [[id, skipLeaves] as const],
      );
      expect(Object.fromEntries(skippable)).toEqual(left);
    },
  );
});
