/**
 * The versions of SQL Server that an instance may be: what each calls itself, and the internal version of its databases
 * ("SQL Server versions and builds"). What a version lacks stands where it would be: `since` in the columns of a view.
 */
export interface Release {
  readonly name: ReleaseName;
  readonly level: string;
  readonly version: { readonly major: number; readonly minor: number; readonly build: number };
  /** SERVERPROPERTY('ProductVersion'). */
  readonly versionNumber: string;
  /** Of the files of its databases, as messages 948 and 951 count. */
  readonly databaseVersion: number;
  readonly windows: string;
}

export const releaseNames = ['2008 R2', '2012', '2014', '2016', '2017', '2019', '2022'] as const;
export type ReleaseName = (typeof releaseNames)[number];

const facts: Readonly<
  Record<ReleaseName, readonly [level: string, number: string, database: number, windows: string]>
> = {
  '2008 R2': ['SP2', '10.50.4000.0', 661, '6.1'],
  '2012': ['SP4', '11.0.7001.0', 706, '6.2'],
  '2014': ['SP3', '12.0.6024.0', 782, '6.3'],
  '2016': ['SP3', '13.0.6300.2', 852, '6.3'],
  '2017': ['RTM', '14.0.1000.169', 869, '10.0'],
  '2019': ['RTM', '15.0.2000.5', 904, '10.0'],
  '2022': ['RTM', '16.0.1000.6', 957, '10.0'],
};

export function releaseOf(name: ReleaseName = '2012'): Release {
  const [level, versionNumber, databaseVersion, windows] = facts[name];
  const [major = 0, minor = 0, build = 0] = versionNumber.split('.').map(Number);
  return { name, level, version: { major, minor, build }, versionNumber, databaseVersion, windows };
}

/** Internal version of the databases of a server, by the major version that its backups tell. */
export const databaseVersionOf = (major: number): number =>
  releaseNames.map(releaseOf).find(({ version }) => version.major === major)!.databaseVersion;

export const compatibilityLevelOf = (major: number): number => major * 10;

/** @@VERSION. */
export const versionText = ({ name, level, versionNumber, windows }: Release): string =>
  `Microsoft SQL Server ${name} (${level}) - ${versionNumber} (X64) \n\tStandard Edition (64-bit) on Windows NT ${windows} <X64> (simulated by the persistent-chat-dr lab)\n`;

/** `10.50.4000`, as messages name the version of a server. */
export const shortVersion = (major: number, minor: number, build: number): string =>
  `${String(major)}.${String(minor).padStart(2, '0')}.${String(build)}`;
