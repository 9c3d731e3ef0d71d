import { ask, foreignClient } from '../../../support/foreign-clients/foreign-client';
import type { Answers } from '../../../support/foreign-clients/foreign-client';
import type { Question } from './expected';
import { expected } from './expected';
import type { StandIn } from './support';
import { standIn } from './support';

/** What a driver has no way to ask. */
const without: readonly (readonly ['python' | 'jdbc' | 'go', string, readonly Question[]])[] = [
  [
    'python',
    'python-tds',
    [
      'certificate that nobody vouches for',
      'prepared twice',
      'metadata of a prepared statement',
      'savepoint',
      'catalog',
    ],
  ],
  ['jdbc', "Microsoft's JDBC driver", []],
  ['go', 'go-mssqldb', ['print', 'metadata of a prepared statement', 'savepoint', 'catalog']],
];

const questions = Object.keys(expected) as Question[];

describe('the stand-in, asked by clients that we did not write', () => {
  let server: StandIn;

  beforeAll(async () => {
    server = await standIn();
  });

  afterAll(() => server.close());

  for (const [name, title, unasked] of without) {
    const client = foreignClient(name);
    const isMissing = 'missing' in client;
    const because = isMissing ? ` [${client.missing}]` : '';

    describe(`${title}${because}`, () => {
      let answers: Answers;

      beforeAll(async () => {
        if (isMissing) return;
        answers = await ask(client, String(server.port), server.certificate, server.types);
      });

      (isMissing ? it.skip : it).each(questions.filter((question) => !unasked.includes(question)))(
        `${title} sees of "%s" what it sees of SQL Server`,
        (question) => {
          expect(answers.get(question)).toEqual(expected[question]);
        },
      );
    });
  }
});
