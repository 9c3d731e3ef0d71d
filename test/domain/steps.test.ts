import { catalogue, stepOf, type ProcedureName, type Step } from '../../domain/steps';

const rows = (procedure: ProcedureName): readonly (readonly [string, Step])[] => Object.entries(catalogue[procedure]);
const idsOf = (procedure: ProcedureName): string[] => rows(procedure).map(([, { id }]) => id);

/** The last step that can be undone; everything behind it is at or past the point of no return. */
const lastUndoable: Readonly<Record<ProcedureName, string>> = {
  failover: 'applyLogBackups',
  failback: 'mirrorPrimary',
};

describe('the step catalogue', () => {
  it('lists the steps of a failover in the order of the runbook', () => {
    expect(idsOf('failover')).toEqual([
      'recordLogShipping',
      'clearActiveServers',
      'takeTailLog',
      'removeLogShipping',
      'copyLogBackups',
      'applyLogBackups',
      'bringOnline',
      'failPoolOver',
      'mirrorBackup',
      'activateServers',
      'verifyService',
    ]);
  });

  it('lists the steps of a failback in the order of the runbook', () => {
    expect(idsOf('failback')).toEqual([
      'clearActiveServers',
      'removeMirroring',
      'backUpDatabase',
      'restoreOnPrimary',
      'mirrorPrimary',
      'configureLogShipping',
      'setPoolStateNormal',
      'activateServers',
      'verifyService',
    ]);
  });

  describe.each<ProcedureName>(['failover', 'failback'])('of a %s', (procedure) => {
    it('names every step once, by the id under which it is found', () => {
      expect(new Set(idsOf(procedure)).size).toBe(rows(procedure).length);
      for (const [key, step] of rows(procedure)) {
        expect(step.id).toBe(key);
        expect(stepOf(procedure, key)).toBe(step);
      }
    });

    it('has an undo for every step before the point of no return and for none behind it', () => {
      const last = idsOf(procedure).indexOf(lastUndoable[procedure]);
      for (const [index, [id, { undo }]] of rows(procedure).entries())
        expect([id, undo === null]).toEqual([id, index > last]);
    });

    it('says of every step what it does, and which line of the runbook it is', () => {
      for (const [, { title, runbook, undo }] of rows(procedure)) {
        expect(title).toMatch(/^[A-Z][^.]{10,80}$/);
        expect(runbook).toMatch(/^(ours: |failover \d|failback \d)/);
        if (undo !== null) expect(undo.length).toBeGreaterThan(10);
      }
    });

    it('gives every step an hour or more, and whole copies of the database a day', () => {
      for (const [, { hours }] of rows(procedure)) expect(hours).toBeGreaterThanOrEqual(1);
      for (const id of ['mirrorBackup', 'mirrorPrimary', 'backUpDatabase', 'restoreOnPrimary'])
        expect(stepOf(procedure, id)?.hours ?? 24).toBe(24);
    });
  });

  it.each<readonly [ProcedureName, Readonly<Record<string, string>>]>([
    ['failover', { mirrorBackup: 'mgc without a mirror', verifyService: 'a pool that nobody has seen serving' }],
    [
      'failback',
      {
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

  it('knows the steps of a procedure by that procedure only', () => {
    expect(stepOf('failover', 'restoreOnPrimary')).toBeUndefined();
    expect(stepOf('failback', 'takeTailLog')).toBeUndefined();
  });
});
