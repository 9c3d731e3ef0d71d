/** Faults that strike a statement or a cmdlet: it fails, never answers, or its answer is lost. */
import type { MomentAct } from './moments';
import { numberNamed, type FaultRow, type FaultRows } from './fault';
import { failureNumbered, failureOf } from './call-failures';
import { momentNamed } from './moment-named';
import type { Edge } from './moments';
import type { Calls, Instances } from './struck';

const lost = (): MomentAct => (call) => call.drop();

/** Until its client gives up, or is gone, or the fault is mended; then it goes on. */
const hung = (): MomentAct => (call, disarmed) =>
  new Promise((resolve) => {
    const either = AbortSignal.any([call.signal, disarmed]);
    if (either.aborted) resolve();
    else either.addEventListener('abort', () => resolve(), { once: true });
  });

const failing = ([number]: readonly string[]): MomentAct => {
  const wanted = failureNumbered(number);
  return (call) => {
    throw failureOf(call, wanted);
  };
};

/** A row that arms the fault for the next calls, and strikes the call of a moment where it is named by `at`. */
const onCalls = (
  says: string,
  edge: Edge,
  own: readonly string[],
  strike: (given: readonly string[]) => MomentAct,
): FaultRow<Calls & Instances> => ({
  says,
  arguments: ['step|call', ...own, '[times]'],
  prepare: (struck, [target = '', ...given]) => {
    const times = given.length > own.length ? numberNamed('times', given.pop()) : 1;
    const moment = momentNamed(struck, edge, target);
    const act = strike(given);
    return () => {
      struck.moments.when(moment, act, { times, says });
      return Promise.resolve(`The next ${times === 1 ? 'call' : `${String(times)} calls`} of ${target}: ${says}.`);
    };
  },
  strike: { arguments: own, prepare: strike },
});

export const callFaults = {
  fail: onCalls('fails and does nothing', 'before', ['[error]'], failing),
  hang: onCalls('never answers and does nothing', 'before', [], hung),
  'lose-answer': onCalls('takes effect, and the connection is dropped instead of its answer', 'after', [], lost),
} satisfies FaultRows;
