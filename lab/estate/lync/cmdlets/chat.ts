/** Cmdlets that go through the chat service: the synthetic message, rooms; and its configuration (reference B.2, B.6). */
import { processingFailed } from '../cmdlet-error';
import { frontEndOf } from '../inventory';
import { matchesWildcard, requirePoolFqdn } from '../pool-identity';
import type { Cmdlet, CmdletCall } from '../cmdlet';

const room = 'Lobby';

/** Resolves to why the chat service does not take a message; `undefined` when it did. */
async function refusal({ chat }: CmdletCall): Promise<string | undefined> {
  try {
    if (chat === undefined) throw new Error('No Persistent Chat service answers.');
    await chat.send();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const testCommon =
  '[-Authentication <AuthenticationMechanism>] [-ChatRoomUri <String>] [-RegistrarPort <Int32>] [-Setup <Boolean>] ' +
  '[-TestUser1SipAddress <String>] [-TestUser2SipAddress <String>] [-OutLoggerVariable <String>] [-OutVerboseVariable <String>] [-Force]';

const noRegistrarPort =
  'Failed to read Registrar port number for the given fully qualified domain name (FQDN). Using default Registrar port number.';

/** A failed test is an object with `Result` Failure, not an error. */
const testMessage: Cmdlet = {
  name: 'Test-CsPersistentChatMessage',
  type: 'Microsoft.Rtc.SyntheticTransactions.Commands.TestPersistentChatMessageCmdlet',
  defaultSet: 'ServerPlatform',
  aliases: {
    t: 'TargetFqdn',
    sa: 'SenderSipAddress',
    sc: 'SenderCredential',
    ra: 'ReceiverSipAddress',
    rc: 'ReceiverCredential',
    rp: 'RegistrarPort',
    ath: 'Authentication',
    olv: 'OutLoggerVariable',
    ovv: 'OutVerboseVariable',
  },
  sets: {
    ClientPlatform:
      '[[-TargetFqdn] <String>] -SenderCredential <PSCredential> -ReceiverCredential <PSCredential> -SenderSipAddress <String> ' +
      `-ReceiverSipAddress <String> ${testCommon}`,
    ServerPlatform: `[-TargetFqdn] <String> [-SenderSipAddress <String>] [-ReceiverSipAddress <String>] ${testCommon}`,
  },
  async run(call) {
    const target = call.bound.text('TargetFqdn') ?? frontEndOf(call.estate.pool);
    const startedAt = Date.now();
    // The target is the registrar pool; the chat pool's own name leads nowhere.
    const error =
      target.toLowerCase() === frontEndOf(call.estate.pool)
        ? await refusal(call)
        : '10060, A connection attempt failed because the connected party did not properly respond after a period of time.';
    if (target.toLowerCase() !== frontEndOf(call.estate.pool)) call.warn(noRegistrarPort);
    const latency = new Date(Date.now() - startedAt).toISOString().slice(11, 23);
    call.write({
      TargetFqdn: target,
      Result: error === undefined ? 'Success' : 'Failure',
      Latency: error === undefined ? latency : '00:00:00',
      Error: error ?? '',
      Diagnosis: '',
    });
  },
};

const getRoom: Cmdlet = {
  name: 'Get-CsPersistentChatRoom',
  type: 'Microsoft.Rtc.Management.PersistentChat.Cmdlets.GetPersistentChatRoomCmdlet',
  defaultSet: 'All',
  sets: {
    All:
      '[-Addin <String>] [-AsObject] [-Category <String>] [-ChatContentExceedsMB <Int32>] [-Disabled <Boolean>] [-Filter <String>] ' +
      '[-Invitations <ChatRoomInvitations>] [-Manager <String>] [-Member <String>] [-PersistentChatPoolFqdn <String>] ' +
      '[-Privacy <ChatRoomPrivacy>] [-ResultSize <Int32>] [-SearchDescription] [-Type <ChatRoomType>]',
    Identity: '[[-Identity] <String>] [-AsObject]',
  },
  async run(call) {
    const { bound, estate, write } = call;
    requirePoolFqdn(estate.pool, bound.text('PersistentChatPoolFqdn'));
    const why = await refusal(call);
    if (why !== undefined)
      throw processingFailed(`The Persistent Chat service of "${estate.pool.fqdn}" does not answer. ${why}`);
    const identity = `${estate.pool.fqdn}\\${room}`;
    if (!matchesWildcard(identity, bound.text('Identity') ?? '*')) return;
    write({
      Identity: identity,
      Name: room,
      Disabled: false,
      Privacy: 'Closed',
      Type: 'Normal',
      Invitations: 'Inherit',
    });
  },
};

const configuration: Cmdlet = {
  name: 'Get-CsPersistentChatConfiguration',
  type: 'Microsoft.Rtc.Management.Internal.GetPersistentChatConfigurationCmdlet',
  readsStore: true,
  defaultSet: 'Identity',
  sets: { Identity: '[[-Identity] <XdsIdentity>] [-LocalStore]', Filter: '[-Filter <String>] [-LocalStore]' },
  run({ bound, write }) {
    if (!matchesWildcard('Global', bound.text('Identity') ?? bound.text('Filter') ?? '*')) return;
    write({
      Identity: 'Global',
      DefaultChatHistory: 30,
      MaxFileSizeKB: 20000,
      ParticipantUpdateLimit: 75,
      RoomManagementUrl: '',
    });
  },
};

export const chatCmdlets = [testMessage, getRoom, configuration];
