import { topologyProblems } from '../../../domain/topology/problems';
import type { PoolDraft } from '../../../domain/topology/draft';

const well = {
  fqdn: 'chat.contoso.com',
  primaryDataCentre: { name: 'chicago', chatServers: ['chat1.contoso.com', 'chat2.contoso.com'] },
  secondaryDataCentre: { name: 'dallas', chatServers: ['chat3.contoso.com', 'chat4.contoso.com'] },
  mgc: {
    primary: { server: 'sql1.contoso.com' },
    mirror: { server: 'sql2.contoso.com' },
    witness: { server: 'sql5.contoso.com' },
    backup: { server: 'sql3.contoso.com' },
    backupMirror: { server: 'sql4.contoso.com' },
  },
  logShipping: {
    share: String.raw`\\fs1.contoso.com\pchat-logs`,
    shareIn: 'elsewhere',
    copyFolder: String.raw`D:\copies`,
  },
  mirroringShare: String.raw`\\fs1.contoso.com\pchat-mirroring`,
} as const satisfies PoolDraft;

const { mirror: _mirror, ...withoutMirror } = well.mgc;
const { mirroringShare: _share, ...withoutMirroringShare } = well;
const ships = (change: PoolDraft['logShipping']): PoolDraft => ({
  ...well,
  logShipping: { ...well.logShipping, ...change },
});
const stores = (change: PoolDraft['mgc']): PoolDraft => ({ ...well, mgc: { ...well.mgc, ...change } });

/** Each row is a small change to one pool that is well. */
const wrong: readonly { when: string; pool: PoolDraft; at: string; says: string }[] = [
  {
    when: 'both data centres have one name',
    pool: { ...well, secondaryDataCentre: { ...well.secondaryDataCentre, name: 'Chicago' } },
    at: 'secondaryDataCentre.name',
    says: 'Both data centres have the name "Chicago".',
  },
  {
    when: 'a chat server stands in both data centres',
    pool: { ...well, secondaryDataCentre: { name: 'dallas', chatServers: ['CHAT1.contoso.com'] } },
    at: 'secondaryDataCentre.chatServers.0',
    says: 'The chat server CHAT1.contoso.com stands in both data centres.',
  },
  {
    when: 'a chat server is listed twice',
    pool: { ...well, primaryDataCentre: { name: 'chicago', chatServers: ['chat1.contoso.com', 'chat1.contoso.com'] } },
    at: 'primaryDataCentre.chatServers.1',
    says: 'chat1.contoso.com stands twice in "chatServers".',
  },
  {
    when: 'the pool has more chat servers than Lync supports',
    pool: {
      ...well,
      secondaryDataCentre: {
        name: 'dallas',
        chatServers: [3, 4, 5, 6, 7, 8, 9].map((number) => `chat${String(number)}.contoso.com`),
      },
    },
    at: 'secondaryDataCentre.chatServers',
    says: 'The pool has 9 chat servers; Lync supports 8, four of them active.',
  },
  {
    when: 'an active server is no chat server of its data centre',
    pool: { ...well, primaryDataCentre: { ...well.primaryDataCentre, activeServers: ['chat3.contoso.com'] } },
    at: 'primaryDataCentre.activeServers.0',
    says: 'chat3.contoso.com is to be active but is no chat server of this data centre.',
  },
  {
    when: 'two copies of mgc share an instance',
    pool: stores({ mirror: { server: 'sql1.contoso.com' } }),
    at: 'mgc.mirror',
    says: 'The primary and the mirror of mgc are on the same instance SQL1.',
  },
  {
    when: 'the witness stands beside a partner that it judges',
    pool: stores({ witness: { server: 'sql2.contoso.com' } }),
    at: 'mgc.witness',
    says: 'The mirror and the witness of mgc are on the same instance SQL2.',
  },
  {
    when: 'one SQL Server holds stores of both data centres',
    pool: stores({ backup: { server: 'sql1.contoso.com', instance: 'DR', port: 14330 } }),
    at: 'mgc.backup.server',
    says: 'sql1.contoso.com holds a store of both data centres.',
  },
  {
    when: 'a witness has no mirror',
    pool: { ...well, mgc: withoutMirror },
    at: 'mgc.witness',
    says: 'mgc has a "witness" but no "mirror".',
  },
  {
    when: 'a mirror has no share to be made through',
    pool: withoutMirroringShare,
    at: 'mgc.mirror',
    says: 'mgc has a "mirror" but the pool has no "mirroringShare".',
  },
  {
    when: 'databases of one instance are mirrored to two',
    pool: { ...well, mgccomp: { ...well.mgc, backupMirror: { server: 'sql6.contoso.com' } } },
    at: 'mgccomp.backupMirror',
    says: 'mgc and mgccomp share the instance SQL3 but are mirrored to SQL4 and SQL6.',
  },
  {
    when: 'two instances listen at one address',
    pool: stores({ mirror: { server: 'sql2.contoso.com', address: 'sql1.contoso.com' } }),
    at: 'pools.mgc.mirror',
    says: 'The instances SQL1 and SQL2 both listen at sql1.contoso.com:1433.',
  },
  {
    when: 'one instance is reached at two addresses',
    pool: { ...well, mgccomp: { ...well.mgc, primary: { server: 'sql1.contoso.com', port: 14330 } } },
    at: 'pools.mgccomp.primary',
    says: 'The instance SQL1 is reached at sql1.contoso.com:14330 here and at sql1.contoso.com:1433 elsewhere in the file.',
  },
  {
    when: 'the share is a folder of one host only',
    pool: ships({ share: String.raw`D:\logs` }),
    at: 'logShipping.share',
    says: String.raw`The share "D:\logs" is no UNC path, so it means another folder on each host.`,
  },
  {
    when: 'the share is on a SQL Server that stands elsewhere than said',
    pool: ships({ share: String.raw`\\sql1\logs` }),
    at: 'logShipping.shareIn',
    says: String.raw`The share \\sql1\logs is on sql1, which stands in the primary data centre, not "elsewhere".`,
  },
  {
    when: 'a local path is given although the primary does not hold the share',
    pool: ships({ localPath: String.raw`D:\logs` }),
    at: 'logShipping.localPath',
    says: '"localPath" means that the primary SQL Server holds the share itself, but "shareIn" is "elsewhere".',
  },
  {
    when: 'the local path is a share',
    pool: ships({ share: String.raw`\\sql1\logs`, shareIn: 'primary', localPath: String.raw`\\sql1\logs` }),
    at: 'logShipping.localPath',
    says: String.raw`"\\sql1\logs" is no local path of the primary SQL Server.`,
  },
  {
    when: 'the copy folder is relative',
    pool: ships({ copyFolder: 'copies' }),
    at: 'logShipping.copyFolder',
    says: '"copies" is no absolute path.',
  },
  {
    when: 'the copy folder is the share',
    pool: ships({ copyFolder: '\\\\FS1.contoso.com\\pchat-logs\\' }),
    at: 'logShipping.copyFolder',
    says: 'The copy folder is the share itself, so no log backup would be copied away from its file server.',
  },
  {
    when: 'the alert is shorter than the pause between two log backups',
    pool: ships({ backupEvery: 90 }),
    at: 'logShipping.alertWithoutBackupAfter',
    says: '"alertWithoutBackupAfter" is 60 minutes, less than the 90 of "backupEvery": every pause between two log backups raises the alert.',
  },
  {
    when: 'log backups are deleted before they are copied',
    pool: ships({ keepBackupsFor: 10 }),
    at: 'logShipping.keepBackupsFor',
    says: '"keepBackupsFor" is 10 minutes, less than the 15 of "backupEvery": log backups are deleted before they are copied.',
  },
  {
    when: 'log backups are too rare for the loss that the business accepts',
    pool: { ...well, policy: { lossObjective: 5 } },
    at: 'policy.lossObjective',
    says: '"lossObjective" is 5 minutes, but a log backup is taken only every 15.',
  },
];

