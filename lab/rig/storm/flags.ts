/** What is wrong with a storm, and with what its runs said. */
import type { Shown } from './rare-states';

/** Something that must not be; `kind` is what two schedules are alike in. */
export interface Flag {
  readonly kind: string;
  readonly says: string;
}

/** A person reads these: none holds what no value came for, and every end says how it ended and what is next. */
export function badSentences(procedure: string, { report, refusal, said, status }: Shown): Flag[] {
  const sentences = [
    ...said,
    ...(refusal === undefined ? [] : [refusal]),
    ...(report?.notes ?? []),
    report?.next ?? '',
  ];
  const holes = sentences.filter((sentence) => /undefined|\[object|NaN|: null\b/.test(sentence));
  const isUnclear = status === 'COMPLETED' && (report?.result === undefined || report.next === '');
  return [
    ...holes.map((sentence) => ({ kind: 'a sentence with a hole', says: `${procedure}: ${sentence}` })),
    ...(isUnclear
      ? [{ kind: 'an end without a result', says: `${procedure} says neither how it ended nor what is next.` }]
      : []),
  ];
}
