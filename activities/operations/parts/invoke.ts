/** One cmdlet, with the patience that the topology has for it. */
import type { CmdletAnswer } from '../../adapters/management-shell';
import type { Cmdlet } from '../../cmdlets';
import type { Context } from '../../context';

/** @throws Failure. */
export const invoke = (
  { tools, pool, signal }: Pick<Context, 'tools' | 'pool' | 'signal'>,
  { name, parameters }: Cmdlet,
  timeoutMs = pool.timing.cmdlet * 1000,
): Promise<CmdletAnswer> => tools.shell.invoke(name, parameters, { timeoutMs, signal });
