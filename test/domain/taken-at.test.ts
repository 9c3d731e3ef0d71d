import { takenAt } from '../../domain/taken-at';

const shipped = 'mgc_20261121095500.trn';
const stamp = '2026-11-21T09:55:00.000Z';
const known = { file: 'night.bak', finishedLocally: '2026-11-21T18:55:20', timeZone: null };

describe('the instant up to which everything is in a log backup', () => {
  it.each([
    ['a server in UTC', '2026-11-21T09:55:20'],
    ['one at UTC+9, whose header is nine hours ahead', '2026-11-21T18:55:20.113'],
    ['one at UTC-8', '2026-11-21T01:55:20'],
    ['one at UTC+14, the furthest there is', '2026-11-21T23:55:20'],
  ])('is the stamp in the name that log shipping gave it: %s', (_, finishedLocally) => {
    const backup = { file: `\\\\fs\\share\\${shipped}`, finishedLocally, timeZone: null };
    expect(takenAt(backup)).toBe(stamp);
  });

  it.each([
    ['another tool named it', 'mgc_log_1.bak', '2026-11-21T18:55:20'],
    ['its stamp is of another day than its header: somebody named it', shipped, '2026-11-19T09:55:20'],
    ['its stamp is no time', 'mgc_20269921095500.trn', '2026-11-21T09:55:20'],
  ])('is not known from a local time alone: %s', (_, file, finishedLocally) => {
    expect(takenAt({ file, finishedLocally, timeZone: null })).toBeNull();
    expect(takenAt({ file, finishedLocally, timeZone: 127 })).toBeNull();
  });

  it.each([
    [36, '2026-11-21T09:55:20.000Z'],
    [-20, '2026-11-21T23:55:20.000Z'],
    [0, '2026-11-21T18:55:20.000Z'],
  ])('is the local time less the zone of its server, where that was written down: %i quarters', (timeZone, instant) => {
    expect(takenAt({ ...known, timeZone })).toBe(instant);
  });

  it('is the earlier of two that are known', () => {
    expect(takenAt({ ...known, file: shipped, timeZone: 36 })).toBe(stamp);
  });

  it('is no younger than its file: a stamp in local time promises nothing', () => {
    const local = { file: 'mgc_20261121185500.trn', finishedLocally: '2026-11-21T18:55:20', timeZone: null };
    expect(takenAt({ ...local, writtenAt: '2026-11-21T09:55:20.000Z' })).toBe('2026-11-21T09:55:20.000Z');
  });

  it('is not the time of its file where nothing else is known: a copy is younger than what it holds', () => {
    expect(takenAt({ ...known, writtenAt: '2026-11-21T12:00:00.000Z' })).toBeNull();
  });
});
