/** Test-CsPersistentChatMessage: a synthetic message that goes through the chat service (reference B.2). */
import { frontEndOf } from '../inventory';
import type { Cmdlet, CmdletCall } from '../cmdlet';

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

export const chatCmdlets = [testMessage];
