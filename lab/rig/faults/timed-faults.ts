/** Any fault of the table, at a named moment or after a time; what is armed; and the end of it. */
import type { Lab } from '../lab';
import { checkCount, numberNamed, type Fault, type FaultRow } from './fault';
import { edgeNamed, momentNamed } from './moment-named';
import type { MomentAct } from './moments';

type Table = () => Readonly<Record<string, Fault>>;

/** @throws Error with the faults there are. */
export function faultNamed(table: Readonly<Record<string, Fault>>, name: string | undefined): Fault {
  const fault = Object.hasOwn(table, name ?? '') ? table[name ?? ''] : undefined;
  if (fault === undefined)
    throw new Error(`There is no fault "${name ?? ''}". There are: ${Object.keys(table).join(', ')}.`);
  return fault;
}

/** A fault that strikes calls strikes the one that stands at the moment, so it is not told which. */
function actOf(lab: Lab, fault: Fault, name: string, given: readonly string[]): MomentAct {
  if (fault.strike === undefined) {
    const deed = fault.prepare(lab, given);
    return async () => {
      await deed();
    };
  }
  checkCount(name, fault.strike.arguments, given);
  return fault.strike.prepare(given);
}

export const timedFaults = (table: Table): Readonly<Record<string, FaultRow>> => ({
  at: {
    says: 'arms a fault at a moment: while a call stands before its effect, or after it with its answer on the way',
    arguments: ['before|after', 'step|call', 'fault', '[arguments...]'],
    prepare: (lab, [given, target = '', name = '', ...more]) => {
      const edge = edgeNamed(given);
      const moment = momentNamed(lab, edge, target);
      const act = actOf(lab, faultNamed(table(), name), name, more);
      return () => {
        lab.moments.when(moment, act, { says: [name, ...more].join(' ') });
        return Promise.resolve(`Armed ${edge} ${target}: ${[name, ...more].join(' ')}.`);
      };
    },
  },
  in: {
    says: 'arms a fault for a time: after so many modelled seconds',
    arguments: ['seconds', 'fault', '[arguments...]'],
    prepare: (lab, [given, name = '', ...more]) => {
      const seconds = numberNamed('seconds', given, 0);
      const deed = faultNamed(table(), name).prepare(lab, more);
      const says = [name, ...more].join(' ');
      return () => {
        lab.lasting.after(seconds, says, deed);
        return Promise.resolve(`Armed in ${String(seconds)} s: ${says}.`);
      };
    },
  },
  moments: {
    says: 'lists what is armed, and which calls stand at their moment now',
    arguments: [],
    prepare: (lab) => () => {
      const { armed, standing, failures } = lab.moments;
      const lines = [
        ...armed.map((says) => `armed ${says}`),
        ...lab.lasting.waiting.map((says) => `armed ${says}`),
        ...standing.map(({ where, text }) => `standing on ${where}: ${text}`),
        ...[...failures, ...lab.lasting.failures].map((says) => `failed ${says}`),
      ];
      return Promise.resolve(lines.length === 0 ? 'Nothing is armed.' : lines.join('\n'));
    },
  },
  mend: {
    says: 'ends every fault of shares, folders, logins, chat servers, calls and cmdlets, and disarms what is armed',
    arguments: [],
    prepare: (lab) => () => {
      lab.lasting.mend();
      lab.cmdletFaults.clear();
      lab.moments.disarm();
      return Promise.resolve(
        'Shares, folders, logins, chat servers, calls and cmdlets are well again; nothing is armed.',
      );
    },
  },
});
