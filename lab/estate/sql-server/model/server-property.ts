/** SERVERPROPERTY and @@VERSION of the stand-in: SQL Server 2012 Standard. */
import type { SqlValue } from '../contract';
import type { Service, Storage } from './ports';

export const version = { major: 11, minor: 0, build: 7001 } as const;
export const versionNumber = '11.0.7001.0';
export const versionText =
  'Microsoft SQL Server 2012 (SP4) - 11.0.7001.0 (X64) \n\tStandard Edition (64-bit) on Windows NT 6.2 <X64> (simulated by the persistent-chat-dr lab)\n';

export function serverProperty(name: string, instance: Service & Storage): SqlValue {
  const known: Readonly<Record<string, SqlValue>> = {
    productversion: versionNumber,
    productlevel: 'SP4',
    edition: 'Standard Edition (64-bit)',
    engineedition: 2,
    machinename: instance.machine,
    computernamephysicalnetbios: instance.machine,
    instancename: instance.name.split('\\')[1] ?? null,
    servername: instance.name,
    collation: 'SQL_Latin1_General_CP1_CI_AS',
    isclustered: 0,
    ishadrenabled: 0,
    isintegratedsecurityonly: 0,
    issingleuser: 0,
    processid: process.pid,
    instancedefaultdatapath: `${instance.dataFolder}\\`,
    instancedefaultlogpath: `${instance.logFolder}\\`,
  };
  return known[name.toLowerCase()] ?? null;
}
