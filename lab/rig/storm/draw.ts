/** Draws a schedule from a seed. Each seed leaves out a part of all kinds of blows, so that seeds differ in character. */
import fc from 'fast-check';
import { stepCalls } from '../faults/step-calls';
import { procedures as registry, type StepId } from '../../../procedures/registry';
import {
  forGood,
  journeys,
  parts,
  procedures,
  type Answer,
  type Blow,
  type Journey,
  type Part,
  type Schedule,
} from './schedule';

/** What may strike, by kind; the words are those of the lab's table of faults. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  'a data centre': ['lose-data-centre primary', 'lose-data-centre secondary'],
  'an instance': [
    'crash-instance primary',
    'crash-instance mirror',
    'crash-instance backup',
    'crash-instance backupMirror',
  ],
  'an Agent': ['stop-agent primary', 'stop-agent backup'],
  'the way between': ['cut-link primary-secondary'],
  'a folder': [
    'deny-share engine',
    'deny-share worker',
    'deny-copy-folder agent',
    'fill-share',
    'fill-copy-folder',
    'lose-share',
    'slow-share 20',
  ],
  'a log backup': [
    'lose-log-backup',
    'corrupt-log-backup',
    'cut-log-backup',
    'stray-file mgc_20990101000000.trn',
    'other-log-backup primary',
  ],
  'a database': ['damage-file primary', 'offline-database primary', 'offline-database backup'],
  'a domain': ['lose-domain primary', 'lose-domain backup'],
  'a cmdlet': [
    'fail-cmdlet Set-CsPersistentChatActiveServer',
    'fail-after-effect-cmdlet Set-CsPersistentChatState',
    'lie-cmdlet Set-CsPersistentChatState',
    'lose-answer-cmdlet Install-CsMirrorDatabase',
    'fail-cmdlet Install-CsMirrorDatabase',
  ],
  'a worker': ['lose-worker primary', 'lose-worker secondary'],
  'a person who ends it': ['abort', 'cancel'],
  'a person with no undo': ['terminate'],
};
export const kindNames = Object.keys(kinds);

/** Steps of runs that begin where another one was ended, or of what came back: their moment seldom comes in the first run. */
const seldom: readonly StepId[] = [
  'saveTailLog',
  'setOffline',
  'partPrimary',
  'bringPrincipalBack',
  'silenceLogBackups',
];

const stepsOf = (journey: Journey): StepId[] => {
  const ridden = procedures.filter((procedure) => journey.includes(procedure));
  return [...new Set(ridden.flatMap((procedure) => Object.keys(registry[procedure].steps) as StepId[]))];
};

const momentsOf = (journey: Journey): string[] =>
  stepsOf(journey)
    .filter((step) => typeof stepCalls[step] !== 'string' && !seldom.includes(step))
    .flatMap((step) => ['before', 'after'].map((edge) => `${edge} ${step}`));

const persons: Readonly<Record<string, readonly Answer[]>> = {
  patient: ['retryStep', 'retryStep', 'retryStep', 'abort'],
  hasty: ['abort'],
  'who skips': ['skipStep', 'retryStep', 'abort'],
  'who contradict each other': ['retryStep', 'skipStep', 'abort'],
};
const forwardPersons: Readonly<Record<string, readonly Answer[]>> = {
  patient: ['retryStep', 'retryStep', 'retryStep', 'abandon'],
  hasty: ['abandon'],
  'who skips': ['skipStep', 'retryStep', 'abandon'],
};

const scheduleFor = (procedure: Journey): fc.Arbitrary<Omit<Schedule, 'seed'>> =>
  fc.subarray(kindNames, { minLength: 1, maxLength: 4 }).chain((kept) =>
    fc.record({
      without: fc
        .subarray([...parts])
        .map((without): Part[] => (without.includes('mirror') ? [...new Set<Part>([...without, 'witness'])] : without)),
      share: fc.constantFrom('elsewhere', 'elsewhere', 'secondary', 'primary'),
      procedure: fc.constant(procedure),
      blows: fc.array(
        fc.record<Blow>({
          at: fc.constantFrom(...momentsOf(procedure)),
          does: fc.constantFrom(...kept.flatMap((kind) => kinds[kind] ?? [])),
        }),
        { minLength: 1, maxLength: 3 },
      ),
      answers: fc.record({
        'step failed': fc.constantFrom(...Object.values(persons)),
        'step failed, forward only': fc.constantFrom(...Object.values(forwardPersons)),
        'needs a person': fc.constantFrom<readonly Answer[]>(['retryStep', 'skipStep'], ['skipStep'], ['abandon']),
      }),
      // Half of the time nothing, or a whole data centre.
      forGood: fc.oneof(fc.constantFrom(...forGood.slice(0, 3)), fc.constantFrom(...forGood)),
    }),
  );

export function draw(seed: number): Schedule {
  const [drawn] = fc.sample(
    fc.constantFrom(...journeys).chain((procedure) => scheduleFor(procedure)),
    { seed, numRuns: 1 },
  );
  if (drawn === undefined) throw new Error(`Nothing was drawn for the seed ${String(seed)}.`);
  return { seed, ...drawn };
}
