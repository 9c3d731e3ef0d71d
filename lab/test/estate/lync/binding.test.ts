import { openShell } from './support/shell';
import type { TestShell } from './support/shell';

let shell: TestShell;
beforeEach(() => {
  shell = openShell();
});
afterEach(() => {
  shell.lync.dispose();
});

const stateCmdlet = 'Microsoft.Rtc.Management.Internal.SetPersistentChatStateCmdlet';
const serverCmdlet = 'Microsoft.Rtc.Management.Internal.SetPersistentChatActiveServerCmdlet';

test.each([
  [
    'an unknown parameter',
    'Set-CsPersistentChatState',
    { Sate: 'Normal' },
    `NamedParameterNotFound,${stateCmdlet}`,
    "A parameter cannot be found that matches parameter name 'Sate'.",
  ],
  [
    'the beginning of two parameters',
    'Set-CsPersistentChatState',
    { I: 'x' },
    `AmbiguousParameter,${stateCmdlet}`,
    /^Parameter cannot be processed because the parameter name 'I' is ambiguous\. Possible matches include: -Identity -Instance/,
  ],
  [
    'parameters of two sets',
    'Set-CsPersistentChatActiveServer',
    { ActiveServers: null, Swap: true },
    `AmbiguousParameterSet,${serverCmdlet}`,
    /^Parameter set cannot be resolved using the specified named parameters\. One or more/,
  ],
  [
    'no set to choose',
    'Set-CsPersistentChatActiveServer',
    {},
    `AmbiguousParameterSet,${serverCmdlet}`,
    /^Parameter set cannot be resolved/,
  ],
  [
    'a missing mandatory parameter',
    'Get-CsDatabaseMirrorState',
    {},
    'MissingMandatoryParameter,Microsoft.Rtc.Management.Deployment.GetDatabaseMirrorStateCmdlet',
    'Cannot process command because of one or more missing mandatory parameters: PoolFqdn.',
  ],
  [
    'a value outside an enumeration',
    'Set-CsPersistentChatState',
    { PoolState: 'Failed' },
    `CannotConvertArgumentNoMessage,${stateCmdlet}`,
    /^Cannot bind parameter 'PoolState'\. Cannot convert value "Failed" to type ".*PoolState"\. Error: "Unable to match/,
  ],
  [
    'a host name that is none',
    'Set-CsPersistentChatActiveServer',
    { ActiveServers: 'not a name' },
    `CannotConvertArgumentNoMessage,${serverCmdlet}`,
    /^Cannot bind parameter 'ActiveServers'\. Cannot convert value "not a name"/,
  ],
  [
    'the identity with a blank, as the failback page prints it',
    'Set-CsPersistentChatState',
    { Identity: 'service: chat.contoso.com', PoolState: 'Normal' },
    `CannotConvertArgumentNoMessage,${stateCmdlet}`,
    /Cannot convert value "service: chat\.contoso\.com"/,
  ],
  [
    'a text for a switch',
    'Set-CsPersistentChatState',
    { Force: 'yes' },
    `CannotConvertArgument,${stateCmdlet}`,
    /^Cannot convert 'System\.String' to the type 'System\.Management\.Automation\.SwitchParameter' required by parameter 'Force'/,
  ],
  [
    'a key that no list modifier has',
    'Set-CsPersistentChatActiveServer',
    { ActiveServers: { Foo: 'x' } },
    `CannotConvertArgumentNoMessage,${serverCmdlet}`,
    /Only the keys 'Add', 'Remove' and 'Replace' are allowed/,
  ],
  [
    'a value outside a ValidateSet',
    'Test-CsPersistentChatMessage',
    { TargetFqdn: 'fe.contoso.com', Authentication: 'Basic' },
    'ParameterArgumentValidationError,Microsoft.Rtc.SyntheticTransactions.Commands.TestPersistentChatMessageCmdlet',
    /does not belong to the set "TrustedServer,Negotiate,ClientCertificate,LiveID"/,
  ],
])('%s is refused by the binder with its identity and text', async (_what, cmdlet, parameters, id, message) => {
  const { error } = await shell.run(cmdlet, parameters);
  expect(error?.id).toBe(id);
  if (typeof message === 'string') expect(error?.message).toBe(message);
  else expect(error?.message).toMatch(message);
});

test('a cmdlet that does not exist is not recognized', async () => {
  const { error } = await shell.run('Get-CsPersistentChatActiveServer');
  expect(error).toMatchObject({
    id: 'CommandNotFoundException',
    category: 'ObjectNotFound',
    target: 'Get-CsPersistentChatActiveServer',
  });
  expect(error?.message).toMatch(
    /^The term 'Get-CsPersistentChatActiveServer' is not recognized as a name of a cmdlet, function/,
  );
});

test('cmdlet, parameter and enumerator are found in any case, and a parameter by the beginning of its name', async () => {
  expect((await shell.run('set-cspersistentchatstate', { POOLST: 'failedover' })).error).toBeUndefined();
  expect(shell.lync.store.current.poolState).toBe('FailedOver');
});
