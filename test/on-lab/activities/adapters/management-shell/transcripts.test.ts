import path from 'node:path';
import { createManagementShell, type ManagementShell } from '../../../../../activities/adapters/management-shell';
import { replays, type Played } from '../../../../../lab/rig/testing/replays';
import { transcript } from '../../../../../lab/rig/testing/transcripts';
import { modulePath, silentLog } from '../../../../../lab/rig/testing/scripted-lab';

describe('the recorded bytes of PowerShell, played to the adapter', () => {
  let shell: ManagementShell | undefined;
  const unhandled = jest.fn();
  beforeAll(() => void process.on('unhandledRejection', unhandled));
  afterEach(() => shell?.dispose());
  afterAll(() => void process.off('unhandledRejection', unhandled));

  const play = (id: string, { then: afterwards }: Played, ownEnvelope = false): Promise<unknown> => {
    shell = createManagementShell({
      executable: path.join(__dirname, 'shells/recorded.cjs'),
      modulePath,
      lyncModules: ['Lync'],
      environment: { TRANSCRIPT: id, SHELL_THEN: afterwards ?? '', ...(ownEnvelope ? { OWN_ENVELOPE: '1' } : {}) },
      startTimeoutMs: 20_000,
      log: silentLog,
    });
    const timeoutMs = afterwards === 'eats the next line' ? 1000 : 20_000;
    return shell.invoke('Set-CsPersistentChatState', { PoolState: 'Normal' }, { timeoutMs });
  };

  const played = Object.entries(replays).filter((entry): entry is [string, Played] => entry[1].by === 'adapter');

  it.each(played.map(([id, replay]) => [transcript(id).name, id, replay] as const))(
    'are never taken for an answer to its own request: %s',
    async (_, id, replay) => {
      const { verdict, because } = replay.outcome;
      await expect(play(id, replay)).rejects.toMatchObject({
        verdict,
        message: expect.stringContaining(because) as unknown,
      });
      expect(unhandled).not.toHaveBeenCalled();
    },
  );

  it.each(
    played.flatMap(([id, replay]) =>
      replay.understood === undefined ? [] : [[transcript(id).name, id, replay, replay.understood] as const],
    ),
  )('are understood around and inside the envelope of its own request: %s', async (_, id, replay, understood) => {
    const call = play(id, replay, true);
    if ('output' in understood) await expect(call).resolves.toMatchObject(understood);
    else
      await expect(call).rejects.toMatchObject({
        ...understood,
        message: expect.stringContaining(understood.message) as unknown,
      });
  });
});
