import { classify, type CmdletErrorRecord } from '../../../../activities/adapters/management-shell/classify';

const record = (changes: Partial<CmdletErrorRecord>): CmdletErrorRecord => ({
  message: 'Command execution failed.',
  types: ['System.Exception'],
  fullyQualifiedErrorId: 'ProcessingFailed,Microsoft.Rtc.Management.Deployment.TestReplicaCmdlet',
  category: 'InvalidOperation',
  target: '',
  stack: '',
  sqlNumber: null,
  ...changes,
});

describe('an error record of a cmdlet', () => {
  it.each<[string, Partial<CmdletErrorRecord>, string]>([
    ['an unknown command', { fullyQualifiedErrorId: 'CommandNotFoundException' }, 'refused'],
    ['an unknown parameter', { fullyQualifiedErrorId: 'NamedParameterNotFound,Set-CsPersistentChatState' }, 'refused'],
    [
      'a question without anybody to answer',
      {
        fullyQualifiedErrorId: 'InvalidOperation,X',
        types: ['System.Management.Automation.PSInvalidOperationException'],
      },
      'refused',
    ],
    [
      'denied access inside another failure',
      { types: ['System.Exception', 'System.UnauthorizedAccessException'] },
      'refused',
    ],
    ['something that the topology does not hold', { category: 'ObjectNotFound' }, 'refused'],
    ['a deadlock', { types: ['System.Data.SqlClient.SqlException'], sqlNumber: 1205 }, 'retry'],
    ['a refused login', { types: ['System.Data.SqlClient.SqlException'], sqlNumber: 18456 }, 'refused'],
    ['a timeout', { types: ['System.TimeoutException'] }, 'retry'],
    [
      'a stopped pipeline',
      { types: ['System.Management.Automation.PipelineStoppedException'], category: 'InvalidArgument' },
      'indeterminate',
    ],
    ['anything else', {}, 'retry'],
  ])('for %s is classified by its stable keys', (_, changes, kind) => {
    expect(classify(record(changes)).kind).toBe(kind);
  });

  it('is never classified by its message, which is localised', () => {
    expect(classify(record({ message: 'CommandNotFoundException PermissionDenied' }))).toEqual(classify(record({})));
  });
});
