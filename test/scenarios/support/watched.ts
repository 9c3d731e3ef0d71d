/** The invariants of a lab, told of the procedure that begins there now. */
import type { Report } from '../../../domain/run/report';
import type { ProcedureName } from '../../../procedures/registry';
import { closeWatch } from '../../../lab/rig/invariants/close-watch';
import { sentenceOf } from '../../../lab/rig/invariants/contract';
import type { Lab } from '../../../lab/rig/lab';

/** Whatever a run does is watched; a violation fails the test that asks for its result. */
export function watched(lab: Lab, procedure: ProcedureName, mayViolate = false): (report: Report) => Promise<void> {
  const watch = lab.invariants.procedure(procedure);
  let over: Promise<void> | undefined;
  return async (report) => {
    await (over ??= closeWatch(watch, report));
    if (!mayViolate) expect(lab.invariants.violations.map(sentenceOf)).toEqual([]);
  };
}
