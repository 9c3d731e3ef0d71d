import { errorsInHistory, jobStepProgram } from '../../../../activities/adapters/sql-server/job-history';

test('the errors of a failed step are read from its message, in order, without its progress messages', () => {
  const message =
    'Executed as user: CONTOSO\\sqlagent. 10 percent processed. [SQLSTATE 01000] (Message 3211)  Exclusive access could not be ' +
    'obtained because the database is in use. [SQLSTATE 42000] (Error 3101)  RESTORE DATABASE is terminating abnormally. ' +
    '[SQLSTATE 42000] (Error 3013).  The step failed.';
  expect(errorsInHistory(message)).toEqual([
    {
      number: 3101,
      severity: 16,
      state: 1,
      text: 'Exclusive access could not be obtained because the database is in use.',
    },
    { number: 3013, severity: 16, state: 1, text: 'RESTORE DATABASE is terminating abnormally.' },
  ]);
});

test('a message without an error number has no errors', () => {
  expect(errorsInHistory('The job failed.  Unable to determine if the owner (sa) of job x has server access.')).toEqual(
    [],
  );
});

test("the program name of a step's session holds the job id in the byte order of the server", () => {
  expect(jobStepProgram('00112233-4455-6677-8899-AABBCCDDEEFF')).toBe(
    'SQLAgent - TSQL JobStep (Job 0x33221100554477668899AABBCCDDEEFF : Step ',
  );
});