describe('a topology', () => {
  it('has no problem when everything fits', () => {
    expect(topologyProblems({ pools: [well] })).toEqual([]);
  });

  it('may hold mgc and mgccomp on the same instances', () => {
    expect(topologyProblems({ pools: [{ ...well, mgccomp: well.mgc }] })).toEqual([]);
  });

  it('may mount the share at one place everywhere, as on Linux', () => {
    expect(
      topologyProblems({ pools: [ships({ share: '/pchat/logs', shareIn: 'primary', copyFolder: '/pchat/copies' })] }),
    ).toEqual([]);
  });

  it.each(wrong)('has one problem when $when', ({ pool, at, says }) => {
    const problems = topologyProblems({ pools: [pool] });
    expect(problems.map((problem) => problem.says)).toEqual([says]);
    expect(problems[0]?.path.join('.')).toMatch(new RegExp(`${at.replace('pools.', '')}$`));
    expect(problems[0]?.remedy).toMatch(/^[A-Z].*\.$/s);
  });

  it('holds each pool once, and each instance for one pool', () => {
    const problems = topologyProblems({ pools: [well, { ...well, fqdn: 'CHAT.contoso.com' }] });
    expect(problems.map(({ path, says }) => `${path.join('.')}: ${says}`)).toEqual([
      'pools.1.fqdn: The pool CHAT.contoso.com stands twice in the file.',
      'pools.1.mgc.primary: SQL1 is to hold mgc of two pools.',
      'pools.1.mgc.mirror: SQL2 is to hold mgc of two pools.',
      'pools.1.mgc.backup: SQL3 is to hold mgc of two pools.',
      'pools.1.mgc.backupMirror: SQL4 is to hold mgc of two pools.',
    ]);
  });
});
