/** What every client that speaks TDS must see of the lab's SQL Server, by the question that its program asks. */

const noRows: readonly unknown[] = [];
const refusal = (number: number, severity: number, state: number, line: number, text: string): unknown =>
  expect.objectContaining({ number, severity, state, line, text: expect.stringContaining(text) });

/** One row with a value of each type of programs/types.sql, and one of NULLs. */
const types = [
  [
    ...['1', '255', '-32768', '2147483647', '-9223372036854775808', '-12.34', '12345678901234567890.123456789'],
    ...['0.5', '-1.5', expect.stringMatching(/^-12\.34(00)?$/), expect.stringMatching(/^12\.34(00)?$/)],
    ...['abc  ', '10 €', 'long', 'é  ', '你好', 'ü', '0x010200', '0x0102', '0xFF'],
    ...['6F9619FF-8B86-D011-B42D-00C04FC964FF', '2026-11-21T13:08:45.12', '2026-11-21T13:08:00'],
    ...['2026-11-21T13:08:45.123', '2026-11-21T13:08:45.12', '2026-11-21', '13:08:45.123'],
    expect.stringMatching(/^2026-11-21T13:08:45\.50*\+02:00$/),
    'a variant',
  ],
  Array.from({ length: 29 }, () => null),
];

export type Question = keyof typeof expected;

export const expected = {
  /** Of the session: not at all, all of it, the login only. */
  encryption: ['FALSE', 'TRUE', 'FALSE'],
  'its own default of encryption': 'pchatdr',
  'certificate that nobody vouches for': true,
  'wrong password': refusal(18456, 14, 1, 1, "Login failed for user 'pchatdr'."),
  /** 4060 comes first and 18456 after it; a driver shows the one or the other. */
  'unknown database': expect.objectContaining({
    text: expect.stringMatching(/^Cannot open database "nowhere"|Login failed for user 'pchatdr'\.$/),
  }),
  'who and where': [['Microsoft SQL Server 2012', '11.0.7001.0', 'pchatdr', 'mgc', 'SQL1\\CHAT', '1']],
  'several result sets': [[['1']], [['two', null]], noRows],
  print: [
    expect.objectContaining({ number: 0, severity: 0, state: 1, text: expect.stringContaining('Grüße') }),
    expect.objectContaining({ number: 50000, severity: 5, state: 3, text: expect.stringContaining('careful') }),
  ],
  error: [
    refusal(207, 16, 1, 2, "Invalid column name 'nope'."),
    refusal(50000, 16, 7, 3, 'no way'),
    refusal(156, 15, 1, 1, "Incorrect syntax near the keyword 'FROM'."),
    [['1']],
  ],
  parameters: [['42', "O'Brien ü", null]],
  'prepared twice': [[['master']], [['mgc']], noRows],
  'metadata of a prepared statement': [
    ['nodeID', 'int', 10],
    ['nodeName', 'nvarchar', 256],
  ],
  types,
  'long values': [true, true],
  'commit and rollback': [noRows, [['1']], [['1'], ['2']], [['1']]],
  savepoint: [[['5']], [['1']]],
  'a transaction begun as text': [[['1']], [['0']], [['1']]],
  timeout: ['timed out', [['1']]],
  'reset of a pooled connection': [true, [['mgc', '-1']], refusal(208, 16, 1, 1, "Invalid object name '#left'.")],
  'isolation level': [['4']],
  procedure: [0, 36],
  catalog: [
    ...['Microsoft SQL Server', '11.00.7001', 'pchatdr', true],
    ...[[['master'], ['mgc'], ['model'], ['msdb'], ['tempdb']], true, 'mgc'],
  ],
  /** 2745 comes first and the error itself after it; a driver shows the one or the other. */
  'fatal error': [
    expect.objectContaining({
      line: 1,
      text: expect.stringMatching(/^the end$|raised user error 50000, severity 20\./),
    }),
    'closed',
  ],
};
