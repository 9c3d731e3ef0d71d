import { classify, type CmdletErrorRecord } from '../../../../activities/adapters/management-shell/classify';
import { failures } from '../../../../domain/failures';

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
    ['an unknown command', { fullyQualifiedErrorId: 'CommandNotFoundException' }, 'refuse'],
    ['an unknown parameter', { fullyQualifiedErrorId: 'NamedParameterNotFound,Set-CsPersistentChatState' }, 'refuse'],
    [
      'a question without anybody to answer',
      {
        fullyQualifiedErrorId: 'InvalidOperation,X',
        types: ['System.Management.Automation.PSInvalidOperationException'],
      },
      'refuse',
    ],
    [
      'denied access inside another failure',
      { types: ['System.Exception', 'System.UnauthorizedAccessException'] },
      'refuse',
    ],
    ['something that the topology does not hold', { category: 'ObjectNotFound' }, 'refuse'],
    ['a deadlock', { types: ['System.Data.SqlClient.SqlException'], sqlNumber: 1205 }, 'retry'],
    ['a refused login', { types: ['System.Data.SqlClient.SqlException'], sqlNumber: 18456 }, 'refuse'],
    ['a timeout', { types: ['System.TimeoutException'] }, 'retry'],
    [
      'a stopped pipeline',
      { types: ['System.Management.Automation.PipelineStoppedException'], category: 'InvalidArgument' },
      'indeterminate',
    ],
    ['anything else', {}, 'retry'],
  ])('for %s is classified by its stable keys', (_, changes, verdict) => {
    expect(failures[classify(record(changes))].verdict).toBe(verdict);
  });

  it('is never classified by its message, which is localised', () => {
    expect(classify(record({ message: 'CommandNotFoundException PermissionDenied' }))).toBe(classify(record({})));
  });
});
