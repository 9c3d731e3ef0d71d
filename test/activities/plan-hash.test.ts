import { fileNames } from '../../domain/file-names';
import { lsn } from '../../domain/lsn';
import type { Plan } from '../../domain/run/plan';
import { identities, normalState, primaryLost, withChain, withServer, withStore } from '../domain/support/observation';
import { planOf } from './support/plan-of';

describe('the hash of a plan', () => {
  const { hash } = planOf(primaryLost);
  const { shipping } = primaryLost.stores.find(({ role }) => role === 'backup')!;
  const copiedMeanwhile = {
    ...shipping!,
    secondary: {
      ...shipping!.secondary!,
      record: { ...shipping!.secondary!.record, lastCopiedFile: 'D:\\pchat-copies\\mgc_20261121095500.trn' },
    },
  };

  it.each<readonly [string, Plan]>([
    ['it is written again', planOf({ ...primaryLost })],
    ['time has passed', planOf({ ...primaryLost, at: '2026-11-21T11:00:00.000Z' })],
    ['compliance rows came to be', planOf({ ...primaryLost, complianceRows: 12 })],
    ['log shipping has copied a file', planOf(withStore(primaryLost, 'backup', { shipping: copiedMeanwhile }))],
    ['the backup mirror has another version', planOf(withServer(primaryLost, 'backupMirror', { version: '11.0' }))],
  ])('stays the same when %s', (_, plan) => {
    expect(plan.hash).toBe(hash);
  });

  it.each<readonly [string, Plan]>([
    ['the order differs', planOf(primaryLost, { order: 'as-documented' })],
    ['more may be lost', planOf(withChain(primaryLost, { endsAt: lsn('299') }))],
    ['another log backup is to be applied', planOf(withChain(primaryLost, { toApply: fileNames(['mgc_1.trn']) }))],
    ['another log backup is to be copied', planOf(withChain(primaryLost, { toCopy: fileNames([]) }))],
    ['the principal answers again', planOf(normalState)],
    [
      'an identity is spelt differently',
      planOf({
        ...primaryLost,
        lync: { ...primaryLost.lync!, ...identities, serviceIdentity: '1-PersistentChatServer-1' },
      }),
    ],
  ])('changes when %s', (_, plan) => {
    expect(plan.hash).not.toBe(hash);
  });

  it('is the same whichever run writes the plan: a consent in the input of the next start can name it', () => {
    const [one, other] = [planOf(normalState), planOf(normalState, { token: 'r2' })];
    expect(JSON.stringify(other)).not.toBe(JSON.stringify(one));
    expect(other.hash).toBe(one.hash);
  });
});
