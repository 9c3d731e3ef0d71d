import type { AlterDatabaseAction } from '../../../../estate/sql-server/contract';
import type { FileDamage } from '../../../../estate/sql-server/model/database-parts';
import type { Instance } from '../../../../estate/sql-server/model/instance';
import {
  administer,
  alter,
  anEstate,
  backup,
  createMgc,
  full,
  logFile,
  messagesIn,
  numbersOf,
  restore,
  write,
} from './support';
import type { TestEstate } from './support';

const partner = (to: string): AlterDatabaseAction => ({ set: 'partner', to });

describe('database mirroring', () => {
  let lab: TestEstate;
  const principal = () => lab.instance('SQL1\\CHAT');
  const mirror = () => lab.instance('SQL2\\CHAT');
  const witness = () => lab.instance('SQLW');
  const state = (instance: Instance) => instance.require('mgc').mirroring?.state;

  beforeEach(async () => {
    lab = await anEstate();
    await createMgc(principal());
    write(principal(), 1);
    await administer(principal(), backup('database', full));
  });
  afterEach(() => lab.close());

  async function seed(withLog = true): Promise<void> {
    await administer(mirror(), restore('database', full, { NORECOVERY: true }));
    if (!withLog) return;
    await administer(principal(), backup('log', logFile(1)));
    await administer(mirror(), restore('log', logFile(1), { NORECOVERY: true }));
  }

  async function establish(): Promise<void> {
    await seed();
    await administer(mirror(), alter(partner(principal().endpoint)));
    await administer(principal(), alter(partner(mirror().endpoint)));
  }

  it('starts with the mirror first and the principal second', async () => {
    await seed();
    expect(await numbersOf(administer(principal(), alter(partner(mirror().endpoint))))).toEqual([1416]);
    await administer(mirror(), alter(partner(principal().endpoint)));
    await administer(principal(), alter(partner(mirror().endpoint)));
    expect([state(principal()), state(mirror())]).toEqual(['SYNCHRONIZED', 'SYNCHRONIZED']);
  });

  it('refuses a mirror copy without a log backup (1478) and one that missed a log backup (1412)', async () => {
    await seed(false);
    await administer(mirror(), alter(partner(principal().endpoint)));
    expect(await numbersOf(administer(principal(), alter(partner(mirror().endpoint))))).toEqual([1478]);
    await administer(mirror(), alter(partner('OFF')));
    await administer(principal(), backup('log', logFile(1)));
    await administer(mirror(), restore('log', logFile(1), { NORECOVERY: true }));
    write(principal(), 2);
    await administer(principal(), backup('log', logFile(2)));
    await administer(mirror(), alter(partner(principal().endpoint)));
    expect(await numbersOf(administer(principal(), alter(partner(mirror().endpoint))))).toEqual([1412]);
  });

  it('has every committed row on the mirror before the commit is acknowledged', async () => {
    await establish();
    write(principal(), 2);
    expect(messagesIn(mirror())).toEqual([1, 2]);
    expect(mirror().require('mgc').lsn).toBe(principal().require('mgc').lsn);
  });

  it('is disconnected while the mirror is down, and catches up afterwards', async () => {
    await establish();
    await lab.estate.stopInstance(mirror());
    write(principal(), 2);
    expect(state(principal())).toBe('DISCONNECTED');
    await lab.estate.startInstance(mirror());
    expect(state(principal())).toBe('SYNCHRONIZED');
    expect(messagesIn(mirror())).toEqual([1, 2]);
  });

  it('exchanges the roles on a manual failover, and shipped log still fits', async () => {
    await establish();
    await administer(principal(), alter(partner('FAILOVER')));
    expect(mirror().require('mgc').state).toBe('ONLINE');
    expect(principal().require('mgc').state).toBe('RESTORING');
    write(mirror(), 3);
    await administer(mirror(), backup('log', logFile(2)));
    const backupStore = lab.instance('SQL3\\CHAT');
    await administer(backupStore, restore('database', full, { NORECOVERY: true }));
    for (const number of [1, 2]) await administer(backupStore, restore('log', logFile(number), { NORECOVERY: true }));
    expect(messagesIn(backupStore)).toEqual([1, 3]);
  });

  it('fails over by itself when the principal is lost and a witness agrees; the old principal returns as the mirror', async () => {
    await establish();
    await administer(principal(), alter({ set: 'witness', to: witness().endpoint }));
    await lab.estate.stopInstance(principal());
    expect(mirror().require('mgc').state).toBe('ONLINE');
    write(mirror(), 4);
    await lab.estate.startInstance(principal());
    expect(principal().require('mgc').state).toBe('RESTORING');
    expect(messagesIn(principal())).toEqual([1, 4]);
  });

  it('does not fail over by itself without a witness', async () => {
    await establish();
    await lab.estate.stopInstance(principal());
    expect(mirror().require('mgc').state).toBe('RESTORING');
    expect(state(mirror())).toBe('DISCONNECTED');
  });

  describe('when the database of the principal is SUSPECT or cannot be opened', () => {
    const strike = (on: Instance, damage: FileDamage = 'damaged'): (() => void) =>
      lab.estate.damageFile(on, on.require('mgc'), 'mgc', damage);

    it('a witness agrees to an automatic failover, though the instance lives; the old copy becomes the mirror once it is well', async () => {
      await establish();
      await administer(principal(), alter({ set: 'witness', to: witness().endpoint }));
      const back = strike(principal(), 'gone');
      expect([principal(), mirror()].map((one) => one.require('mgc').state)).toEqual(['RECOVERY_PENDING', 'ONLINE']);
      expect(state(mirror())).toBe('DISCONNECTED');
      write(mirror(), 2);
      back();
      expect(principal().require('mgc')).toMatchObject({
        state: 'RESTORING',
        mirroring: { role: 'MIRROR', state: 'SYNCHRONIZED' },
      });
      expect(messagesIn(principal())).toEqual([1, 2]);
    });

    it('the mirror is DISCONNECTED without a witness, and serves when service is forced', async () => {
      await establish();
      strike(principal());
      expect([mirror().require('mgc').state, state(mirror())]).toEqual(['RESTORING', 'DISCONNECTED']);
      await administer(mirror(), alter(partner('FORCE_SERVICE_ALLOW_DATA_LOSS')));
      expect([mirror().require('mgc').state, messagesIn(mirror())]).toEqual(['ONLINE', [1]]);
    });

    it('the tail of its log can be saved WITH NO_TRUNCATE while it is mirrored, and sealed when it is not (1468)', async () => {
      await establish();
      write(principal(), 2);
      strike(principal());
      const sealed = { NO_TRUNCATE: true, NORECOVERY: true } as const;
      expect(await numbersOf(administer(principal(), backup('log', logFile(2), { NO_TRUNCATE: true })))).toEqual([]);
      expect(await numbersOf(administer(principal(), backup('log', logFile(3), sealed)))).toEqual([1468, 3013]);
      await administer(principal(), alter(partner('OFF')));
      expect(await numbersOf(administer(principal(), backup('log', logFile(3), sealed)))).toEqual([]);
    });

    it('mirroring cannot be started (1467)', async () => {
      await seed();
      strike(principal());
      await administer(mirror(), alter(partner(principal().endpoint)));
      expect(await numbersOf(administer(principal(), alter(partner(mirror().endpoint))))).toEqual([1467]);
    });

    it('a mirror whose file fails suspends the session, which goes on when it is repaired and resumed (1447 before)', async () => {
      await establish();
      const back = strike(mirror());
      write(principal(), 2);
      expect([principal().require('mgc').state, state(principal())]).toEqual(['ONLINE', 'SUSPENDED']);
      const resume = (): Promise<unknown> => administer(principal(), alter(partner('RESUME')));
      expect(await numbersOf(resume())).toEqual([1447]);
      back();
      expect(state(mirror())).toBe('SUSPENDED');
      await resume();
      expect([state(principal()), messagesIn(mirror())]).toEqual(['SYNCHRONIZED', [1, 2]]);
    });
  });

  it('after forced service the old principal returns as a suspended mirror, and loses what it alone had when it is resumed', async () => {
    await establish();
    const force = alter(partner('FORCE_SERVICE_ALLOW_DATA_LOSS'));
    expect(await numbersOf(administer(mirror(), force))).toEqual([1455]);
    await lab.estate.stopInstance(mirror());
    write(principal(), 2);
    await lab.estate.stopInstance(principal());
    await lab.estate.startInstance(mirror());
    await administer(mirror(), force);
    write(mirror(), 3);
    await lab.estate.startInstance(principal());
    expect(principal().require('mgc')).toMatchObject({
      state: 'RESTORING',
      mirroring: { role: 'MIRROR', state: 'SUSPENDED' },
    });
    expect(messagesIn(principal())).toEqual([1, 2]);
    expect(await numbersOf(administer(principal(), alter(partner('RESUME'))))).toEqual([1470]);
    await administer(mirror(), alter(partner('RESUME')));
    expect([state(principal()), messagesIn(principal())]).toEqual(['SYNCHRONIZED', [1, 3]]);
  });

  it.each([
    ['a restore over the principal', 3104, () => administer(principal(), restore('database', full, { REPLACE: true }))],
    ['a restore over the mirror', 3104, () => administer(mirror(), restore('database', full, { REPLACE: true }))],
    ['a backup of the mirror', 954, () => administer(mirror(), backup('log', logFile(9)))],
    [
      'a tail-log backup WITH NORECOVERY of the principal',
      1468,
      () => administer(principal(), backup('log', logFile(9), { NORECOVERY: true })),
    ],
    ['SINGLE_USER', 1468, () => administer(principal(), alter({ set: 'option', option: 'SINGLE_USER' }))],
    [
      'DROP DATABASE',
      3743,
      () => administer(principal(), { kind: 'drop database', databases: ['mgc'], ifExists: false }),
    ],
  ])('refuses %s', async (_, number, work) => {
    await establish();
    expect((await numbersOf(work()))[0]).toBe(number);
  });

  it('leaves the principal ONLINE and the mirror RESTORING when it is removed; then 1416', async () => {
    await establish();
    await administer(principal(), alter(partner('OFF')));
    expect(principal().require('mgc').state).toBe('ONLINE');
    expect(mirror().require('mgc').state).toBe('RESTORING');
    expect(mirror().require('mgc').mirroring).toBeUndefined();
    expect(await numbersOf(administer(principal(), alter(partner('OFF'))))).toEqual([1416]);
  });

  it('tells the partner of a removal that happened while it was away', async () => {
    await establish();
    await lab.estate.stopInstance(mirror());
    await administer(principal(), alter(partner('OFF')));
    await lab.estate.startInstance(mirror());
    expect(mirror().require('mgc').mirroring).toBeUndefined();
    expect(mirror().require('mgc').state).toBe('RESTORING');
  });
});
