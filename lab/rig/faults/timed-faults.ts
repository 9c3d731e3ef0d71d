/** Any fault of the table, at a named moment or after a time; what is armed; and the end of it. */
import { checkCount, faultNamed, numberNamed, type Fault, type FaultRows, type Faults } from './fault';
import { edgeNamed, momentNamed } from './moment-named';
import type { MomentAct } from './moments';
import type { Calls, Cmdlets, Instances, Lasting } from './struck';

/** A fault that strikes calls strikes the one that stands at the moment, so it is not told which. */
function actOf<Struck>(struck: Struck, fault: Fault<Struck>, name: string, given: readonly string[]): MomentAct {
  if (fault.strike === undefined) {
    const deed = fault.prepare(struck, given);
    return async () => {
      await deed();
    };
  }
  checkCount(name, fault.strike.arguments, given);
  return fault.strike.prepare(given);
}

/** @param table asked when a fault is armed, for these rows stand in it. */
export const timedFaults = <Struck extends Calls & Cmdlets & Instances & Lasting>(
  table: () => Faults<Struck>,
): FaultRows<Struck> => ({
  at: {
    says: 'arms a fault at a moment: while a call stands before its effect, or after it with its answer on the way',
    arguments: ['before|after', 'step|call', 'fault', '[arguments...]'],
    prepare: (struck, [given, target = '', name = '', ...more]) => {
      const edge = edgeNamed(given);
      const moment = momentNamed(struck, edge, target);
      const act = actOf(struck, faultNamed(table(), name), name, more);
      return () => {
        struck.moments.when(moment, act, { says: [name, ...more].join(' ') });
        return Promise.resolve(`Armed ${edge} ${target}: ${[name, ...more].join(' ')}.`);
      };
    },
  },
  in: {
    says: 'arms a fault for a time: after so many modelled seconds',
    arguments: ['seconds', 'fault', '[arguments...]'],
    prepare: (struck, [given, name = '', ...more]) => {
      const seconds = numberNamed('seconds', given, 0);
      const deed = faultNamed(table(), name).prepare(struck, more);
      const says = [name, ...more].join(' ');
      return () => {
        struck.lasting.after(seconds, says, deed);
        return Promise.resolve(`Armed in ${String(seconds)} s: ${says}.`);
      };
    },
  },
  moments: {
    says: 'lists what is armed, and which calls stand at their moment now',
    arguments: [],
    prepare:
      ({ moments, lasting }) =>
      () => {
        const { armed, standing, failures } = moments;
        const lines = [
          ...armed.map((says) => `armed ${says}`),
          ...lasting.waiting.map((says) => `armed ${says}`),
          ...standing.map(({ where, text }) => `standing on ${where}: ${text}`),
          ...[...failures, ...lasting.failures].map((says) => `failed ${says}`),
        ];
        return Promise.resolve(lines.length === 0 ? 'Nothing is armed.' : lines.join('\n'));
      },
  },
  mend: {
    says: 'ends every fault of shares, folders, lost files, slow recovery, logins, chat servers, calls and cmdlets, and disarms what is armed',
    arguments: [],
    prepare:
      ({ lasting, cmdletFaults, moments }) =>
      () => {
        lasting.mend();
        cmdletFaults.clear();
        moments.disarm();
        return Promise.resolve(
          'Shares, folders, files, logins, chat servers, calls and cmdlets are well again; nothing is armed.',
        );
      },
  },
});
