/** SERVERPROPERTY of the stand-in; what a version does not know is NULL, as every unknown name is. */
import type { SqlValue } from '../contract';
import type { Service, Storage } from './ports';

export function serverProperty(name: string, instance: Service & Storage): SqlValue {
  const { release } = instance;
  const { major, minor, build } = release.version;
  const known: Readonly<Record<string, SqlValue>> = {
    productversion: release.versionNumber,
    productlevel: release.level,
    edition: 'Standard Edition (64-bit)',
    engineedition: 2,
    machinename: instance.machine,
    computernamephysicalnetbios: instance.machine,
    instancename: instance.name.split('\\')[1] ?? null,
    servername: instance.name,
    collation: instance.collation,
    isclustered: 0,
    isintegratedsecurityonly: 0,
    issingleuser: 0,
    processid: process.pid,
    ...(major >= 11 && {
      productmajorversion: String(major),
      productminorversion: String(minor),
      productbuild: String(build),
      ishadrenabled: 0,
      instancedefaultdatapath: `${instance.dataFolder}\\`,
      instancedefaultlogpath: `${instance.logFolder}\\`,
    }),
    ...(major >= 15 && { instancedefaultbackuppath: `${instance.backupFolder}\\` }),
  };
  return known[name.toLowerCase()] ?? null;
}
