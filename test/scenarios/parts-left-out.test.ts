/** Pools without the optional parts: each is failed over and failed back, and ends as its own topology says. */
import type { Report } from '../../domain/run/report';
import { aPool, type PoolChanges } from '../../lab/rig/testing/a-pool';
import { copiesOf, servedBy } from '../../lab/rig/testing/estate-state';
import { estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { logShippingOf } from '../../lab/rig/testing/log-shipping-state';
import { usersChat, usersLeave } from './support/situations';

interface Situation {
  readonly changes: PoolChanges;
  /** Copies of mgc after the failover and after the failback. */
  readonly failedOver: Record<string, string>;
  readonly failedBack: Record<string, string>;
  readonly activeServers?: number;
}

const withoutCompliance = 'without a witness and without a compliance database';

const mirrored = { backup: 'ONLINE PRINCIPAL SYNCHRONIZED', backupMirror: 'RESTORING MIRROR SYNCHRONIZED' };
const normal = {
  primary: 'ONLINE PRINCIPAL SYNCHRONIZED',
  mirror: 'RESTORING MIRROR SYNCHRONIZED',
  backup: 'RESTORING',
};

const situations: Record<string, Situation> = {
  'without a mirror on either side': {
    changes: { without: ['mirror', 'backupMirror'] },
    failedOver: { backup: 'ONLINE' },
    failedBack: { primary: 'ONLINE', backup: 'RESTORING' },
  },
  'without a mirror of the primary store, on default instances, with one chat server in each data centre': {
    changes: { without: ['mirror'], defaultInstances: true, chatServers: 1 },
    failedOver: mirrored,
    failedBack: { primary: 'ONLINE', backup: 'RESTORING' },
    activeServers: 1,
  },
  'without a backup mirror, with six chat servers in each data centre, of which four are active': {
    changes: { without: ['backupMirror'], chatServers: 6 },
    failedOver: { backup: 'ONLINE' },
    failedBack: normal,
    activeServers: 4,
  },
  [withoutCompliance]: {
    changes: { without: ['witness', 'compliance'] },
    failedOver: mirrored,
    failedBack: normal,
  },
};

interface Course {
  readonly estate: EstateUnderTest;
  readonly failover: Report;
  readonly failback: Report;
  readonly failedOver: ReturnType<typeof copiesOf>;
  readonly servedMeanwhile: ReturnType<typeof servedBy>;
  readonly shippingBefore: Awaited<ReturnType<typeof logShippingOf>>;
}

async function thereAndBack({ changes }: Situation): Promise<Course> {
  const estate = await estateUnderTest({ pool: aPool(changes) });
  const { lab } = estate;
  const shippingBefore = await logShippingOf(lab);
  await lab.loseDataCentre('primary');
  const { report: failover } = await estate.complete('failover');
  const failedOver = copiesOf(lab, 'mgc');
  await usersChat(estate);
  const servedMeanwhile = servedBy(lab);
  await lab.rebuildDataCentre('primary');
  const { report: failback } = await estate.complete('failback');
  await usersChat(estate);
  await usersLeave(estate);
  lab.invariants.checkLoss();
  return { estate, failover, failback, failedOver, servedMeanwhile, shippingBefore };
}

describe('A pool', () => {
  const courses: Record<string, Course> = {};

  beforeAll(async () => {
    await Promise.all(
      Object.entries(situations).map(async ([name, situation]) => {
        courses[name] = await thereAndBack(situation);
      }),
    );
  });

  describe.each(Object.entries(situations))('%s', (name, situation) => {
    it('is failed over', () => {
      const { failover, failedOver, servedMeanwhile } = courses[name]!;
      expect(failover).toMatchObject({ result: 'completed', skipped: [] });
      expect(failedOver).toEqual(situation.failedOver);
      expect(Object.keys(servedMeanwhile)).toHaveLength(situation.activeServers ?? 2);
      expect(new Set(Object.values(servedMeanwhile))).toEqual(
        new Set([situation.changes.defaultInstances === true ? 'SQL3' : 'SQL3\\CHAT']),
      );
    });

    it('is failed back, with nothing lost and log shipping as it was', async () => {
      const { estate, failback, shippingBefore } = courses[name]!;
      expect(failback).toMatchObject({ result: 'completed', skipped: [] });
      expect(copiesOf(estate.lab, 'mgc')).toMatchObject(situation.failedBack);
      expect(Object.keys(servedBy(estate.lab))).toHaveLength(situation.activeServers ?? 2);
      expect(await logShippingOf(estate.lab)).toEqual(shippingBefore);
      expect(estate.lab.chat.audit().missing).toEqual([]);
    });
  });

  it('without a compliance database says nothing of compliance rows', () => {
    const { failover, failback } = courses[withoutCompliance]!;
    for (const { notes, complianceRowsNotExported } of [failover, failback]) {
      expect(complianceRowsNotExported).toBeUndefined();
      expect(notes.join(' ')).not.toMatch(/compliance|mgccomp/i);
    }
  });
});
