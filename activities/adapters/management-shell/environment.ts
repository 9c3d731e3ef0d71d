/** What a shell inherits from the worker: little, and nothing secret. */
import path from 'node:path';

/** What programs need to run at all; a worker's own settings and credentials are not among them. */
const inherited = [
  'ALLUSERSPROFILE',
  'APPDATA',
  'CommonProgramFiles',
  'CommonProgramFiles(x86)',
  'CommonProgramW6432',
  'COMPUTERNAME',
  'ComSpec',
  'HOME',
  'HOMEDRIVE',
  'HOMEPATH',
  'LANG',
  'LC_ALL',
  'LOCALAPPDATA',
  'LOGONSERVER',
  'NUMBER_OF_PROCESSORS',
  'OS',
  'PATH',
  'PATHEXT',
  'PROCESSOR_ARCHITECTURE',
  'ProgramData',
  'ProgramFiles',
  'ProgramFiles(x86)',
  'ProgramW6432',
  'PUBLIC',
  'SystemDrive',
  'SystemRoot',
  'TEMP',
  'TMP',
  'TMPDIR',
  'USERDNSDOMAIN',
  'USERDOMAIN',
  'USERNAME',
  'USERPROFILE',
  'windir',
] as const;

/** Without NO_COLOR, PowerShell 7 wraps every line on stdout in escape bytes before a preference can be set. */
const fixed = { NO_COLOR: '1', POWERSHELL_TELEMETRY_OPTOUT: '1', POWERSHELL_UPDATECHECK: 'Off' } as const;

/**
 * The shell's environment: what programs need, `added` on top, then our own. PSModulePath comes from `added` or not at
 * all: Windows PowerShell then reads it from the registry, where the Lync setup has put it, while a value inherited from
 * PowerShell 7 through this process would hide its own modules.
 */
export function shellEnvironment(
  added: Readonly<Record<string, string>>,
  own: Readonly<NodeJS.ProcessEnv> = process.env,
): Record<string, string> {
  const names = new Set<string>(inherited.map((name) => name.toLowerCase()));
  const base = Object.entries(own).filter(
    (entry): entry is [string, string] => names.has(entry[0].toLowerCase()) && entry[1] !== undefined,
  );
  return { ...Object.fromEntries(base), ...added, ...fixed };
}

/** The shell that Lync's modules load into: 64-bit Windows PowerShell by absolute path; elsewhere PowerShell 7. */
export function defaultExecutable(
  platform: NodeJS.Platform = process.platform,
  own: Readonly<NodeJS.ProcessEnv> = process.env,
): string {
  if (platform !== 'win32') return 'pwsh';
  return path.win32.join(own['SystemRoot'] ?? 'C:\\Windows', 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe');
}
