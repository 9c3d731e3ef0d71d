/** A management shell on one host of a fake estate. */
import { createLync } from '../../../../estate/lync/lync';
import { fakeEstate } from './fake-estate';
import type { Place } from '../../../../estate/contract';
import type { CmdletAnswer, Lync, LyncOptions } from '../../../../estate/lync/contract';
import type { FakeEstate } from './fake-estate';

export interface TestShell {
  readonly estate: FakeEstate;
  readonly lync: Lync;
  readonly run: (
    cmdlet: string,
    parameters?: Record<string, unknown>,
    host?: Place,
    confirmPreference?: string,
  ) => Promise<CmdletAnswer>;
}

const managementHost: Place = { side: 'secondary', host: 'chat3.contoso.com' };

export function openShell(options: LyncOptions = {}, timeScale?: number): TestShell {
  const estate = fakeEstate(timeScale);
  const lync = createLync(estate, options);
  return {
    estate,
    lync,
    run: (cmdlet, parameters = {}, host = managementHost, confirmPreference) =>
      lync.invoke({ cmdlet, parameters, confirmPreference }, host, new AbortController().signal),
  };
}
