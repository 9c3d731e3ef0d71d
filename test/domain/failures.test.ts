import { failures, remedyOf, type FailureName } from '../../domain/failures';

const names = Object.keys(failures) as FailureName[];

describe('a failure', () => {
  test.each(names.filter((name) => remedyOf(name) !== ''))('%s has a remedy that is a sentence', (name) => {
    expect(remedyOf(name)).toMatch(/^[A-Z].*\.$/);
  });
});
