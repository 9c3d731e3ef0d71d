import { failures, type SqlFailureName } from '../../domain/failures';
import { classifySqlFailure, type SqlErrorMessage } from '../../domain/sql-failures';

const message = (number: number, text = 'text', severity = 16): SqlErrorMessage => ({
  number,
  severity,
  state: 1,
  text,
});
const trailer = message(3013, 'RESTORE LOG is terminating abnormally.');
const said = (...messages: SqlErrorMessage[]) =>
  classifySqlFailure({ instance: 'SQL1', messages, code: 'EREQUEST', connected: true });

describe('a failure that the server explains', () => {
  test.each<[string, SqlErrorMessage[], SqlFailureName]>([
    ['a database in use', [message(3101), trailer], 'DatabaseInUse'],
    ['a log backup that is missing', [message(4305), trailer], 'LogBackupMissing'],
    ['a log backup that is applied already', [message(4326), trailer], 'AlreadyInEffect'],
    ['a database that is recovered already', [message(3153), trailer], 'AlreadyInEffect'],
    ['copies that diverged', [message(4330), trailer], 'Diverged'],
    ['a database that is not RESTORING', [message(3117), trailer], 'NotReadyForLogs'],
    ['a mirrored database', [message(3104), trailer], 'MirroringInTheWay'],
    ['mirroring that is off already', [message(1416)], 'AlreadyInEffect'],
    ['a damaged file', [message(3241), trailer], 'FileDamaged'],
    ['another backup that runs', [message(3023), trailer], 'InstanceBusy'],
    ['an aborted restore', [message(3204), trailer], 'Interrupted'],
    ['a job that exists', [message(14261)], 'AlreadyInEffect'],
    ['a job that has its server already', [message(14269)], 'AlreadyInEffect'],
    ['a job that does not exist', [message(14262)], 'NoSuchObject'],
    ['a missing permission', [message(300, 'denied', 14), message(297)], 'PermissionDenied'],
    ['a number that nobody listed', [message(50000, 'custom')], 'Unexpected'],
    ['a connection that the server ends', [message(596, 'kill state', 21)], 'ReplyLost'],
    ['nothing but a trailer', [trailer], 'Unexpected'],
  ])('%s has a name', (_what, messages, name) => {
    expect(said(...messages)).toMatchObject({ name, verdict: failures[name].verdict });
  });

  test('is judged by the gravest of all messages, wherever it stands', () => {
    expect(
      said(message(3120), message(3101), message(3201, 'Operating system error 5(Access is denied.).'), trailer).name,
    ).toBe('AccessDenied');
  });

  test('is judged by the first of equally grave messages, because the cause comes first', () => {
    const failure = said(
      message(5133, 'Directory lookup failed with the operating system error 3(x).'),
      message(3156),
      message(3119),
      trailer,
    );
    expect(failure).toMatchObject({ name: 'FileMissing', cause: { number: 5133 } });
  });

  test.each<[string, SqlFailureName]>([
    [
      "Cannot open backup device '\\\\fs\\x.trn'. Operating system error 2(The system cannot find the file specified.).",
      'FileMissing',
    ],
    ["Cannot open backup device '\\\\fs\\x.trn'. Operating system error 5(Access is denied.).", 'AccessDenied'],
    [
      "Cannot open backup device '\\\\fs\\x.trn'. Operating system error 32(failed to retrieve text for this error. Reason: 15105).",
      'FileInUse',
    ],
    [
      "Cannot open backup device '\\\\fs\\x(5).trn'. Operating system error 53(The network path was not found.).",
      'ShareUnreachable',
    ],
  ])('by the operating system is judged by its code: %s', (text, name) => {
    expect(said(message(3201, text), trailer).name).toBe(name);
  });

  test('of a full disk is told from a damaged file', () => {
    expect(
      said(message(3202, 'Write on "D:\\x.bak" failed: 112(There is not enough space on the disk.)'), trailer).name,
    ).toBe('DiskFull');
    expect(said(message(3203, 'Read on "D:\\x.bak" failed: 23(Data error.)'), trailer).name).toBe('FileDamaged');
  });

  test.each<[string, SqlFailureName]>([
    [
      'SQLServerAgent Error: Request to run job x (from User y) refused because the job is already running from a request by User y.',
      'AgentBusy',
    ],
    [
      'SQLServerAgent Error: Request to run job x (from User y) refused because the job already has a pending request from User y.',
      'AgentBusy',
    ],
    [
      'SQLServerAgent Error: Request to stop job x (from User y) refused because the job is not currently running.',
      'AlreadyInEffect',
    ],
    ['SQLServerAgent is not currently running so it cannot be notified of this action.', 'AgentStopped'],
  ])('by the Agent is judged by its text: %s', (text, name) => {
    expect(said(message(22022, text)).name).toBe(name);
  });
});

describe('a failure of the way to the server', () => {
  const driver = (code: string, connected: boolean) =>
    classifySqlFailure({ instance: 'SQL1\\CHAT', messages: [], code, detail: 'it broke', connected });

  test.each(['ETIMEOUT', 'ESOCKET', 'ECONNREFUSED', 'EINSTLOOKUP'])(
    'is safe to try again when no connection was made (%s)',
    (code) => {
      expect(driver(code, false)).toMatchObject({ name: 'InstanceUnreachable', verdict: 'retry' });
    },
  );

  test.each(['ETIMEOUT', 'ESOCKET', 'ECONNCLOSED', 'ECONNRESET', 'EREQUEST'])(
    'is indeterminate once a statement may have been sent (%s)',
    (code) => {
      expect(driver(code, true)).toMatchObject({ name: 'ReplyLost', verdict: 'indeterminate' });
    },
  );

  test('is indeterminate when the statement was cancelled', () => {
    expect(driver('ECANCEL', true)).toMatchObject({ name: 'Interrupted', verdict: 'indeterminate' });
  });

  test('that is a refused login names the instance and what to do', () => {
    const failure = classifySqlFailure({
      instance: 'SQL1\\CHAT',
      messages: [message(18456, "Login failed for user 'pchatdr'.", 14)],
      code: 'ELOGIN',
      connected: false,
    });
    expect(failure).toMatchObject({ name: 'LoginRefused', verdict: 'refuse' });
    expect(failure.says).toBe(`SQL1\\CHAT: Login failed for user 'pchatdr'. (18456) ${failures.LoginRefused.remedy}`);
    expect(driver('ELOGIN', false).name).toBe('LoginRefused');
  });

  test('that is a disabled login names the login and how it is enabled', () => {
    const text = "Login failed for user 'pchatdr'. Reason: The account is disabled.";
    const { says } = classifySqlFailure({
      instance: 'SQL1\\CHAT',
      messages: [message(18470, text, 14)],
      code: 'ELOGIN',
      connected: false,
    });
    expect(says).toBe(
      `SQL1\\CHAT: ${text} (18470) Check that the login exists on the instance and is enabled (ALTER LOGIN … ENABLE), and the password that this worker has for it.`,
    );
  });
});
