/** Get-/Start-/Stop-CsWindowsService (reference B.5). */
import { sameName } from '../central-store';
import { processingFailed, storeRefuses } from '../cmdlet-error';
import { whatIfAndConfirm } from '../cmdlet';
import { dataCentreOf } from '../../pool';
import type { Cmdlet, CmdletCall } from '../cmdlet';
import type { WindowsService } from '../windows-services';

const namespace = 'Microsoft.Rtc.Management.Deployment';

/** The services that a call means: one by its exact name, or all of the computer. */
function selected({ bound, estate, services, host }: CmdletCall): {
  computer: string;
  found: readonly WindowsService[];
} {
  const computer = bound.text('ComputerName') ?? host.host;
  const side = (['primary', 'secondary'] as const).find((candidate) =>
    dataCentreOf(estate.pool, candidate).chatServers.some((server) => sameName(server, computer)),
  );
  if (side !== undefined && !(estate.reachable(host.side, side) && services.isOn(computer))) {
    throw processingFailed(
      `Cannot open Service Control Manager on computer "${computer}". The RPC server is unavailable.`,
    );
  }
  const all = services.of(computer) ?? [];
  const name = bound.text('Name');
  const found = name === undefined ? all : all.filter((service) => sameName(service.name, name));
  if (name !== undefined && found.length === 0) {
    throw storeRefuses('ItemNotFound', `Cannot find service "${name}" on computer "${computer}".`, name);
  }
  return { computer, found };
}

const get: Cmdlet = {
  name: 'Get-CsWindowsService',
  type: `${namespace}.GetWindowsServiceCmdlet`,
  sets: { Default: '[[-Name] <String>] [-ComputerName <String>] [-ExcludeActivityLevel] [-Report <String>]' },
  run(call) {
    for (const { name, displayName, roleName, status } of selected(call).found) {
      call.write({
        Status: status,
        Name: name,
        DisplayName: displayName,
        RoleName: roleName,
        ...(call.bound.flag('ExcludeActivityLevel') ? {} : { ActivityLevel: '' }),
      });
    }
  },
};

/** Whoever waits may go away; the service controller goes on. */
async function unlessAborted(effect: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  await Promise.race([effect, aborted]);
}

/** Starting a started service, or stopping a stopped one, is no error. */
const setting = (verb: 'Start' | 'Stop', extra: string): Cmdlet => ({
  name: `${verb}-CsWindowsService`,
  type: `${namespace}.${verb}WindowsServiceCmdlet`,
  shouldProcess: true,
  defaultSet: 'Name',
  sets: {
    Name: `[[-Name] <String>] [-ComputerName <String>] ${extra}[-NoWait] [-Force] [-Report <String>]${whatIfAndConfirm}`,
    InputObject: `[-InputObject <NTService>] ${extra}[-NoWait] [-Force] [-Report <String>]${whatIfAndConfirm}`,
  },
  async run(call) {
    const { bound, services, signal, changed } = call;
    const { computer, found } = selected(call);
    const underWay = found
      .map((service) =>
        verb === 'Start' ? services.start(computer, service) : services.stop(computer, service, bound.flag('Graceful')),
      )
      .filter((effect) => effect !== undefined);
    if (underWay.length > 0) changed();
    if (!bound.flag('NoWait')) await unlessAborted(Promise.all(underWay), signal);
  },
});

export const windowsServiceCmdlets = [
  get,
  setting('Start', ''),
  setting('Stop', '[-Graceful] [-LeaveClsAgentRunning] [-LeaveWebServerRunning] '),
];
