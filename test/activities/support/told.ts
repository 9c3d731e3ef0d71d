/** A plan as lines, and the lines that several plans have. */
import { conditionOf } from '../../../domain/run/details';
import type { Act, Plan, PlannedOperation } from '../../../domain/run/plan';
import { stepsOf } from '../../support/plan-lines';

/** A statement of several lines stays on one; on what it depends stands behind it. */
function lineOf(act: Act): string {
  const condition = conditionOf(act);
  return `${act.on}: ${act.text.replace(/\s+/g, ' ')}${condition === '' ? '' : ` (${condition})`}`;
}

const linesOf = (operations: readonly PlannedOperation[]): string[] =>
  operations.flatMap(({ acts }) => acts.map(lineOf));

/** Each step as a heading with its acts as lines. */
export const told = (plan: Plan): Record<string, string[]> =>
  Object.fromEntries(stepsOf(plan).map(({ id, operations }) => [id, linesOf(operations)]));

/** The same for the undo of each step that has one. */
export const undoTold = (plan: Plan): Record<string, string[]> =>
  Object.fromEntries(stepsOf(plan).flatMap(({ id, undo }) => (undo.length === 0 ? [] : [[id, linesOf(undo)]])));

export const shell = 'dallas management shell';
export const service = `-Identity 'PersistentChatServer:chat.contoso.com'`;
export const installMirror = (type: string, server: string): string =>
  `${shell}: Install-CsMirrorDatabase -DatabaseType '${type}' -FileShare '\\\\fs1.contoso.com\\pchat-mirroring' -SqlServerFqdn '${server}.contoso.com' -SqlInstanceName 'CHAT' -DropExistingDatabasesOnMirror -Confirm:$false`;
export const sessions = (instance: string): string =>
  `${instance}: KILL {session}; (for each of: sessions that have mgc open)`;
export const ready = (instance: string): string[] => [
  `${instance}: ALTER DATABASE [mgc] SET MULTI_USER WITH ROLLBACK IMMEDIATE; (only if the backup was taken in another mode)`,
  `${instance}: ALTER AUTHORIZATION ON DATABASE::[mgc] TO [sa]; (only if another login owns it)`,
  `${instance}: ALTER USER [{user}] WITH LOGIN = [{user}]; (for each of: users whose login has another SID here)`,
];
