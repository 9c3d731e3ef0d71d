/** The header of a backup set: LSNs, forks and flags as SQL Server writes them (RESTORE HEADERONLY, backupset). */
import { lsn } from '../../lsn';
import type { Lsn } from '../../lsn';
import type { BackupSet } from '../../contract';
import type { BackupStatement, SessionFacts, StatementOptions } from '../contract';
import type { Database } from './database';
import type { Clock, Service } from './ports';
import type { SetHeader } from './media';
import { dateOption, has, numberOption, textOption } from './statement-options';
import { forkAt, newGuid } from './transaction-log';

export interface Span {
  readonly first: Lsn;
  readonly end: Lsn;
}

type OfMedia =
  | 'mediaSetGuid'
  | 'position'
  | 'compressed'
  | 'startedAt'
  | 'finishedAt'
  | 'utcOffset'
  | 'sizeBytes'
  | 'compressedBytes';

export type BackupKind = 'full' | 'differential' | 'log';

const types = { full: 'D', differential: 'I', log: 'L' } as const;
const dayMs = 86_400_000;

/** An instant as the clock of the server that took the set showed it. */
export const onItsClock = (at: string, { utcOffset = 0 }: Pick<BackupSet, 'utcOffset'>): Date =>
  new Date(new Date(at).getTime() + utcOffset * 60_000);

/** In units of 15 minutes, as `time_zone` of backupset. */
export const quartersOf = ({ utcOffset = 0 }: Pick<BackupSet, 'utcOffset'>): number => Math.round(utcOffset / 15);

export function describeSet(
  database: Database,
  kind: BackupKind,
  { options }: BackupStatement,
  session: SessionFacts,
  instance: Service & Clock,
  span: Span,
): Omit<SetHeader, OfMedia> {
  const { forks } = database.log;
  const [firstFork, lastFork] = [forkAt(forks, span.first), forks.at(-1)!];
  const base = kind === 'differential' ? database.fullBackup : undefined;
  return {
    setGuid: newGuid(),
    familyGuid: database.familyGuid,
    type: types[kind],
    database: database.name,
    server: instance.name,
    machine: instance.machine,
    user: session.login,
    name: textOption(options, 'NAME'),
    description: textOption(options, 'DESCRIPTION'),
    expiresAt: expiryOf(options, instance.now()),
    firstLsn: span.first,
    lastLsn: span.end,
    checkpointLsn: database.checkpoint ?? span.first,
    databaseBackupLsn: database.fullBackup?.checkpoint ?? lsn('0'),
    differentialBaseLsn: base?.checkpoint ?? null,
    differentialBaseGuid: base?.setGuid ?? null,
    firstForkGuid: firstFork.guid,
    lastForkGuid: lastFork.guid,
    forkPointLsn: firstFork === lastFork ? null : lastFork.from,
    recoveryModel: database.recoveryModel,
    collation: database.collation,
    // A differential backup is no base, and no link of the log chain: COPY_ONLY says nothing about it.
    copyOnly: kind !== 'differential' && (has(options, 'COPY_ONLY') || has(options, 'NO_TRUNCATE')),
    forceOffline: has(options, 'NORECOVERY'),
    incompleteMetadata: database.failedToStart,
    singleUser: database.userAccess === 'SINGLE_USER',
    checksums: has(options, 'CHECKSUM') || (has(options, 'COMPRESSION') && !has(options, 'NO_CHECKSUM')),
    beginsLogChain: kind === 'log' && database.fullBackup?.checkpoint === span.first,
    versionMajor: instance.release.version.major,
    versionMinor: instance.release.version.minor,
    versionBuild: instance.release.version.build,
    compatibilityLevel: database.compatibilityLevel,
    files: database.files,
  };
}

function expiryOf(options: StatementOptions, now: Date): string | null {
  const days = numberOption(options, 'RETAINDAYS');
  if (days !== undefined) return new Date(now.getTime() + days * dayMs).toISOString();
  return dateOption(options, 'EXPIREDATE')?.toISOString() ?? null;
}
