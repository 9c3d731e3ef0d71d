/** Faults of the management shell: a cmdlet that fails, hangs, lies, fails after its effect, or whose answer is lost. */
import type { CmdletAnswer, CmdletIntercept } from '../../estate/lync/contract';
import { AnswerLost } from './answer-lost';

export const cmdletFaultKinds = ['fail', 'fail-after-effect', 'hang', 'lie', 'lose-answer'] as const;
export type CmdletFaultKind = (typeof cmdletFaultKinds)[number];

interface CmdletFault {
  readonly kind: CmdletFaultKind;
  readonly cmdlet: string;
  left: number;
}

const nothing: CmdletAnswer = { output: [], warnings: [], verbose: [] };

export const failedCmdlet = (cmdlet: string): CmdletAnswer => ({
  ...nothing,
  error: {
    message: 'Command execution failed: the RPC server is unavailable.',
    type: 'System.Runtime.InteropServices.COMException',
    id: `ProcessingFailed,Microsoft.Rtc.Management.${cmdlet.replace('-', '')}Cmdlet`,
    category: 'InvalidOperation',
    stack: 'at <ScriptBlock>, <No file>: line 1',
  },
});

export class CmdletFaults {
  readonly #faults: CmdletFault[] = [];

  /** The next `times` calls of `cmdlet` meet the fault. */
  add(kind: CmdletFaultKind, cmdlet: string, times: number): void {
    this.#faults.push({ kind, cmdlet: cmdlet.toLowerCase(), left: times });
  }

  clear(): void {
    this.#faults.length = 0;
  }

  readonly intercept: CmdletIntercept = async ({ request, signal }, run) => {
    const fault = this.#faults.find(({ cmdlet, left }) => left > 0 && cmdlet === request.cmdlet.toLowerCase());
    if (fault === undefined) return run();
    fault.left -= 1;
    switch (fault.kind) {
      case 'fail':
        return failedCmdlet(request.cmdlet);
      case 'fail-after-effect':
        await run();
        return failedCmdlet(request.cmdlet);
      case 'lie':
        return nothing;
      case 'hang':
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new AnswerLost('the cmdlet hung')), { once: true });
        });
      case 'lose-answer':
        await run();
        throw new AnswerLost('the answer was lost');
    }
  };
}
