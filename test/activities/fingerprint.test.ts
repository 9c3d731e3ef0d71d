import { differencesFrom, fingerprintOf } from '../../activities/fingerprint';
import { aPool } from '../domain/support/pool';

const pool = aPool();
const planned = fingerprintOf(pool);

describe('the topology of a run, as another worker has it', () => {
  it.each([
    ['timing', { ...pool, timing: { ...pool.timing, tries: 9, replication: 7000 } }],
    ['objectives', { ...pool, policy: { ...pool.policy, lossObjective: 60 } }],
    ['schedules and thresholds', { ...pool, logShipping: { ...pool.logShipping, backupEvery: 5 } }],
    [
      'the address that a store is connected to',
      { ...pool, mgc: { ...pool.mgc, backup: { ...pool.mgc.backup, address: '10.1.2.3', port: 50123 } } },
    ],
  ])('is the same with other %s', (_, other) => {
    expect(differencesFrom(planned, other)).toEqual([]);
  });

  it.each([
    [
      'another backup store',
      { ...pool, mgc: { ...pool.mgc, backup: { ...pool.mgc.backup, server: 'sql9.contoso.com' } } },
      /^stores of mgc \(here: primary \S+, .*backup SQL9\\/,
    ],
    [
      'another share',
      { ...pool, logShipping: { ...pool.logShipping, share: '\\\\fs9.contoso.com\\logs' } },
      /^log-shipping share \(here: \\\\fs9\.contoso\.com\\logs\)$/,
    ],
    [
      'another chat server',
      { ...pool, secondaryDataCentre: { ...pool.secondaryDataCentre, chatServers: ['chat9.contoso.com'] } },
      /^secondary data centre \(here: \S+ with chat9\.contoso\.com\)$/,
    ],
  ])('is told apart with %s, and what it is here', (_, other, says) => {
    expect(differencesFrom(planned, other)).toEqual([expect.stringMatching(says)]);
  });
});
