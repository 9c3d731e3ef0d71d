import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { failures, remedyOf, type FailureName } from '../../domain/failures';

const project = path.join(__dirname, '../..');
const names = Object.keys(failures) as FailureName[];

const codeOf = (file: string): string =>
  readFileSync(path.join(project, file), 'utf8').replace(/^ *(\/\/|\/?\*).*$/gm, '');

/** What throws and what classifies. That nothing has a name which is not in the list, the compiler sees to. */
const throwers = [
  'domain/sql-error-numbers.ts',
  'domain/sql-failures.ts',
  ...readdirSync(path.join(project, 'activities'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.join('activities', file)),
]
  .map(codeOf)
  .join('\n');

describe('a failure', () => {
  test.each(names)('%s is thrown by an activity or its adapter, or classified', (name) => {
    expect(throwers).toMatch(new RegExp(`'${name}'|^ *${name}: \\[`, 'm'));
  });

  test.each(names.filter((name) => remedyOf(name) !== ''))('%s has a remedy that is a sentence', (name) => {
    expect(remedyOf(name)).toMatch(/^[A-Z].*\.$/);
  });

  test('is judged once', () => {
    const judged = [...codeOf('domain/failures.ts').matchAll(/^ {2}(\w+): \{/gm)].map(([, name]) => name);
    expect(judged.sort()).toEqual([...names].sort());
  });
});
